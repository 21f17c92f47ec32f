import fc from 'fast-check';
import { DBG_LOG_HEAD, dbgLogLine, type LogEntry } from '../../src/report/dbg-log';
import { DbgLogReader, LINE_BYTES_MAX } from '../../src/report/read-dbg-log';
import { recorded, shipped } from '../support/course-runs';

interface Read {
  readonly entries: LogEntry[];
  readonly reader: DbgLogReader;
}

/** Reads bytes that come in pieces of these sizes, over and over. */
function read(content: string | Uint8Array, ...sizes: number[]): Read {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const entries: LogEntry[] = [];
  const reader = new DbgLogReader((entry) => entries.push(entry));
  const buffer = new Uint8Array(Math.max(1, ...sizes, sizes.length === 0 ? bytes.length : 0));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = Math.min(sizes[turn % sizes.length] ?? bytes.length, bytes.length - at);
    // As a program does that reads into one buffer.
    buffer.set(bytes.subarray(at, at + length));
    reader.add(buffer.subarray(0, length));
    buffer.fill(0x21);
    at += length;
  }
  reader.finish();
  return { entries, reader };
}

const LOG = '131\n\n 1.0.0.0:0 [0] APP\n 2.0.0.0:0 [1] Trying to join...';
const ENTRIES = [
  { address: '1.0.0.0:0', time: 0, text: 'APP', line: 3 },
  { address: '2.0.0.0:0', time: 1, text: 'Trying to join...', line: 4 },
];

test('reads entries with the numbers of their lines', () => {
  const { entries, reader } = read(LOG);
  expect(entries).toEqual(ENTRIES);
  expect(reader.entries).toBe(2);
  expect(reader.outOfForm).toEqual({ count: 0, first: undefined });
  expect(reader.tooLong).toEqual({ count: 0, first: undefined });
});

test('reads what the simulator writes', () => {
  const { entries } = recorded(shipped('read'), '1');
  const { entries: found } = read(DBG_LOG_HEAD + entries.map(dbgLogLine).join(''));
  expect(found).toEqual(entries.map((entry, i) => ({ ...entry, line: i + 3 })));
});

test('does not mind in which pieces the bytes come', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  const text = `${LOG}\r\n 3.0.0.0:0 [2] caf\u00e9 \u{1f600}\n\n nothing\n`;
  const { entries: whole } = read(text);
  fc.assert(
    fc.property(pieces, (sizes) => {
      expect(read(text, ...sizes).entries).toEqual(whole);
    }),
  );
});

test.each<[string, string, Partial<LogEntry>[]]>([
  ['line ends of Windows', LOG.replaceAll('\n', '\r\n'), ENTRIES],
  ['an empty last line', `${LOG}\n`, ENTRIES],
  ['another head', LOG.replace('131', '83'), ENTRIES],
  ['no head', ' 1.0.0.0:0 [0] APP', [{ address: '1.0.0.0:0', line: 1 }]],
  ['a byte-order mark', `\ufeff${LOG}`, ENTRIES],
  [
    "the originals' first entry, which has no address",
    '131\n\n [0] APP MP2',
    [{ address: '', time: 0, text: 'APP MP2' }],
  ],
])('takes %s', (_, text, expected) => {
  const { entries, reader } = read(text);
  expect(entries).toHaveLength(expected.length);
  expect(entries).toMatchObject(expected);
  expect(reader.outOfForm.count).toBe(0);
});

test.each<[string, string, Partial<LogEntry>[]]>([
  // As `cut` does at single blanks.
  [
    'without its first blank',
    '1.0.0.0:0 [5] Node A joined at',
    [{ address: '[5]', time: NaN, text: 'A joined at' }],
  ],
  [
    'with a blank too many',
    ' 1.0.0.0:0  [5] Node A joined',
    [{ address: '1.0.0.0:0', time: NaN, text: '[5] Node A joined' }],
  ],
  [
    'with a tick that is none',
    ' 1.0.0.0:0 [-5] Node A joined',
    [{ time: NaN, text: 'Node A joined' }],
  ],
  ['with a tick beyond all ticks', ' 1.0.0.0:0 [9999999999] APP', [{ time: NaN }]],
  [
    'without an address, later',
    ' [5] Node A joined',
    [{ address: '[5]', time: NaN, text: 'A joined' }],
  ],
  ['of one word', 'Segmentation', []],
  ['without a text', ' 1.0.0.0:0 [5]', []],
])('counts a line %s, and cuts it as graders do', (_, line, expected) => {
  const { entries, reader } = read(`${LOG}\n${line}`);
  expect(entries.slice(2)).toHaveLength(expected.length);
  expect(entries.slice(2)).toMatchObject(expected);
  expect(reader.outOfForm).toEqual({ count: 1, first: 5 });
});

test.each([0, 1, 7, LINE_BYTES_MAX])(
  'takes the longest line, %d bytes of it already there',
  (begun) => {
    const start = ' 1.0.0.0:0 [5] ';
    const line = start + 'x'.repeat(LINE_BYTES_MAX - start.length);
    const sizes = begun === 0 ? [] : [begun];
    expect(read(`${line}\n`, ...sizes).entries).toHaveLength(1);
    const { entries, reader } = read(`\n${line}x\n${line}y\n 2.0.0.0:0 [5] APP`, ...sizes);
    expect(entries).toEqual([{ address: '2.0.0.0:0', time: 5, text: 'APP', line: 4 }]);
    expect(reader.tooLong).toEqual({ count: 2, first: 2 });
    expect(reader.outOfForm.count).toBe(0);
  },
);

test('what is not UTF-8 is no reason to stop', () => {
  const bad = Buffer.concat([
    Buffer.from(`${LOG} `),
    Buffer.from([0xff, 0xc3, 0x00, 0x0a]),
    Buffer.from(' 3.0.0.0:0 [2] APP'),
  ]);
  const { entries } = read(bad);
  expect(entries.map(({ address }) => address)).toEqual(['1.0.0.0:0', '2.0.0.0:0', '3.0.0.0:0']);
  expect(entries[1]!.text).toBe('Trying to join... \ufffd\ufffd\u0000');
});

test('any bytes are read to their end, in lines that are numbered', () => {
  const lines = fc.array(
    fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.constantFrom(Buffer.from(' 1.0.0.0:0 [7] x'))),
  );
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 20 }), (parts, size) => {
      const bytes = Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));
      const { entries, reader } = read(bytes, size);
      const texts = Buffer.from(bytes).toString('latin1').split('\n');
      const count = texts.length - 1;
      expect(entries).toHaveLength(texts.filter((line) => /^[^ ]* [^ ]* [^ ]* /.test(line)).length);
      expect(reader.entries).toBe(entries.length);
      for (const { line } of entries) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(count);
      }
    }),
  );
});
