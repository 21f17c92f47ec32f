import { testHostileFiles } from './hostile-files';

testHostileFiles(100_000, '100,000 files: each a scenario, or told what is wrong with it');

test('memory does not grow with the number of files', () => {
  expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
});
