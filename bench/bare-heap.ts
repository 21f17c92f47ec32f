/** The reference for the queue: a binary heap by (time, sequence) in typed arrays, no payload. */

/** Nanoseconds to take the first entry and put one in, with so many pending. */
export function bareHeap(pending: number, rounds: number, delays: Int32Array): number {
  const time = new Float64Array(pending + 1);
  const sequence = new Float64Array(pending + 1);
  let size = 0;
  let sequences = 0;
  const before = (at: number, order: number, other: number) =>
    at < time[other]! || (at === time[other] && order < sequence[other]!);
  const put = (at: number) => {
    const order = sequences++;
    let hole = size++;
    while (hole > 0) {
      const parent = (hole - 1) >>> 1;
      if (!before(at, order, parent)) break;
      time[hole] = time[parent]!;
      sequence[hole] = sequence[parent]!;
      hole = parent;
    }
    time[hole] = at;
    sequence[hole] = order;
  };
  const take = () => {
    const first = time[0]!;
    const at = time[--size]!;
    const order = sequence[size]!;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < size && before(time[right]!, sequence[right]!, child)) child = right;
      if (before(at, order, child)) break;
      time[hole] = time[child]!;
      sequence[hole] = sequence[child]!;
      hole = child;
    }
    time[hole] = at;
    sequence[hole] = order;
    return first;
  };
  for (let i = 0; i < pending; i++) put(delays[i & 0xffff]!);
  const startedAt = performance.now();
  for (let i = 0; i < rounds; i++) put(take() + delays[i & 0xffff]!);
  return ((performance.now() - startedAt) * 1e6) / rounds;
}
