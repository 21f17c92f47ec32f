import fc from 'fast-check';
import { CONF_BYTES_MAX, type Part, readConf } from '../../src/scenario/conf';
import { InputError } from '../../src/scenario/input-error';
import { anyCharacter } from '../support/any-character';
import { COURSE_SCENARIOS, shipped } from '../support/course-runs';
import { tries } from '../support/trials';

const FILE = 'folder/some.conf';
const KNOWN = 'MAX_NNB, SINGLE_FAILURE, DROP_MSG, MSG_DROP_PROB, CRUD_TEST';
const NODES = 'a whole number from 1 to 1000';
const PROBABILITY = 'a number from 0 to 1, such as 0.1';
const TESTS = 'one of CREATE, READ, UPDATE, DELETE';

function read(text: string, part?: Part) {
  return readConf(FILE, new TextEncoder().encode(text), part);
}

/** What is said of bytes that are no scenario. */
function complaint(bytes: Uint8Array | string, part?: Part): string {
  try {
    readConf(FILE, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes, part);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error(`taken for a scenario: ${JSON.stringify(bytes)}`);
}

describe('the shipped scenarios', () => {
  const loss = { probability: 0.1, firstTick: 51, lastTick: 300 };
  const one = [{ id: 'failure', at: 100, crash: { draw: 'one' } }];
  const half = [{ id: 'failure', at: 100, crash: { draw: 'half' } }];
  const single = { part: 'membership', failures: 'single' };
  const store = { replicas: 3, readQuorum: 2, writeQuorum: 2 };
  const course = (test: string) => ({ part: 'store', test });

  test.each([
    ['singlefailure', { ...single, drops: false }, one, undefined, undefined],
    ['multifailure', { ...single, failures: 'multi', drops: false }, half, undefined, undefined],
    ['msgdropsinglefailure', { ...single, drops: true }, one, loss, undefined],
    ['create', course('CREATE'), [], undefined, store],
    ['read', course('READ'), [], undefined, store],
    ['update', course('UPDATE'), [], undefined, store],
    ['delete', course('DELETE'), [], undefined, store],
  ] as const)('%s is what the course says', (name, rubric, faults, losses, quorums) => {
    const scenario = shipped(name);
    expect(scenario).toMatchObject({ name, rubric, faults, durationTicks: 700 });
    expect(scenario.cluster).toMatchObject({ nodes: 10, starts: { nodes: 4, ticks: 1 } });
    expect(scenario.cluster.membership).toMatchObject({
      ...{ introducers: [1], failTicks: 5, removeTicks: 20 },
    });
    expect(scenario.network).toMatchObject({
      ...{
        delay: { distribution: 'constant', ticks: 1 },
        maxMessageBytes: 3983,
        maxInFlight: 30_000,
      },
    });
    expect(scenario.network.loss).toEqual(losses);
    if (quorums === undefined) expect(scenario.cluster.store).toBeUndefined();
    else expect(scenario.cluster.store).toMatchObject(quorums);
    expect(scenario.workload).toEqual(
      'test' in rubric ? { course: rubric.test } : { announcements: [], operations: [] },
    );
  });

  test('there are seven, and they differ', () => {
    const scenarios = COURSE_SCENARIOS.map((name) => JSON.stringify(shipped(name)));
    expect(new Set(scenarios).size).toBe(7);
  });
});

describe('what is put up with', () => {
  const plain = () => read('MAX_NNB: 12\nSINGLE_FAILURE: 0\nDROP_MSG: 1\nMSG_DROP_PROB: 0.3\n');

  test.each([
    ['CRLF', 'MAX_NNB: 12\r\nSINGLE_FAILURE: 0\r\nDROP_MSG: 1\r\nMSG_DROP_PROB: 0.3\r\n'],
    ['CR', 'MAX_NNB: 12\rSINGLE_FAILURE: 0\rDROP_MSG: 1\rMSG_DROP_PROB: 0.3'],
    ['no last newline', 'MAX_NNB: 12\nSINGLE_FAILURE: 0\nDROP_MSG: 1\nMSG_DROP_PROB: 0.3'],
    ['blank lines', '\n\nMAX_NNB: 12\n \t\nSINGLE_FAILURE: 0\nDROP_MSG: 1\nMSG_DROP_PROB: 0.3\n\n'],
    ['blanks', '  MAX_NNB :12  \nSINGLE_FAILURE:\t0\t\nDROP_MSG:1\n\tMSG_DROP_PROB  :  .3 '],
    ['comments', '# a\n//b\nMAX_NNB: 12 # c\nSINGLE_FAILURE: 0//d\nDROP_MSG: 1\nMSG_DROP_PROB: .3'],
    ['a byte-order mark', '\ufeffMAX_NNB: 12\nSINGLE_FAILURE: 0\nDROP_MSG: 1\nMSG_DROP_PROB: 0.3'],
    ['the old name', 'NODES: 12\nSINGLE_FAILURE: 0\nDROP_MSG: 1\nMSG_DROP_PROB: 0.3'],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual(plain());
  });

  test('any order of lines', () => {
    const lines = ['MAX_NNB: 12', 'SINGLE_FAILURE: 0', 'DROP_MSG: 1', 'MSG_DROP_PROB: 0.3'];
    const orders = fc.shuffledSubarray(lines, { minLength: lines.length });
    const property = fc.property(orders, (order) => {
      expect(read(order.join('\n'))).toEqual(plain());
    });
    fc.assert(property, { seed: 1, numRuns: 24 });
  });
});

test.each([
  ['0.29', 0.29],
  ['0.005', 0.005],
  ['0', 0],
  ['1', 1],
  ['1.0', 1],
  ['.5', 0.5],
])('a loss probability of %s is taken as written', (text, probability) => {
  const { scenario } = read(`MAX_NNB: 10\nSINGLE_FAILURE: 1\nDROP_MSG: 1\nMSG_DROP_PROB: ${text}`);
  expect(scenario.network.loss).toEqual({ probability, firstTick: 51, lastTick: 300 });
});

test('without DROP_MSG nothing is lost, whatever the probability', () => {
  const { scenario } = read('MAX_NNB: 10\nSINGLE_FAILURE: 1\nDROP_MSG: 0\nMSG_DROP_PROB: 0.9');
  expect(scenario.network.loss).toBeUndefined();
});

test.each([1, 1000])('%d nodes are allowed', (nodes) => {
  expect(read(`MAX_NNB: ${nodes}\nCRUD_TEST: READ`).scenario.cluster.nodes).toBe(nodes);
});

test.each([
  ['a/b/read.conf', 'read'],
  ['C:\\tests\\read.conf', 'read'],
  ['read', 'read'],
  ['my.read.conf', 'my.read'],
])('%s is named %s', (file, name) => {
  const bytes = new TextEncoder().encode('MAX_NNB: 10\nCRUD_TEST: READ');
  expect(readConf(file, bytes).scenario.name).toBe(name);
});

describe('which part runs', () => {
  const both = 'MAX_NNB: 10\nSINGLE_FAILURE: 1\n CRUD_TEST: READ\n';

  test('a membership key makes it a membership run; CRUD_TEST beside it is warned of', () => {
    const { scenario, warnings } = read(both);
    expect(scenario.rubric.part).toBe('membership');
    const ignored = 'CRUD_TEST is ignored in a membership run (--part store runs it)';
    expect(warnings).toEqual([`${FILE}:3:2: ${ignored}`]);
  });

  test('--part store runs the store, without its failures or drops, and without a warning', () => {
    const { scenario, warnings } = read(`${both}DROP_MSG: 1\nMSG_DROP_PROB: 0.5`, 'store');
    expect(scenario).toMatchObject({ rubric: { part: 'store', test: 'READ' }, faults: [] });
    expect(scenario.network.loss).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  test('a store file alone gives no warning, a membership file alone neither', () => {
    expect(read('MAX_NNB: 10\nCRUD_TEST: READ').warnings).toEqual([]);
    expect(read('MAX_NNB: 10\nSINGLE_FAILURE: 1').warnings).toEqual([]);
  });

  test('what the chosen part needs must be there', () => {
    const missing = (text: string, part: Part) => complaint(text, part);
    expect(missing('MAX_NNB: 10\nCRUD_TEST: READ', 'membership')).toBe(
      `${FILE}:2:1: SINGLE_FAILURE is missing: 0 or 1`,
    );
    expect(missing('MAX_NNB: 10\nSINGLE_FAILURE: 1', 'store')).toBe(
      `${FILE}:2:1: CRUD_TEST is missing: ${TESTS}`,
    );
  });
});

describe('bad input is one line that says where and what', () => {
  const node = (value: string) => `MAX_NNB: ${value}\nCRUD_TEST: READ`;
  const drop = (value: string) =>
    `MAX_NNB: 10\nSINGLE_FAILURE: 1\nDROP_MSG: 1\nMSG_DROP_PROB:   ${value}\n`;

  test.each([
    ['a misspelt key', 'MAX_NNB: 10\nCRUD_TSET: READ', '2:1', unknown('CRUD_TSET', 'CRUD_TEST')],
    ['a key in small letters', ' max_nnb: 10', '1:2', unknown('max_nnb', 'MAX_NNB')],
    ['a key cut short', 'MAX_NN: 1', '1:1', unknown('MAX_NN', 'MAX_NNB')],
    ['a key too long', 'SINGLE_FAILURES: 1', '1:1', unknown('SINGLE_FAILURES', 'SINGLE_FAILURE')],
    ['an unknown key', '\n\n  COLOUR: 1', '3:3', `unknown key "COLOUR", known are ${KNOWN}`],
    ['a key twice', node('10') + '\n\n MAX_NNB: 10', '4:2', twiceGiven('MAX_NNB', 1)],
    ['a key twice by its old name', 'NODES: 1\nMAX_NNB: 1', '2:1', twiceGiven('MAX_NNB', 1)],
    ['another key twice', node('10') + '\r\nCRUD_TEST: READ', '3:1', twiceGiven('CRUD_TEST', 2)],
    ['no colon', 'MAX_NNB: 10\n  CRUD_TEST READ', '2:3', `expected "KEY: value", ${KNOWN}`],
    ['no key', '\t: 10', '1:2', `expected "KEY: value", ${KNOWN}`],
    ['a missing value', node(''), '1:10', wrong('MAX_NNB', '', NODES)],
    ['no node', node('0'), '1:10', wrong('MAX_NNB', '0', NODES)],
    ['fewer than none', node('-5'), '1:10', wrong('MAX_NNB', '-5', NODES)],
    ['an exponent', node('1e3'), '1:10', wrong('MAX_NNB', '1e3', NODES)],
    ['too many nodes', node('1001'), '1:10', wrong('MAX_NNB', '1001', NODES)],
    ['far too many', node('99999999999'), '1:10', wrong('MAX_NNB', '99999999999', NODES)],
    ['a fraction', node('1.5'), '1:10', wrong('MAX_NNB', '1.5', NODES)],
    ['a word', node('ten'), '1:10', wrong('MAX_NNB', 'ten', NODES)],
    ['two numbers', node('10 10'), '1:10', wrong('MAX_NNB', '10 10', NODES)],
    ['other digits', node('١٠'), '1:10', wrong('MAX_NNB', '١٠', NODES)],
    ['a probability above 1', drop('1.5'), '4:18', wrong('MSG_DROP_PROB', '1.5', PROBABILITY)],
    ['one below 0', drop('-0.1'), '4:18', wrong('MSG_DROP_PROB', '-0.1', PROBABILITY)],
    ['one with an exponent', drop('1e-3'), '4:18', wrong('MSG_DROP_PROB', '1e-3', PROBABILITY)],
    ['one with a comma', drop('0,1'), '4:18', wrong('MSG_DROP_PROB', '0,1', PROBABILITY)],
    ['one that is no number', drop('NaN'), '4:18', wrong('MSG_DROP_PROB', 'NaN', PROBABILITY)],
    ['a lone point', drop('.'), '4:18', wrong('MSG_DROP_PROB', '.', PROBABILITY)],
    [
      'a flag of 2',
      'MAX_NNB: 9\nSINGLE_FAILURE: 2',
      '2:17',
      wrong('SINGLE_FAILURE', '2', '0 or 1'),
    ],
    ['a flag in words', 'MAX_NNB: 9\nDROP_MSG: yes\nSINGLE_FAILURE: 1', '2:11', wrongFlag('yes')],
    [
      'an unknown test',
      'MAX_NNB: 10\nCRUD_TEST: WRITE',
      '2:12',
      wrong('CRUD_TEST', 'WRITE', TESTS),
    ],
    ['a test in small letters', node('1').toLowerCase(), '1:1', unknown('max_nnb', 'MAX_NNB')],
    ['no MAX_NNB', 'CRUD_TEST: READ', '1:1', `MAX_NNB is missing: ${NODES}`],
    ['no CRUD_TEST', 'MAX_NNB: 10', '1:1', `CRUD_TEST is missing: ${TESTS}`],
    ['no SINGLE_FAILURE', 'MAX_NNB: 10\nDROP_MSG: 0', '2:1', 'SINGLE_FAILURE is missing: 0 or 1'],
    ['drops of no probability', drop('0').split('MSG_DROP_P')[0]!, '4:1', missingProbability()],
    [
      'a byte-order mark before a bad file',
      '\ufeffMAX_NNB: x',
      '1:10',
      wrong('MAX_NNB', 'x', NODES),
    ],
    ['nothing', '', '1:1', 'empty: needs MAX_NNB and more, see testcases/create.conf'],
    ['comments only', '# a\n\n', '1:1', 'empty: needs MAX_NNB and more, see testcases/create.conf'],
    ['a zero byte', 'MAX_NNB: 1\u00000', '1:11', 'a control character: not a text file'],
    ['an escape', 'MAX_NNB: 10\n\u001b[31mX: 1', '2:1', 'a control character: not a text file'],
  ])('%s', (_, text, place, problem) => {
    expect(complaint(text)).toBe(`${FILE}:${place}: ${problem}`);
  });

  function unknown(word: string, known: string) {
    return `unknown key "${word}", did you mean ${known}?`;
  }
  function twiceGiven(key: string, line: number) {
    return `${key} is given twice, first in line ${line}`;
  }
  function wrong(key: string, value: string, allowed: string) {
    return `${key} cannot be "${value}": ${allowed}`;
  }
  function wrongFlag(value: string) {
    return wrong('DROP_MSG', value, '0 or 1');
  }
  function missingProbability() {
    return `MSG_DROP_PROB is missing: ${PROBABILITY}`;
  }

  test('a bad value of the part that is not run', () => {
    const text = 'MAX_NNB: 10\nDROP_MSG: x\nCRUD_TEST: READ';
    expect(complaint(text, 'store')).toBe(`${FILE}:2:11: ${wrongFlag('x')}`);
    const other = 'MAX_NNB: 10\nSINGLE_FAILURE: 1\nCRUD_TEST: x';
    expect(complaint(other)).toBe(`${FILE}:3:12: ${wrong('CRUD_TEST', 'x', TESTS)}`);
  });

  test('bytes that are no UTF-8, a byte-order mark of UTF-16 among them', () => {
    const said = `${FILE}:1:1: not UTF-8 text: a .conf file has lines of "KEY: value"`;
    expect(complaint(Uint8Array.of(0x4d, 0xff, 0x00))).toBe(said);
    expect(complaint(Uint8Array.of(0xff, 0xfe, 0x4d, 0x00))).toBe(said);
  });

  test('a file that is too large; one of the largest size is read', () => {
    const text = 'MAX_NNB: 10\nCRUD_TEST: READ\n#';
    expect(read(text.padEnd(CONF_BYTES_MAX, '#')).scenario.cluster.nodes).toBe(10);
    expect(complaint(text.padEnd(CONF_BYTES_MAX + 1, '#'))).toBe(
      `${FILE}:1:1: larger than ${CONF_BYTES_MAX} bytes: not a scenario`,
    );
  });

  test('a very long word is cut short', () => {
    expect(complaint(`MAX_NNB: ${'9'.repeat(60_000)}`).length).toBeLessThan(200);
    expect(complaint(`${'K'.repeat(60_000)}: 1`).length).toBeLessThan(250);
  });
});

describe('any file whatever is read at once, or refused in a line', () => {
  function isReadOrRefused(bytes: Uint8Array, part?: Part): void {
    let message: string | undefined;
    try {
      expect(readConf(FILE, bytes, part).scenario.cluster.nodes).toBeGreaterThan(0);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      ({ message } = error);
    }
    if (message === undefined) return;
    expect(message).toMatch(/^folder\/some\.conf:[1-9][0-9]*:[1-9][0-9]*: \S/);
    expect(message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  }
  const part = fc.constantFrom<Part | undefined>(undefined, 'membership', 'store');

  test('of any bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 300, size: 'max' });
    fc.assert(fc.property(bytes, part, isReadOrRefused), { seed: 2, numRuns: tries(1000) });
  });

  test('of any text', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 60 });
    const property = fc.property(text, part, (content, chosen) => {
      isReadOrRefused(new TextEncoder().encode(content), chosen);
    });
    fc.assert(property, { seed: 3, numRuns: tries(1000) });
  });

  test('of texts that are nearly right', () => {
    const piece = fc.oneof(
      ...[fc.constantFrom(...KNOWN.split(', '), 'NODES', 'max_nnb', 'CRUD_TSET', 'constructor')],
      fc.constantFrom('10', '0', '1', '0.1', '-5', '1e3', 'READ', 'CREATE', '', '__proto__'),
      fc.constantFrom(':', ': ', '\n', '\r\n', '\r', ' ', '\t', '#', '//', '\ufeff', ','),
      fc.constantFrom(
        '\u0000',
        '\u001b',
        '\u007f',
        '\u0085',
        '\u009b',
        '\u2028',
        '\u2029',
        '\u00a0',
      ),
      fc.string({ unit: 'grapheme', maxLength: 2 }),
    );
    const property = fc.property(fc.array(piece, { maxLength: 25 }), part, (pieces, chosen) => {
      isReadOrRefused(new TextEncoder().encode(pieces.join('')), chosen);
    });
    fc.assert(property, { seed: 4, numRuns: tries(5000) });
  });

  test('of settings with one character replaced, taken out or put in', () => {
    const good = '\ufeffMAX_NNB: 10\r\nSINGLE_FAILURE: 1\nDROP_MSG: 1\nMSG_DROP_PROB: 0.1\n';
    const change = fc.record({
      at: fc.nat({ max: good.length }),
      remove: fc.nat({ max: 2 }),
      insert: fc.string({ unit: anyCharacter, maxLength: 2 }),
    });
    const property = fc.property(change, part, ({ at, remove, insert }, chosen) => {
      const text = good.slice(0, at) + insert + good.slice(at + remove);
      isReadOrRefused(new TextEncoder().encode(text), chosen);
    });
    fc.assert(property, { seed: 5, numRuns: tries(2000) });
  });

  test.each([
    ['blanks within a value', `MAX_NNB: 1${' '.repeat(60_000)}0`],
    ['blanks before a broken value', `MAX_NNB:${' '.repeat(2_000)}1\u20280`],
    ['blanks after a key', `MAX_NNB${' '.repeat(60_000)}10`],
    ['colons', ':'.repeat(60_000)],
    ['empty lines', `${'\r'.repeat(60_000)}x`],
  ])('%s take no time', (_, text) => {
    const before = performance.now();
    isReadOrRefused(new TextEncoder().encode(text));
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
