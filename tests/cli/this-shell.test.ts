import { thisShell } from '../../src/cli/this-shell';

const WINDOWS_PATHS = 'C:\\Program Files\\WindowsPowerShell\\Modules;C:\\WINDOWS\\Modules';

test.each([
  ['linux', {}, 'posix'],
  ['darwin', { PSModulePath: '/a;/b;/c' }, 'posix'],
  ['win32', {}, 'cmd'],
  ['win32', { PSModulePath: WINDOWS_PATHS }, 'cmd'],
  ['win32', { PSModulePath: `${WINDOWS_PATHS};` }, 'cmd'],
  ['win32', { PSModulePath: `C:\\Users\\me\\Modules;${WINDOWS_PATHS}` }, 'powershell'],
  ['win32', { MSYSTEM: 'MINGW64', PSModulePath: `C:\\x;${WINDOWS_PATHS}` }, 'posix'],
  ['win32', { SHELL: '/usr/bin/bash' }, 'posix'],
] as const)('on %s with %j it is %s', (platform, env, shell) => {
  expect(thisShell(platform, env)).toBe(shell);
});

test('here it is one of the three', () => {
  expect(['posix', 'cmd', 'powershell']).toContain(thisShell());
});
