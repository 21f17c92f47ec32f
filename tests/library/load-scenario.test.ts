import { join } from 'node:path';
import { InputError, loadScenario, readConf } from '../../src/index';
import { folderPerTest } from '../support/cli-program';
import { shipped } from '../support/course-runs';

const a = folderPerTest();

function warnings(): string[] {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  return warn.mock.calls as unknown as string[];
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('a shipped file is what it is to the program', () => {
  const warned = warnings();
  expect(loadScenario(a.here.at('testcases', 'read.conf'))).toEqual(shipped('read'));
  expect(warned).toEqual([]);
});

test('what was put up with is a warning of the process', () => {
  const file = a.here.at(
    a.here.write('x.conf', 'MAX_NNB: 3\nSINGLE_FAILURE: 1\nCRUD_TEST: READ\n'),
  );
  const warned = warnings();
  expect(loadScenario(file).rubric?.part).toBe('membership');
  const lines = readConf(file, Buffer.from(a.here.read('x.conf'))).warnings;
  expect(lines).toHaveLength(1);
  expect(warned).toEqual(lines.map((line) => [line, 'RingsimWarning']));
});

test('a part can be chosen', () => {
  const file = a.here.at(
    a.here.write('x.conf', 'MAX_NNB: 3\nSINGLE_FAILURE: 1\nCRUD_TEST: READ\n'),
  );
  warnings();
  expect(loadScenario(file, { part: 'store' }).rubric).toEqual({ part: 'store', test: 'READ' });
});

test.each<[string, string]>([
  ['missing.conf', ':1:1: cannot be read: '],
  ['testcases', ':1:1: a folder, not a scenario: give the files in it'],
  ['bad.conf', ':2:1: '],
  ['large.conf', ':'],
])('%s is refused', (name, problem) => {
  a.here.write('bad.conf', 'MAX_NNB: 3\nNONSENSE: 1\n');
  a.here.write('large.conf', '#'.repeat(1 << 22));
  const file = a.here.at(name);
  const load = () => loadScenario(file);
  expect(load).toThrow(InputError);
  expect(load).toThrow(`${join(file)}${problem}`);
});
