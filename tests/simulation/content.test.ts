/** One changed byte of a message changes the fingerprint: with certainty, not by the odds. */

import { Digest } from '../../src/protocol/fields';
import { nodeMessages } from '../../src/protocol/node';
import type { Message } from '../../src/protocol/message';
import { Fingerprint } from '../../src/simulation/fingerprint';

function fingerprintOf(message: Message): string {
  const digest = new Digest();
  digest.reset();
  nodeMessages.digest(message, digest);
  const fingerprint = new Fingerprint();
  fingerprint.add(3, 7, 11, 1, 2, 3, digest.low, digest.high);
  return fingerprint.toString();
}

const version = { timestamp: 150, storageId: 0x30001, counter: 0x1_0000_0005 };
const words = Int32Array.from({ length: 30 }, (_, i) => (i % 3 === 1 ? 0 : 10 + i));
const messages: (Message & Record<string, unknown>)[] = [
  { kind: 'gossip', rows: { words, start: 0, end: words.length } },
  { kind: 'joinRequest', incarnation: 1, heartbeat: 200 },
  {
    ...{ kind: 'replicaRequest', client: 1, request: 5, operation: 'update', key: 'k1' },
    ...{ value: 'value7', version, replicas: [{ address: 3, incarnation: 0 }] },
  },
  { kind: 'replicaReply', client: 1, request: 5, ok: true, reason: '', found: [] },
  { kind: 'copy', key: 'k1', record: { version, deleted: false, value: 'value7' } },
];

test.each(messages)('every single bit of a $kind message counts, and each by itself', (message) => {
  const bytes = nodeMessages.encode(message);
  const seen = new Map([[fingerprintOf(message), 'none']]);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const changed = bytes.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const decoded = nodeMessages.decode(changed);
    if (decoded === undefined) continue;
    const fingerprint = fingerprintOf(decoded);
    expect([bit, seen.get(fingerprint)]).toEqual([bit, undefined]);
    seen.set(fingerprint, `bit ${bit}`);
  }
  expect(seen.size).toBeGreaterThan(bytes.length);
});
