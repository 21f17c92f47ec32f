import { ask, askCommand } from '../support/ask-program';
import { Application } from '../../src/application/application';
import { advance } from '../../src/cli/advance';
import { protocolsFrom } from '../../src/cli/protocol-module';
import { readYaml } from '../../src/scenario/yaml/read';
import { folderPerTest } from '../support/cli-program';
import { BEATS, bent, doingInPeriod } from '../support/users-protocols';

const a = folderPerTest();

const SCENARIO = `
duration: 30s
cluster: { nodes: 4, membership: { protocol: beats, period: 500ms } }
faults: [{ at: 8s, crash: { nodes: n3, restartAfter: 2s } }]
expect: [viewsAgree, noFalseRemovals]
`;
const MINE = ['--protocol', './mine.js'];

beforeEach(() => {
  a.here.write('x.yaml', SCENARIO);
  a.here.write('mine.js', BEATS);
});

/** The program with another module in the place of the document's. */
function askWith(module: string, ...args: string[]) {
  a.here.write('mine.js', module);
  return ask(a.here, ...args, ...MINE);
}

describe('a protocol from a module', () => {
  test('is run, and named in the command that runs it again', async () => {
    const { code, lastLine, fingerprint, replay } = await ask(a.here, 'run', 'x.yaml', ...MINE);
    expect([code, lastLine]).toEqual([0, expect.stringContaining('x met all 2 expectations')]);
    expect(replay).toBe('./Application run x.yaml --seed 1 --protocol ./mine.js');
    expect((await askCommand(a.here, replay)).fingerprint).toBe(fingerprint);
  });

  test('is counted by the kinds of its messages', async () => {
    const { stdout } = await ask(a.here, 'run', 'x.yaml', '--json', ...MINE);
    const { measures } = JSON.parse(stdout) as { measures: { load: { kinds: object[] } } };
    expect(measures.load.kinds).toContainEqual(expect.objectContaining({ kind: 'here' }));
  });

  test('is kept by name, replayed and explained', async () => {
    await ask(a.here, 'run', 'x.yaml', '--save', 'kept', ...MINE);
    const replayed = await ask(a.here, 'replay', 'kept', ...MINE);
    expect([replayed.code, replayed.lastLine]).toEqual([
      0,
      'The same run, event for event. Again: ./Application replay kept --protocol ./mine.js',
    ]);
    const explained = await ask(a.here, 'explain', 'kept', '--check', 'viewsAgree', ...MINE);
    expect([explained.code, explained.stderr]).toEqual([0, '']);
    const without = await ask(a.here, 'replay', 'kept');
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('beats')]);
  });

  test('is validated, with its own parameters', async () => {
    expect((await ask(a.here, 'validate', 'x.yaml', ...MINE)).code).toBe(0);
    a.here.write('x.yaml', SCENARIO.replace('period:', 'perod:'));
    const { code, stderr } = await ask(a.here, 'validate', 'x.yaml', ...MINE);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean period?')]);
  });

  test('is compared with ours', async () => {
    const vary = ['--vary', 'cluster.membership=beats,swim', '--seeds', '2', '--csv'];
    a.here.write('x.yaml', SCENARIO.replace(', period: 500ms', ''));
    const { code, stdout, stderr } = await ask(a.here, 'compare', 'x.yaml', ...vary, ...MINE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^messages of here,.*,beats,2,/m);
  });

  test('is unknown without the module', async () => {
    const { code, stderr } = await ask(a.here, 'run', 'x.yaml');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^x\.yaml:3:\d+: .*heartbeat/)]);
  });

  test('may be an ES module, or an object', () => {
    a.here.write('mine.mjs', BEATS.replace('module.exports =', 'export default'));
    const { code, stderr } = a.here.run('run', 'x.yaml', '--protocol', './mine.mjs');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    a.here.write('made.js', `module.exports = require('./mine.js')(require('./fields.js'));`);
    a.here.write(
      'fields.js',
      `const word = { size: () => 4, digest: (v, d) => d.add(v), write: (v, w) => w.u32(v), read: (r) => r.u32() };
       const listOf = (t) => ({ ...word, size: (l) => 4 * l.length, digest: (l, d) => l.forEach((v) => d.add(v)) });
       module.exports = { fields: { counter: word, address: word, listOf } };`,
    );
    const made = a.here.run('run', 'x.yaml', '--protocol', './made.js');
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('a module that is none', () => {
  test.each([
    ['null.x;', /^\.\/mine\.js: cannot be loaded: TypeError: .*null/],
    ['module.exports = 7;', /^\.\/mine\.js: is no protocol: an object$/],
    [bent("name: 'beats'", "name: 'swim'"), /^\.\/mine\.js: name: there is a swim already$/],
    [bent("name: 'beats'", "name: ''"), /^\.\/mine\.js: name: needs a word/],
    [bent('number: 224', 'number: 24'), /messages\.here\.number: cannot be 24: .* from 224 to 255/],
    [bent('number: 225', 'number: 224'), /messages\.over\.number: cannot be 224: .* each once$/],
    [bent('here: {', 'gossip: {'), /messages\.gossip: ringsim has a message of that name$/],
    [bent('incarnation: fields.counter', "incarnation: 'u32'"), /incarnation: needs a type/],
    [bent("default: '5s'", "default: '0s'"), /parameters\.failTicks\.default: cannot be 0/],
    [bent("default: '5s'", "default: 'soon'"), /parameters\.failTicks\.default: cannot be NaN/],
    [bent("kind: 'time', min: 1, default: '5s'", "kind: 'age'"), /failTicks\.kind: needs one of/],
    [bent('periodTicks: { what', 'fanOut: { what'), /fanOut: heartbeat has a `fanOut` of another/],
    [bent('create: (host', 'made: (host'), /^\.\/mine\.js: create: needs a function$/],
    [bent('2 * periodTicks', 'NaN'), /noticeTicks: gave NaN: a whole number of ticks/],
    [bent('2 * periodTicks', 'never'), /noticeTicks: threw ReferenceError: never is not defined/],
  ])('is refused: %#', async (module, problem) => {
    const { code, stdout, stderr } = await askWith(module, 'run', 'x.yaml');
    expect({ code, stdout }).toEqual({
      code: 2,
      stdout: expect.stringMatching(/^(x: .*\n)?$/) as string,
    });
    expect(stderr).toMatch(new RegExp(problem.source, 'm'));
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('is not there', async () => {
    const { code, stderr } = await ask(a.here, 'run', 'x.yaml', '--protocol', './none.js');
    expect([code, stderr]).toEqual([2, './none.js: cannot be loaded: no such file or folder\n']);
    const folder = await ask(a.here, 'run', 'x.yaml', '--protocol', './testcases');
    expect(folder.stderr).toBe('./testcases: cannot be loaded: a folder, not a module\n');
  });
});

describe('a module that breaks the contract', () => {
  /** What it does, what is said of it, and what it was handling. */
  const broken: readonly (readonly [string, string, RegExp, RegExp])[] = [
    ['throws', doingInPeriod('null.x;'), /TypeError: .* \(mine\.js:\d+:\d+\)/, /n\d started/],
    ['throws what is no error', doingInPeriod("throw 'x';"), /threw x/, /n\d started/],
    ['reads the clock', doingInPeriod('Date.now();'), /Date\.now was used .* by Beats/, /started/],
    ['draws by itself', doingInPeriod('Math.random();'), /Math\.random was used/, /started/],
    ['sets a timer', doingInPeriod('setTimeout(() => 0);'), /setTimeout was used/, /started/],
    [
      'makes a promise',
      doingInPeriod('Promise.resolve();'),
      /Promise\.resolve was used/,
      /started/,
    ],
    ['awaits', doingInPeriod('(async () => await null)();'), /a promise was made/, /started/],
    [
      'is async',
      bent('  onTimer() {', '  async onTimer() {'),
      /onTimer returned a promise/,
      /timer/,
    ],
    [
      'knows no message',
      bent('return true;', 'return;'),
      /onMessage returned undefined/,
      /here from/,
    ],
    [
      'changes what it sent',
      bent(
        '{ incarnation: this.incarnation, contacts });',
        '{ incarnation: this.incarnation, contacts });\n    contacts.push(1);',
      ),
      ...([/a here message was changed after it was sent/, /n\d started/] as const),
    ],
    [
      'changes what it received',
      bent(
        'this.hear(from, incarnation, other);',
        'contacts.pop(); this.hear(from, incarnation, other);',
      ),
      ...([/a here message was changed after it was sent/, /n\d received here from n\d/] as const),
    ],
    [
      'keeps what it sent and changes it later',
      bent(
        'this.host.send(to, { kind, ...content })',
        'this.host.send(to, (this.kept ??= { kind, ...content }))',
        doingInPeriod('this.kept?.contacts.push(9);'),
      ),
      ...([/a here message was changed after it was sent/, /n\d had its timer period/] as const),
    ],
    [
      'records what is no event',
      bent("this.tell('joined', host", "this.tell('gone', host"),
      /kind gone is not/,
      /started/,
    ],
  ];

  test.each(broken)('%s', async (_, module, problem, handled) => {
    const { code, stderr } = await askWith(module, 'run', 'x.yaml');
    expect(code).toBe(2);
    const line = `^\\./mine\\.js: .*${problem.source}.*, in event \\d+: .*${handled.source}.*, tick \\d+\\n$`;
    expect(stderr).toMatch(new RegExp(line));
    // The machine is as it was.
    expect([typeof Date.now(), typeof Math.random()]).toEqual(['number', 'number']);
  });

  test('does not end', async () => {
    a.here.write('mine.js', doingInPeriod('for (;;);'));
    const protocols = await protocolsFrom(a.here.at('mine.js'));
    const text = new TextEncoder().encode(SCENARIO);
    const scenario = readYaml('x.yaml', text, [], protocols).scenarioFor('1');
    const application = new Application(scenario, '1');
    expect(() => advance(application, Infinity, 50)).toThrow(
      /mine\.js: no end after 0\.05 s, in event \d+: n4 started, boot 1, tick 0$/,
    );
    expect(typeof Date.now()).toBe('number');
  });
});

describe('conformance', () => {
  test('prints a line a case, and says that all is well', async () => {
    const { code, lines } = await ask(a.here, 'conformance', 'swim', '--seeds', '1');
    expect(code).toBe(0);
    expect(lines[0]).toBe('Conformance of swim: 20 cases, 1 seed each');
    expect(lines[1]).toBe('pass    join: nodes that come later join');
    const again = 'Again: ./Application conformance swim --seeds 1';
    expect([lines.length, lines.at(-1)]).toEqual([22, `swim stands all 20 cases. ${again}`]);
  });

  test('says what a protocol does not stand, and how to see that again', async () => {
    const module = bent("case 'over':", "case 'never':");
    const args = ['conformance', '--seeds', '3..4', '--case', 'pause-long'];
    const { code, lines, replay } = await askWith(module, ...args);
    expect(code).toBe(1);
    expect(lines[1]).toMatch(/^fail {4}pause-long: .* \(2 of 2 runs\)\. viewsAgree: n1 lacks n3/);
    expect(replay).toBe(
      './Application conformance --protocol ./mine.js --case pause-long --seeds 3..3',
    );
    const again = await askCommand(a.here, replay);
    expect([again.code, again.lines[1]]).toEqual([1, expect.stringMatching(/^fail/)]);
  });

  test('names the event where a module breaks the contract', async () => {
    const args = ['conformance', '--seeds', '1', '--case', 'join', '--json'];
    const { code, stdout } = await askWith(doingInPeriod('null.x;'), ...args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      protocol: 'beats',
      cases: [
        {
          result: 'fail',
          failing: [
            {
              seed: '1',
              unmet: [{ check: 'contract', reason: expect.stringContaining('in event') as string }],
            },
          ],
        },
      ],
    });
  });

  test.each([
    [['conformance'], 'no protocol is named'],
    [['conformance', 'swin'], 'swin: no protocol of that name: did you mean swim?'],
    [['conformance', 'swim', 'phi'], 'one protocol at a time'],
    [['conformance', 'swim', '--case', 'jion'], 'there is no "jion", did you mean join?'],
    [['conformance', 'swim', '--seeds', '0'], '--seeds'],
  ])('refuses %j', async (args, problem) => {
    const { code, stderr } = await ask(a.here, ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
  });
});
