/** Lengths of time as a person reads them. */

/** So many digits are said of a time, which its division may blur beyond. */
const DIGITS = 12;

/**
 * `700 ticks`; where a tick has a length `60 s`, `2.5 ms` or `40 us`.
 * @param tickMicros microseconds that a tick stands for, if any
 */
export function ticksInWords(ticks: number, tickMicros: number | undefined): string {
  if (tickMicros === undefined) return `${ticks} tick${ticks === 1 ? '' : 's'}`;
  const micros = ticks * tickMicros;
  if (micros >= 1_000_000) return `${rounded(micros / 1_000_000)} s`;
  return micros >= 1000 ? `${rounded(micros / 1000)} ms` : `${rounded(micros)} us`;
}

/** `tick 700`; where a tick has a length `tick 700, 0.7 s`. */
export function momentInWords(tick: number, tickMicros: number | undefined): string {
  const time = tickMicros === undefined ? '' : `, ${ticksInWords(tick, tickMicros)}`;
  return `tick ${tick}${time}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
