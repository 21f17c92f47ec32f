import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { type Shell, shellWord, withEnvironment } from '../../src/report/shell';
import { tries } from '../support/trials';

const SHELLS: readonly Shell[] = ['posix', 'cmd', 'powershell'];

/** What shells trip over, and anything else. */
const anyWord = fc.oneof(
  fc
    .array(fc.constantFrom(...'\'"%\\&|<>^() =~$`!*?[]{},;#@-+:/.a7\u2019é😀'.match(/./gu)!), {
      maxLength: 12,
    })
    .map((characters) => characters.join('')),
  // eslint-disable-next-line no-control-regex -- no environment holds these, and cmd no line break
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\u0000\r\n]/.test(text)),
);

/** What cmd passes on: names between signs replaced, then carets outside of quotes taken. */
function throughCmd(line: string): string {
  const variables: Readonly<Record<string, string>> = { PATH: 'expanded', a: 'expanded' };
  const replaced = line.replace(/%([^%:]+)(?::[^%]*)?%/g, (whole, name: string) => {
    return variables[name] ?? whole;
  });
  let passed = '';
  let isQuoted = false;
  for (let i = 0; i < replaced.length; i++) {
    const character = replaced[i]!;
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && '&|<>()'.includes(character)) throw new Error(`cmd acts on ${character}`);
    passed += !isQuoted && character === '^' ? (replaced[++i] ?? '') : character;
  }
  expect(isQuoted).toBe(false);
  return passed;
}

/** The arguments that a Windows program makes of its command line: the rules of Microsoft's C. */
function windowsArguments(line: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < line.length;) {
    if (line[i] === ' ') {
      i++;
      continue;
    }
    let word = '';
    for (let isQuoted = false; i < line.length && (isQuoted || line[i] !== ' ');) {
      const [slashes = ''] = /^\\*/.exec(line.slice(i)) ?? [];
      i += slashes.length;
      if (line[i] !== '"') {
        word += slashes || line[i++]!;
        continue;
      }
      i++;
      word += '\\'.repeat(slashes.length >> 1);
      if (slashes.length % 2 === 1) word += '"';
      else if (isQuoted && line[i] === '"') word += line[i++]!;
      else isQuoted = !isQuoted;
    }
    found.push(word);
  }
  return found;
}

test.each(SHELLS)('plain words stay as they are in %s', (shell) => {
  for (const word of ['7', '007', 'testcases/create.conf', './x.conf', 'a_b-c.d:e']) {
    expect(shellWord(word, shell)).toBe(word);
  }
});

test.each([
  ['posix', '', "''"],
  ['posix', "it's 7", `'it'\\''s 7'`],
  ['posix', '~/x', `'~/x'`],
  ['posix', '=ls', `'=ls'`],
  ['cmd', '', '""'],
  ['cmd', "it's 7", `"it's 7"`],
  ['cmd', 'say "hi"', '"say ""hi"""'],
  ['cmd', 'C:\\my files\\', '"C:\\my files\\\\"'],
  ['cmd', '%PATH%', '^%"PATH"^%'],
  ['cmd', '100%', '"100"^%'],
  ['powershell', '', "''"],
  ['powershell', "it's 7", "'it''s 7'"],
  ['powershell', 'it’s 7', "'it’’s 7'"],
  ['powershell', '$HOME', "'$HOME'"],
  ['powershell', '-x', "'-x'"],
] as const)('%s takes %j as %s', (shell, text, word) => {
  expect(shellWord(text, shell)).toBe(word);
});

test('a real shell takes back any words', () => {
  const print = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  fc.assert(
    fc.property(fc.array(anyWord, { minLength: 40, maxLength: 80 }), (words) => {
      const spelled = words.map((word) => shellWord(word, 'posix')).join(' ');
      const command = `'${process.execPath}' -e '${print}' -- ${spelled}`;
      const { stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
      expect(JSON.parse(stdout)).toEqual(words);
    }),
    { seed: 1, numRuns: 10 },
  );
});

test('cmd and the program behind it take back any words', () => {
  fc.assert(
    fc.property(fc.array(anyWord, { maxLength: 6 }), (words) => {
      const spelled = words.map((word) => shellWord(word, 'cmd')).join(' ');
      expect(windowsArguments(throughCmd(spelled))).toEqual(words);
    }),
    { seed: 2, numRuns: tries(3000) },
  );
});

test('cmd takes them back from a batch file, such as npx is', () => {
  fc.assert(
    fc.property(anyWord, (word) => {
      // A batch file passes its arguments on without looking for names again.
      const once = throughCmd(shellWord(word, 'cmd'));
      const twice = throughCmd(once.replaceAll('%', '\ue000')).replaceAll('\ue000', '%');
      expect(windowsArguments(twice)).toEqual([word]);
    }),
    { seed: 3, numRuns: tries(3000) },
  );
});

test('PowerShell takes back any words', () => {
  fc.assert(
    fc.property(anyWord, (word) => {
      const spelled = shellWord(word, 'powershell');
      const [, inner] = /^'((?:[^'\u2018-\u201b]|(?:['\u2018-\u201b]){2})*)'$/.exec(spelled) ?? [];
      const read = inner?.replace(/(['\u2018-\u201b])./g, '$1') ?? spelled;
      expect(read).toBe(word);
      if (inner === undefined) expect(word).toMatch(/^[\w./\\:][\w./\\:@+=-]*$/);
    }),
    { seed: 4, numRuns: tries(3000) },
  );
});

describe('a command with variables set', () => {
  test.each([
    ['posix', '7', 'RINGSIM_SEED=7 npx jest x'],
    ['cmd', '7', 'set "RINGSIM_SEED=7" && npx jest x'],
    ['powershell', '7', "$env:RINGSIM_SEED='7'; npx jest x"],
    ['posix', "it's", `RINGSIM_SEED='it'\\''s' npx jest x`],
    ['cmd', 'a & b', 'set "RINGSIM_SEED=a & b" && npx jest x'],
    ['cmd', '100% "a" & b', 'set RINGSIM_SEED=100^% ^"a^" ^& b&& npx jest x'],
    ['powershell', "it's", "$env:RINGSIM_SEED='it''s'; npx jest x"],
  ] as const)('in %s, to %j', (shell, value, command) => {
    expect(withEnvironment({ RINGSIM_SEED: value }, 'npx jest x', shell)).toBe(command);
  });

  test('takes several, or none', () => {
    const two = { A: '1', B: '2' };
    expect(withEnvironment(two, 'x', 'posix')).toBe('A=1 B=2 x');
    expect(withEnvironment(two, 'x', 'cmd')).toBe('set "A=1" && set "B=2" && x');
    expect(withEnvironment(two, 'x', 'powershell')).toBe("$env:A='1'; $env:B='2'; x");
    expect(withEnvironment({}, 'x', 'cmd')).toBe('x');
  });

  test('reaches the command in a real shell, whatever the value', () => {
    fc.assert(
      fc.property(anyWord, (value) => {
        const command = withEnvironment({ GIVEN: value }, 'printenv GIVEN', 'posix');
        const { stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
        expect(stdout).toBe(`${value}\n`);
      }),
      { seed: 5, numRuns: 30 },
    );
  });
});
