/** Commands that we print, spelled so that the reader's shell takes them back unchanged. */

export type Shell = 'posix' | 'cmd' | 'powershell';

/** What needs no quotes. An `=` is a blank to cmd, and first in a word it is a path to zsh. */
const PLAIN: Readonly<Record<Shell, RegExp>> = {
  posix: /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:@%+,=-]*$/,
  cmd: /^[A-Za-z0-9_./\\:@+-]+$/,
  powershell: /^[A-Za-z0-9_./\\:][A-Za-z0-9_./\\:@+=-]*$/,
};

/**
 * An argument as a shell takes it back. Limits of the shells: cmd has no way to write a line break
 * (one is kept as it is), and PowerShell before 7.3 loses double quotes on the way to a program.
 */
export function shellWord(text: string, shell: Shell): string {
  if (PLAIN[shell].test(text)) return text;
  switch (shell) {
    case 'posix':
      return `'${text.replaceAll("'", `'\\''`)}'`;
    case 'cmd':
      return cmdWord(text);
    case 'powershell':
      return powershellWord(text);
  }
}

/**
 * A command with environment variables set for it. In cmd and PowerShell they stay set afterwards.
 * @param variables by their names, which are letters, digits and underscores
 * @param command as the shell takes it
 */
export function withEnvironment(
  variables: Readonly<Record<string, string>>,
  command: string,
  shell: Shell,
): string {
  const settings = Object.entries(variables).map(([name, value]) => {
    switch (shell) {
      case 'posix':
        return `${name}=${shellWord(value, shell)} `;
      case 'cmd':
        return cmdSetting(name, value);
      case 'powershell':
        return `$env:${name}=${powershellWord(value)}; `;
    }
  });
  return settings.join('') + command;
}

/**
 * cmd replaces %NAME% even within quotes; a caret keeps it from that, and only outside of them. A
 * quote is doubled, which leaves both cmd and the program's own parser within the quotes. To that
 * parser backslashes before a quote count double.
 */
function cmdWord(text: string): string {
  const quoted = (part: string) => `"${part.replace(/(\\*)("|$)/g, '$1$1$2$2')}"`;
  if (!text.includes('%')) return quoted(text);
  const parts = text.split('%');
  return parts.map((part) => (part === '' ? '' : quoted(part))).join('^%');
}

/** Quotes end at the last one in the line, so a value with its own, or with a %, goes without. */
function cmdSetting(name: string, value: string): string {
  if (!/[%"]/.test(value)) return `set "${name}=${value}" && `;
  // Without quotes, a blank before the sign would belong to the value.
  return `set ${name}=${value.replace(/[()%!^"<>&|]/g, '^$&')}&& `;
}

/** PowerShell takes typographic quotes for quotes, too. */
function powershellWord(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
