/**
 * Local health awareness (Lifeguard, 4.1): a node that misses answers it should have had, or has to
 * refute its own death, doubts itself first and judges others more slowly.
 */

/**
 * How much it doubts itself after a change for the better, below 0, or for the worse: from 0, for a
 * healthy node, to one less than the maximum.
 * @param max 1 or more: by how much at most a wait is stretched
 */
export function doubted(doubt: number, change: number, max: number): number {
  return Math.min(max - 1, Math.max(0, doubt + change));
}

export function stretched(ticks: number, doubt: number): number {
  return ticks * (doubt + 1);
}
