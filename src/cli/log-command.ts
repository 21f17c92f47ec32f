/** `log`: a dbg.log for a person to read. */

import type { Argv } from 'yargs';
import { nodeName, parseAddress } from '../protocol/address';
import type { LogFilter } from '../report/log-filter';
import { DbgLogReader } from '../report/read-dbg-log';
import { ReadableLog } from '../report/readable-log';
import { InputError, onOneLine } from '../scenario/input-error';
import { command, requireWords, wordsOf } from './command';
import { chunksOf, logPath } from './log-file';
import { PROGRAM } from './program-name';
import { breathe, isRead, nodeColours, printLine } from './terminal';

export const log = command({
  ...{ name: 'log', words: '[log]', describe: 'Read a dbg.log: aligned, and filtered' },
  flags: logFlags,
  run: ({ log: word, _: rest, ...flags }) => {
    const given = wordsOf(word === undefined ? [] : [word], rest, 'log');
    const [path, ...more] = requireWords(given, 'log', `${PROGRAM} log dbg.log`);
    if (more.length > 0) throw new InputError(PROGRAM, 'log reads one log at a time');
    const filter = filterOf(flags);
    return logCommand(logPath(path!), filter, flags.all);
  },
});

function logFlags(flags: Argv) {
  return flags
    .positional('log', { type: 'string', describe: 'A dbg.log, or its folder' } as const)
    .option('node', {
      ...{ type: 'string', requiresArg: true },
      describe: 'What this node logged: n3, 3:0 or 3.0.0.0:0',
    } as const)
    .option('key', {
      ...{ type: 'string', requiresArg: true },
      describe: 'Lines that name this key',
    } as const)
    .option('from', { type: 'string', requiresArg: true, describe: 'The first tick' } as const)
    .option('to', { type: 'string', requiresArg: true, describe: 'The last tick' } as const)
    .option('grep', {
      ...{ type: 'string', requiresArg: true },
      describe: 'Lines with this text, in capitals or not',
    } as const)
    .option('all', {
      ...{ type: 'boolean', default: false },
      describe: 'Show each join and removal',
    } as const)
    .example('$0 log dbg.log --from 150 --to 180', 'Some ticks')
    .example('$0 log logs --node n3 --all', 'All that n3 logged')
    .example('$0 log dbg.log --grep fail', 'What failed');
}

interface Wishes {
  readonly node?: string | undefined;
  readonly key?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly grep?: string | undefined;
}

function filterOf({ node: name, key, from: first, to: last, grep }: Wishes): LogFilter {
  const node = name === undefined ? undefined : parseAddress(name);
  if (name !== undefined && node === undefined) {
    const allowed = 'a node such as n3, 3:0 or 3.0.0.0:0';
    throw new InputError('--node', `cannot be ${JSON.stringify(name)}: ${allowed}`);
  }
  const from = tick('--from', first);
  const to = tick('--to', last);
  if (from !== undefined && to !== undefined && from > to) {
    throw new InputError(`--from ${from} --to ${to}`, 'the first tick comes after the last');
  }
  return { node, key, from, to, grep };
}

function tick(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new InputError(flag, `cannot be ${JSON.stringify(text)}: a tick, such as 150`);
}

/** Returns the exit code: 0, whatever there was to be shown. */
async function logCommand(path: string, filter: LogFilter, all: boolean): Promise<number> {
  const readable = new ReadableLog(filter, !all, await nodeColours());
  let text = '';
  const reader = new DbgLogReader((entry) => {
    // Out of form, and counted by the reader.
    if (Number.isNaN(entry.time)) return;
    if (readable.entries === 0) text += `${titleOf(path, filter)}\n`;
    const line = readable.lineOf(entry);
    if (line !== undefined) text += `${line}\n`;
  });
  const print = () => {
    process.stdout.write(text);
    text = '';
  };
  for await (const chunk of chunksOf(path)) {
    reader.add(chunk);
    print();
    await breathe();
    if (!isRead()) return 0;
  }
  reader.finish();
  if (readable.entries === 0) {
    throw new InputError(path, 'not a dbg.log: no line such as " 3.0.0.0:0 [150] TEXT" in it');
  }
  print();
  for (const line of readable.foldedLines()) printLine(line);
  printLine(readable.verdict(reader.outOfForm.count, reader.tooLong.count));
  return 0;
}

function titleOf(path: string, { node, key, from, to, grep }: LogFilter): string {
  const wishes = [
    ...(node === undefined ? [] : [`what ${nodeName(node)} logged`]),
    ...(key === undefined ? [] : [`the key ${key}`]),
    ...(from === undefined ? [] : [`from tick ${from}`]),
    ...(to === undefined ? [] : [`to tick ${to}`]),
    ...(grep === undefined ? [] : [`lines with "${grep}"`]),
  ];
  return onOneLine([`Reading ${path}`, ...wishes].join(', '));
}
