/** How it came to an event: backward through its causes, and forward from what it was waiting for. */

import type { Run } from '../application/run';
import type { SimulationEvent } from '../library/event';
import { parseAddress } from '../protocol/address';
import { onOneLine } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { chainInWords } from './chain-words';
import { changeInWords } from './change-words';
import { Circumstances } from './circumstances';
import { diagram } from './diagram';
import type { Awaited, Lookout, Mark, Scene } from './explained';
import { hintSign } from './hint-words';
import { columnAt, LIFE_SIGNS, livesOf } from './node-state';
import { StandingChanges } from './standing-changes';
import { named } from './steps';
import { inWords } from './words';
import { wrapped } from './wrapped';

const CHANGES_SHOWN = 5;
/** Causes that are in the diagram. */
const DRAWN_MAX = 40;

/** The second look, and what is made of it. */
export class Explanation {
  readonly circumstances: Circumstances;

  /**
   * @param chain the ids of the event and its causes, the event first
   * @param last the event at which the look ends: the event itself, unless given
   */
  constructor(
    private readonly scenario: Scenario,
    private readonly event: SimulationEvent,
    chain: readonly number[],
    private readonly lookout: Lookout,
    last = event.id,
  ) {
    this.circumstances = new Circumstances(chain, lookout, last);
  }

  /** @param plan as it was resolved until the event happened */
  lines(plan: Run['plan']): string[] {
    const { event, circumstances, scenario } = this;
    const changes = new StandingChanges(plan, circumstances.changes);
    const scene: Scene = { scenario, plan, circumstances, changes };
    const awaited = this.lookout.awaited(scene);
    const nodes = this.nodesOf(awaited);
    const why = awaited.why === '' ? '' : `, ${awaited.why}`;
    const standing = this.standingInWords(scene, nodes);
    const prose = [
      `${inWords(event, plan)}${why}.`,
      ...awaited.parts.flatMap(({ title, lines }) => titled(title, lines)),
      ...titled('What the plan had changed by then:', standing),
      ...titled(
        'How it came about, backward:',
        chainInWords(circumstances.chain, circumstances.causes, plan),
      ),
    ];
    const drawing = this.diagramOf(awaited, nodes, scene);
    const text = prose.map(onOneLine).flatMap(wrapped);
    return drawing.length === 0 ? text : [...text, '', ...drawing];
  }

  /** The nodes that matter, the most telling first. */
  private nodesOf(awaited: Awaited): string[] {
    const own = this.event.node === undefined ? [] : [this.event.node];
    return [
      ...new Set([...own, ...awaited.nodes, ...this.drawn().flatMap(({ node }) => node ?? [])]),
    ];
  }

  /** The latest causes, the event itself first. */
  private drawn(): SimulationEvent[] {
    const { chain, causes } = this.circumstances;
    return chain
      .slice(0, DRAWN_MAX)
      .map((id) => causes.get(id))
      .filter((event) => event !== undefined);
  }

  /** Changes in force that touch the nodes concerned; of many, the latest. */
  private standingInWords({ changes }: Scene, nodes: readonly string[]): string[] {
    const { event } = this;
    const addresses = nodes.map((node) => parseAddress(node)!);
    const own = event.kind === 'changed' ? event.step : '';
    const all = changes.touching(event.id, addresses).filter(({ id }) => id !== own);
    const shown = all.slice(-CHANGES_SHOWN).map((step) => {
      const { id, time } = changes.changeOf(step)!;
      return `${changeInWords(step)}: ${named(step)}, since tick ${time} (event ${id})`;
    });
    const more = all.length - shown.length;
    return more > 0 ? [`${more} more before`, ...shown] : shown;
  }

  private diagramOf(awaited: Awaited, nodes: readonly string[], scene: Scene): string[] {
    if (nodes.length === 0) return [];
    const causes = this.drawn();
    // Causes go back to the start of a node; what was awaited, to where it matters.
    const recent = awaited.marks.filter(({ weight }) => weight < 4);
    const times = (recent.length > 0 ? recent : causes).map(({ time }) => time);
    const first = times.reduce((least, time) => Math.min(least, time), Infinity);
    const ofCauses = causes
      .filter(({ time }) => time >= first)
      .filter((cause, i) => !isNoted(cause, awaited) && !isRepeated(cause, causes[i - 1]))
      .flatMap((cause) => markOf(cause, cause === causes[0] ? 4 : 2));
    const ofLives = nodes
      .flatMap((node) => livesOf(node, scene))
      .filter(({ time }) => time >= first)
      .flatMap((event) => markOf(event, 3));
    const marks = [...ofCauses, ...ofLives, ...awaited.marks];
    return diagram(nodes, marks, (node, time) => columnAt(node, scene, time));
  }
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** A timer that set itself anew is drawn once. */
function isRepeated(event: SimulationEvent, after: SimulationEvent | undefined): boolean {
  if (event.kind !== 'timer' || after?.kind !== 'timer') return false;
  return event.node === after.node && event.timer === after.timer;
}

/** Messages and outcomes that were awaited are in the diagram already. */
function isNoted({ kind }: SimulationEvent, { marks }: Awaited): boolean {
  return marks.length > 0 && NOTED.includes(kind);
}

const NOTED = ['sent', 'delivered', 'lost', 'dropped', 'answered', 'command', 'invoked'];

const SIGNS: Readonly<Record<string, string>> = {
  ...LIFE_SIGNS,
  ...{ timer: '*', stored: 'disk', invoked: 'asked', command: 'asked', copied: 'copy' },
  ...{ removed: '-', left: '-', suspected: '?', joined: '+', returned: '+', aliveAgain: '+' },
  ...{ changed: 'CHANGED', groupStarted: 'group', joinTried: 'join', handedOff: 'gave up' },
  ...{ replyForgotten: 'forgot', hintDelivered: 'taken', hintExpired: 'over' },
  ...{ repairing: 'repair', purged: 'purged', synced: 'compared' },
};

function markOf(event: SimulationEvent, weight: Mark['weight']): Mark[] {
  const { kind, node, time } = event;
  if (node === undefined) return [];
  return [{ time, node, text: textOf(event, SIGNS[kind] ?? kind), weight }];
}

function textOf(event: SimulationEvent, sign: string): string {
  switch (event.kind) {
    case 'sent':
      return `>${event.to.slice(1)}`;
    case 'delivered':
      return `<${event.from.slice(1)}`;
    case 'completed':
    case 'served':
      return event.outcome;
    case 'answered':
      return `=${event.outcome}`;
    case 'hinted':
      return hintSign(event.home);
    case 'hintDelivered':
    case 'hintExpired':
      return `${hintSign(event.home)} ${sign}`;
    default:
      return 'member' in event ? `${sign}${event.member.slice(1)}` : sign;
  }
}
