/** What a node did all the while: up, down, standing still, and by which step of the plan. */

import type { SimulationEvent } from '../library/event';
import { parseAddress } from '../protocol/address';
import type { Mark, Scene } from './explained';
import { stepOf } from './steps';
import { inWords } from './words';

/** A sentence about a node from a tick on. */
export function stateInWords(node: string, scene: Scene, since: number): string {
  const lives = livesOf(node, scene);
  const recent = lives.filter(({ time }) => time >= since);
  const before = lives.filter(({ time }) => time < since).at(-1);
  const told = [...(before === undefined || isUp(before) ? [] : [before]), ...recent];
  if (told.length === 0 && lives.length === 0) return `${node} had not started.`;
  if (told.length === 0) return `${node} was up all the time since tick ${since}.`;
  return `${told.map((event) => inWords(event, scene.plan)).join('; ')}.`;
}

/** Whether a node was up, stood still or was down in a tick: `|`, `:` or nothing. */
export function columnAt(node: string, scene: Scene, time: number): string {
  const lives = livesOf(node, scene);
  const before = lives.filter((event) => event.time <= time).at(-1)?.kind;
  if (before === 'crashed' || before === 'stopped') return '';
  if (before === 'paused') return ':';
  if (before !== undefined) return '|';
  // Before the first that is known, it was what that one ended.
  const next = lives[0]?.kind;
  return next === 'started' || next === undefined ? '' : next === 'resumed' ? ':' : '|';
}

/** The last thing that a step did to a node's life, for a diagram in which it is always shown. */
export function lastOfLife(node: string, scene: Scene): Mark[] {
  const event = livesOf(node, scene).at(-1);
  if (event === undefined || stepOf(event, scene.plan) === undefined) return [];
  return [{ time: event.time, node, text: LIFE_SIGNS[event.kind] ?? '', weight: 4 }];
}

/** What stands in a diagram for the events of a node's life. */
export const LIFE_SIGNS: Readonly<Record<string, string>> = {
  ...{ started: 'START', crashed: 'CRASH', stopped: 'LEFT', paused: 'PAUSE', resumed: 'RESUME' },
};

export function livesOf(node: string, { circumstances }: Scene): readonly SimulationEvent[] {
  return circumstances.livesOf(parseAddress(node)!);
}

function isUp({ kind }: SimulationEvent): boolean {
  return kind === 'started' || kind === 'resumed';
}
