/** Scripts by which bash and zsh complete our commands, made from the commands' declarations. */

import { shellWord } from '../report/shell';
import type { Command } from './command';
import { declarationsOf, type Declared } from './declared-flags';

export const COMPLETED_SHELLS = ['bash', 'zsh'] as const;
export type CompletedShell = (typeof COMPLETED_SHELLS)[number];

/** Which files a flag or a word of this name takes; besides them, folders. */
const FILES: ReadonlyMap<string, string> = new Map([
  // .conf, .yaml and .yml, in a pattern that no shell needs an option for.
  ['files', '*.[cy]*[fl]'],
  ['scenario', '*.[cy]*[fl]'],
  ['log', '*dbg.log'],
]);
/** What takes folders alone. */
const FOLDERS: ReadonlySet<string> = new Set(['folder', 'out']);

/** Names that the program goes by; whatever path leads to them. */
const PROGRAMS = 'Application ringsim';

/** @param commands the first is the one that may be left out */
export function completionScript(shell: CompletedShell, commands: readonly Command[]): string {
  return shell === 'bash' ? bashScript(commands) : zshScript(commands);
}

function quoted(text: string): string {
  return shellWord(text, 'posix');
}

function bashScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of ringsim's commands for bash: source it in ~/.bashrc
_ringsim() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local command=${names[0]!} flags= words= files= folders= found
  # --flag=value comes as three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  word=\${word#[\\"\\']}
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in
      ${names.join(' | ')}) command=\${COMP_WORDS[1]} ;;
    esac
  fi
  case $command:$before in
${commands.flatMap(bashCases).join('\n')}
  esac
  if [[ $word == -* ]]; then
    words=$flags files= folders=
  elif ((COMP_CWORD == 1)); then
    words=${quoted(names.join(' '))}
  fi
  COMPREPLY=()
  while IFS= read -r found; do
    COMPREPLY+=("$found")
  done < <(
    compgen -W "$words" -- "$word"
    if [[ -n $folders ]]; then compgen -d -- "$word"; fi
    if [[ -n $files ]]; then compgen -f -X "!$files" -- "$word"; fi
  )
}
complete -o filenames -F _ringsim ${PROGRAMS}
`;
}

/** What may follow each flag of a command that takes a value, and what anything else. */
function bashCases(command: Command): string[] {
  const { flags, words } = declarationsOf(command);
  const values = flags.filter(({ takesValue }) => takesValue);
  const names = flags.map(({ name }) => `--${name}`).join(' ');
  const rest = [`flags=${quoted(names)}`, ...words.map(bashValues)].join(' ');
  return [
    ...values.map((flag) => `    ${command.name}:--${flag.name}) ${bashValues(flag)} ;;`),
    `    ${command.name}:*) ${rest} ;;`,
  ];
}

function bashValues({ name, choices }: Declared): string {
  if (choices.length > 0) return `words=${quoted(choices.join(' '))}`;
  const files = FILES.get(name);
  if (files !== undefined) return `files=${quoted(files)} folders=1`;
  return FOLDERS.has(name) ? 'folders=1' : '';
}

function zshScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  const described = commands.map(({ name, describe }) => quoted(`${name}:${describe}`));
  return `# Completion of ringsim's commands for zsh: source it in ~/.zshrc, after compinit
_ringsim() {
  local command=${names[0]!} ret=1
  local -a commands=(
    ${described.join('\n    ')}
  )
  if ((CURRENT == 2)); then
    _describe -t commands command commands && ret=0
  else
    case $words[2] in
      ${names.join(' | ')})
        command=$words[2]
        shift words
        ((CURRENT--))
        ;;
    esac
  fi
  case $command in
${commands.map(zshCase).join('\n')}
  esac
  return ret
}
compdef _ringsim ${PROGRAMS}
`;
}

function zshCase(command: Command): string {
  const { flags, words } = declarationsOf(command);
  const specs = [
    ...flags.map((flag) => {
      const about = flag.describe.replace(/[\\[\]]/g, '\\$&');
      const value = `:${flag.name}:${zshValues(flag)}`;
      return flag.takesValue ? `--${flag.name}=[${about}]${value}` : `--${flag.name}[${about}]`;
    }),
    ...words.map((word) => `*:${word.name}:${zshValues(word)}`),
  ];
  const lines = specs.map((spec) => `        ${quoted(spec)}`);
  return `    ${command.name})\n      _arguments \\\n${lines.join(' \\\n')} && ret=0\n      ;;`;
}

function zshValues({ name, choices }: Declared): string {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  const files = FILES.get(name);
  if (files !== undefined) return `_files -g "${files}"`;
  // A blank: there is something to type, and nothing to choose from.
  return FOLDERS.has(name) ? '_files -/' : ' ';
}
