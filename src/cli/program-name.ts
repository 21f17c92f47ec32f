/** What to type to run this program, for every command that we print, and which one it is. */

declare const RINGSIM_VERSION: string | undefined;

/** False in tests, which run no bundle. */
export const IS_BUNDLE = typeof RINGSIM_VERSION === 'string';

/** The version of the program; in tests none. */
export const VERSION = typeof RINGSIM_VERSION === 'string' ? RINGSIM_VERSION : '0.0.0';

export const PROGRAM = programName(process.argv[1] ?? '', process.platform);

/** @param script the path that node was started with */
export function programName(script: string, platform: NodeJS.Platform): string {
  const parts = script.split(platform === 'win32' ? /[\\/]/ : '/');
  if (parts.includes('node_modules') || parts.at(-1) === 'ringsim') return 'npx ringsim';
  return platform === 'win32' ? 'node Application' : './Application';
}
