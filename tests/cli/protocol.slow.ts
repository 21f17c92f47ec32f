import { folderPerTest } from '../support/cli-program';
import { doingInPeriod } from '../support/users-protocols';

const a = folderPerTest();

test('a loop without end in a module is ended, and named', () => {
  a.here.write('mine.js', doingInPeriod('for (;;);'));
  a.here.write('x.yaml', 'duration: 9s\ncluster: { nodes: 4, membership: beats }\n');
  const { code, stderr } = a.here.run('run', 'x.yaml', '--protocol', './mine.js', '--out', 'logs');
  expect(code).toBe(2);
  expect(stderr).toBe('./mine.js: no end after 5 s, in event 5: n4 started, boot 1, tick 0\n');
  expect(a.here.list('logs')).toEqual([]);
});
