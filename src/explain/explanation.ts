/** How it came to an event: backward through its causes, and forward from what it was waiting for. */

import type { Run } from '../application/run';
import type { SimulationEvent } from '../library/event';
import { parseAddress } from '../protocol/address';
import type { Scenario } from '../scenario/scenario';
import type { Ancestry } from './ancestry';
import { Attempts } from './attempts';
import { AwaitedNews } from './awaited-news';
import { AwaitedReplies } from './awaited-replies';
import { chainInWords } from './chain-words';
import { Circumstances, type Lookout } from './circumstances';
import { diagram } from './diagram';
import type { Awaited, Mark } from './explained';
import { inWords } from './words';
import { wrapped } from './wrapped';

const ROUNDS_MAX = 10_000;
const CHANGES_SHOWN = 3;
/** Causes that are in the diagram. */
const DRAWN_MAX = 40;
const NOTHING: Awaited = { because: '', lines: [], marks: [], nodes: [] };

/** Rounds of a node without news until it suspects and removes a member. */
function roundsOf({ membership }: Scenario['cluster']): { suspect: number; remove: number } {
  const { failTicks, removeTicks, periodTicks } = membership;
  const rounds = (ticks: number) => Math.min(ROUNDS_MAX, Math.ceil(ticks / periodTicks));
  return { suspect: rounds(failTicks), remove: rounds(removeTicks) };
}

/** How many rounds the first look must keep of each node. */
export function roundsToKeep(scenario: Scenario): number {
  return roundsOf(scenario.cluster).remove;
}

/** The second look, and what is made of it. */
export class Explanation {
  readonly circumstances: Circumstances;
  private readonly event: SimulationEvent;
  private readonly await: (plan: Run['plan']) => Awaited;

  /** @param ancestry after the first look, with the event found */
  constructor({ cluster }: Scenario, ancestry: Ancestry) {
    this.event = ancestry.event!;
    const { event } = this;
    let lookout: Lookout = { on: () => undefined };
    let awaited: (plan: Run['plan']) => Awaited = () => NOTHING;
    if (event.kind === 'removed' || event.kind === 'suspected') {
      const { suspect, remove } = roundsOf(cluster);
      const since = ancestry.roundBefore(event.kind === 'removed' ? remove : suspect);
      const news = new AwaitedNews(event, since);
      lookout = news;
      awaited = (plan) => news.awaited(this.circumstances, plan);
    } else if (event.kind === 'answered') {
      const attempts = new Attempts(event);
      lookout = attempts;
      awaited = () => attempts.awaited();
    } else if (event.kind === 'completed') {
      const replies = new AwaitedReplies(event);
      const { readQuorum = 0, writeQuorum = 0 } = cluster.store ?? {};
      const quorum = event.operation === 'read' ? readQuorum : writeQuorum;
      lookout = replies;
      awaited = (plan) => replies.awaited(this.circumstances, plan, quorum);
    }
    this.await = awaited;
    this.circumstances = new Circumstances(ancestry.chain(), lookout);
  }

  /** @param plan as it was resolved until the event happened */
  lines(plan: Run['plan']): string[] {
    const { event, circumstances } = this;
    const awaited = this.await(plan);
    const because = awaited.because === '' ? '' : `, because ${awaited.because}`;
    const backward = chainInWords(circumstances.chain, circumstances.causes);
    const changes = this.changesInWords();
    const prose = [
      `${inWords(event)} (event ${event.id})${because}.`,
      ...(awaited.lines.length === 0 ? [] : ['', 'What was awaited:']),
      ...awaited.lines.map((line) => `  ${line}`),
      ...(changes.length === 0 ? [] : ['', 'What the plan had changed by then:', ...changes]),
      ...['', 'How it came about, backward:'],
      ...backward.map((line) => `  ${line}`),
    ];
    return [...prose.flatMap(wrapped), '', ...this.diagramOf(awaited)];
  }

  private changesInWords(): string[] {
    const { changes } = this.circumstances;
    const shown = changes
      .slice(-CHANGES_SHOWN)
      .map((event) => `  ${inWords(event)} (event ${event.id})`);
    const more = changes.length - shown.length;
    return more > 0 ? [`  ${more} more before`, ...shown] : shown;
  }

  private diagramOf(awaited: Awaited): string[] {
    const { circumstances } = this;
    const causes = circumstances.chain
      .slice(0, DRAWN_MAX)
      .map((id) => circumstances.causes.get(id))
      .filter((event) => event !== undefined);
    const nodes = [
      ...(this.event.node === undefined ? [] : [this.event.node]),
      ...awaited.nodes,
      ...causes.flatMap(({ node }) => node ?? []),
    ];
    if (nodes.length === 0) return [];
    // Causes go back to the start of a node; what was awaited, to where it matters.
    const times = (awaited.marks.length > 0 ? awaited.marks : causes).map(({ time }) => time);
    const first = Math.min(...times);
    const lives = [...new Set(nodes)]
      .flatMap((node) => circumstances.livesOf(parseAddress(node)!))
      .filter(({ time }) => time >= first);
    const ofCauses = causes
      .filter(({ time }) => time >= first)
      .filter((cause, i) => !isNoted(cause, awaited) && !isRepeated(cause, causes[i - 1]))
      .flatMap((cause) => markOf(cause, cause === causes[0] ? 3 : 1));
    const ofLives = lives
      .filter(({ id }) => !causes.some((cause) => cause.id === id))
      .flatMap((event) => markOf(event, 3));
    const marks = [...ofCauses, ...ofLives, ...awaited.marks];
    return diagram(nodes, marks, (node, time) => this.stateAt(node, time));
  }

  private stateAt(node: string, time: number): string {
    const lives = this.circumstances.livesOf(parseAddress(node)!);
    const before = lives.filter((event) => event.time <= time).at(-1)?.kind;
    if (before === 'crashed' || before === 'stopped') return '';
    if (before === 'paused') return ':';
    return before === undefined && lives[0]?.kind === 'started' ? '' : '|';
  }
}

/** A timer that set itself anew is drawn once. */
function isRepeated(event: SimulationEvent, after: SimulationEvent | undefined): boolean {
  if (event.kind !== 'timer' || after?.kind !== 'timer') return false;
  return event.node === after.node && event.timer === after.timer;
}

/** Messages that were awaited are in the diagram already. */
function isNoted({ kind }: SimulationEvent, { marks }: Awaited): boolean {
  return marks.length > 0 && (kind === 'sent' || kind === 'delivered');
}

const LIFE_SIGNS: Readonly<Record<string, string>> = {
  ...{ started: 'START', crashed: 'CRASH', stopped: 'LEFT', paused: 'PAUSE', resumed: 'RESUME' },
  ...{ timer: '*', stored: 'disk', invoked: 'asked', command: 'asked', copied: 'copy' },
  ...{ removed: '-', left: '-', suspected: '?', joined: '+', returned: '+', aliveAgain: '+' },
};

function markOf(event: SimulationEvent, weight: Mark['weight']): Mark[] {
  const { kind, node, time } = event;
  if (node === undefined) return [];
  return [{ time, node, text: textOf(event, LIFE_SIGNS[kind] ?? kind), weight }];
}

function textOf(event: SimulationEvent, sign: string): string {
  switch (event.kind) {
    case 'sent':
      return `>${event.to.slice(1)}`;
    case 'delivered':
      return `<${event.from.slice(1)}`;
    case 'lost':
      return `x${event.to.slice(1)}`;
    case 'dropped':
      return `${event.reason === 'cut' ? '/' : '!'}${event.to.slice(1)}`;
    case 'completed':
    case 'served':
      return event.outcome;
    default:
      return 'member' in event ? `${sign}${event.member.slice(1)}` : sign;
  }
}
