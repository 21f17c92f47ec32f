/**
 * The reference loop for heartbeat gossip: nothing but tables in typed arrays, rows copied to as
 * many random others each period, and merged by the larger heartbeat. No events, no fingerprint,
 * no failures: what the work itself costs.
 */

export interface BareGossip {
  readonly merges: number;
  readonly seconds: number;
}

export function bareGossip(
  nodes: number,
  periods: number,
  fanOut: number,
  rowsPerMessage: number,
): BareGossip {
  const heartbeat = Array.from({ length: nodes }, () => new Int32Array(nodes));
  const heardAt = Array.from({ length: nodes }, () => new Float64Array(nodes));
  const parts = Math.ceil(nodes / rowsPerMessage);
  const length = Math.ceil(nodes / parts);
  let arriving: { to: number; rows: Int32Array }[] = [];
  let draws = 0;
  let merges = 0;
  const started = performance.now();
  for (let now = 0; now < periods; now++) {
    for (const { to, rows } of arriving) {
      const known = heartbeat[to]!;
      const heard = heardAt[to]!;
      for (let i = 0; i < rows.length; i += 2) {
        const id = rows[i]!;
        if (rows[i + 1]! <= known[id]!) continue;
        known[id] = rows[i + 1]!;
        heard[id] = now;
      }
      merges++;
    }
    arriving = [];
    for (let node = 0; node < nodes; node++) {
      const known = heartbeat[node]!;
      known[node]!++;
      for (let part = 0; part < parts; part++) {
        const first = part * length;
        const rows = new Int32Array(2 * Math.min(length, nodes - first));
        for (let i = 0; i < rows.length; i += 2) {
          rows[i] = first + i / 2;
          rows[i + 1] = known[first + i / 2]!;
        }
        for (let k = 0; k < fanOut; k++) {
          const word = Math.imul(++draws, 0x9e3779b1);
          const draw = Math.imul(word ^ (word >>> 15), 0x85ebca77) >>> 0;
          const to = Math.floor((draw * (nodes - 1)) / 0x1_0000_0000);
          arriving.push({ to: to < node ? to : to + 1, rows });
        }
      }
    }
  }
  return { merges, seconds: (performance.now() - started) / 1000 };
}
