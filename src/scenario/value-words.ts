/** Values as scenario files write them, as types. */

import type { NodeName } from '../protocol/address';

/** Units of time; a tick is what the simulated clock moves by. */
export type TimeUnit = 'us' | 'ms' | 's' | 'min' | 'h' | 'tick' | 'ticks';
/** Two values, the lower one first, with two points between: the seed draws from what lies between. */
export type RangeText = `${number}${string}..${number}${string}`;

/** `15s`, `2.5ms`, `7 ticks`; or a range from which one is drawn, `5s..10s`. */
export type Duration = `${number}${TimeUnit}` | `${number} ${TimeUnit}` | RangeText;
/** `2.5%`; or a range from which one is drawn, `1%..5%`. */
export type Percentage = `${number}%` | `${number} %` | RangeText;
/** So many in a time, `50/s`, `1/20ms`; or a range from which one is drawn, `10/s..50/s`. */
export type Rate = `${number}/${string}`;
/** `1400B`, `4KiB`; or a range from which one is drawn, `1kB..4kB`. */
export type Size = `${number}${'B' | 'kB' | 'MB' | 'KiB' | 'MiB'}` | RangeText;
/** A whole number; or a range from which one is drawn, `1..5`. */
export type Count = number | `${number}` | RangeText;
/** A node: `n3`, or as in the course's files `3:0` or `3.0.0.0:0`. */
export type NodeWord = NodeName | `${number}:0` | `${number}.${number}.${number}.${number}:0`;
