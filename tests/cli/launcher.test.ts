import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APPLICATION, folderPerTest } from '../support/cli-program';

const a = folderPerTest();

test('the launcher says what to do where nothing is built yet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringsim-bare-'));
  try {
    copyFileSync(APPLICATION, join(folder, 'Application'));
    const { status, stdout, stderr } = spawnSync('./Application', ['testcases/create.conf'], {
      ...{ cwd: folder, encoding: 'utf8' },
    });
    expect(stderr).toMatch(/^[^\n]*run make first\n$/);
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(readdirSync(folder)).toEqual(['Application']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the launcher runs by itself, from any folder', () => {
  const { here } = a;
  const { code, stdout } = here.shell(`${APPLICATION} ./testcases/create.conf --quiet`);
  expect(code).toBe(0);
  expect(stdout).toContain('create earned all 3 points.');
});
