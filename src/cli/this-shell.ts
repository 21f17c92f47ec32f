/** Which shell the person in front of us types into: what we print is to be pasted there. */

import type { Shell } from '../report/shell';

/** Windows itself sets one or two; PowerShell puts its user's own before them. */
const POWERSHELL_PATHS_MIN = 3;

export function thisShell(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): Shell {
  if (platform !== 'win32') return 'posix';
  // Git Bash, MSYS2, Cygwin.
  if (env['SHELL'] !== undefined || env['MSYSTEM'] !== undefined) return 'posix';
  const modulePaths = (env['PSModulePath'] ?? '').split(';').filter((path) => path !== '');
  return modulePaths.length >= POWERSHELL_PATHS_MIN ? 'powershell' : 'cmd';
}
