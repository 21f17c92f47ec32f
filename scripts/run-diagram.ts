/**
 * The space-time diagram of a whole run: what clients asked for and were told, what replicas had, who came,
 * went and was taken out. `explain` draws how it came to one event; this is the story around it.
 */

import { diagram } from '../src/explain/diagram';
import type { Mark } from '../src/explain/explained';
import { LIFE_SIGNS } from '../src/explain/node-state';
import { typeOf } from '../src/library/event';
import { nodeName } from '../src/protocol/address';
import { compareVersions, NO_VERSION, type Version } from '../src/protocol/store/record';
import type { OperationName } from '../src/protocol/store/store-messages';
import type { Outcome } from '../src/protocol/store/store-events';
import { DROP_REASONS, type EventSink, type EventView } from '../src/simulation/events';

type Weight = Mark['weight'];

/** What events of the store, the ring and membership tell, as far as it is drawn. */
interface Told {
  readonly member: number;
  readonly client: number;
  readonly request: number;
  readonly operation: OperationName;
  readonly key: string;
  readonly value: string;
  readonly outcome: Outcome;
  readonly version: Version;
  readonly epoch: number;
  readonly to: number;
}

/** A mark whose text is made when it is known what was written under which version. */
interface Noted {
  readonly id: number;
  readonly time: number;
  readonly node: string;
  readonly key: string | undefined;
  readonly request: string | undefined;
  readonly weight: Weight;
  readonly text: () => string;
}

/** What was written under a version. */
interface Written {
  readonly key: string;
  readonly value: string;
  readonly version: Version;
}

const OF_LIFE = ['started', 'crashed', 'stopped', 'paused', 'resumed'];
/** Signs of membership, and how much they matter. */
const OF_MEMBERS: Readonly<Record<string, readonly [sign: string, weight: Weight]>> = {
  ...{ removed: ['-', 2], returned: ['+', 1], joined: ['+', 1] },
  ...{ suspected: ['?', 1], aliveAgain: ['+', 1] },
};
const OF_OPERATIONS = ['invoked', 'served', 'completed'];
/** What becomes of a key. */
const OF_KEYS: Readonly<Record<string, (told: Told, named: () => string) => string>> = {
  copied: (_, named) => `copy ${named()}`,
  repairing: ({ to }) => `mends n${to}`,
  purged: () => 'forgets it',
  handedOff: () => 'gives it up',
  hinted: (_, named) => `hint ${named()}`,
  hintDelivered: () => 'gives hint',
  hintExpired: () => 'drops hint',
};
const OF_NODES: Readonly<Record<string, (told: Told) => string>> = {
  ringChanged: ({ epoch }) => `ring ${epoch}`,
  rebuilt: () => 'rebuilt',
  tornTail: () => 'torn tail',
  storageDamaged: () => 'damaged',
  snapshotBegun: () => 'snapshot',
};
/** Messages whose loss is part of a story. */
const TOLD_TYPES = ['replicaRequest', 'replicaReply'];
/** More nodes than that are not all drawn. */
const NODES_MAX = 8;

export class RunDiagram implements EventSink {
  readonly kinds = [
    ...[...OF_LIFE, ...Object.keys(OF_MEMBERS), ...OF_OPERATIONS, 'dropped'],
    ...[...Object.keys(OF_KEYS), ...Object.keys(OF_NODES)],
  ];
  private readonly noted: Noted[] = [];
  private readonly lives: { node: string; time: number; kind: string }[] = [];
  private readonly written: Written[] = [];

  /** @param evidence the ids of the events that show what is wrong, the first of them first */
  constructor(private readonly evidence: readonly number[]) {}

  on(event: EventView): void {
    const { kind, time, node } = event;
    const told = event.data as Told;
    if (OF_LIFE.includes(kind)) {
      this.lives.push({ node: nodeName(node), time, kind });
      // That all nodes start is no news.
      this.note(event, kind === 'started' && event.a === 1 ? 1 : 2, () => LIFE_SIGNS[kind]!);
    } else if (kind === 'dropped') this.onDropped(event);
    else if (kind in OF_MEMBERS) {
      const [sign, weight] = OF_MEMBERS[kind]!;
      this.note(event, weight, () => `${sign}${told.member}`);
    } else if (kind in OF_NODES) this.note(event, 3, () => OF_NODES[kind]!(told));
    else if (kind in OF_KEYS) {
      this.note(event, 3, () => OF_KEYS[kind]!(told, () => this.nameOf(told.version)), told);
    } else this.onOperation(event, told);
  }

  /** The lines of the diagram, once the run has ended. */
  lines(): string[] {
    const shown = this.evidence.slice(0, 2);
    const points = this.noted.filter(({ id }) => shown.includes(id));
    const keys = points.flatMap(({ key }) => key ?? []);
    const isOfStore = keys.length > 0;
    const end = isOfStore ? Math.max(...points.map(({ time }) => time)) : Infinity;
    const marks = this.noted
      .filter(({ time }) => time <= end)
      .filter(({ key }) => key === undefined || !isOfStore || key === keys[0])
      .map((noted) => ({ ...noted, text: noted.text(), weight: weightOf(noted, points) }));
    return diagram(nodesOf(marks), marks, (node, time) => this.columnAt(node, time));
  }

  private onOperation(event: EventView, told: Told): void {
    const { operation, value, outcome, version } = told;
    // Clients have many: those count that are in evidence.
    const weight = told.client === 0 ? 3 : 1;
    const isRead = operation === 'read';
    const isWrite = !isRead && operation !== 'delete';
    if (event.kind === 'invoked') {
      this.note(event, weight, () => (isWrite ? `${operation} ${value}` : operation), told);
    } else if (event.kind === 'served') {
      const has = () => `has ${this.nameOf(version, value)}`;
      this.note(event, weight, isRead || outcome === 'ok' ? has : () => 'refuses', told);
    } else {
      if (!isRead) this.keep(told, isWrite ? value : 'deleted');
      const isTold = outcome === 'ok' && operation !== 'delete';
      this.note(event, weight, () => `=${outcome}${isTold ? ` ${value}` : ''}`, told);
    }
  }

  /** A message that found nobody, or was cut off. */
  private onDropped(event: EventView): void {
    if (!TOLD_TYPES.includes(typeOf(event))) return;
    const text = `${DROP_REASONS[event.b] === 'cut' ? '/' : '!'}${event.a}`;
    this.note(event, 3, () => text);
  }

  private note({ id, time, node }: EventView, weight: Weight, text: () => string, of?: Told): void {
    const request = of?.request === undefined ? undefined : `${of.client} ${of.request}`;
    this.noted.push({ id, time, node: nodeName(node), key: of?.key, request, weight, text });
  }

  private keep({ key, version }: Told, value: string): void {
    const isKnown = this.written.some((known) => compareVersions(known.version, version) === 0);
    if (!isKnown && compareVersions(version, NO_VERSION) !== 0) {
      this.written.push({ key, value, version });
    }
  }

  /**
   * What a version is called: its value, with a number where that was written more than once.
   * @param otherwise of a version that no coordinator has told of
   */
  private nameOf(version: Version, otherwise = 'it'): string {
    if (compareVersions(version, NO_VERSION) === 0) return 'none';
    const known = this.written.find((one) => compareVersions(one.version, version) === 0);
    if (known === undefined) return otherwise;
    const { key, value } = known;
    const before = this.written.filter((one) => {
      return one.key === key && one.value === value && compareVersions(one.version, version) < 0;
    });
    return before.length === 0 ? value : `${value} (${before.length + 1})`;
  }

  /** `|` for a node that is up, `:` for one that stands still. */
  private columnAt(node: string, time: number): string {
    const life = this.lives.filter((one) => one.node === node && one.time <= time).at(-1)?.kind;
    if (life === undefined || life === 'crashed' || life === 'stopped') return '';
    return life === 'paused' ? ':' : '|';
  }
}

/** The operations that show the mistake are always drawn. */
function weightOf({ request, weight }: Noted, points: readonly Noted[]): Weight {
  const isOfThem = request !== undefined && points.some((point) => point.request === request);
  return isOfThem ? 4 : weight;
}

/** All nodes or, of many, those with the most to tell. */
function nodesOf(marks: readonly Mark[]): string[] {
  const nodes = [...new Set(marks.map(({ node }) => node))];
  if (nodes.length <= NODES_MAX) return nodes;
  const told = (node: string) =>
    marks.filter((mark) => mark.node === node && mark.weight > 1).length;
  const telling = nodes.filter((node) => told(node) > 0);
  return telling.sort((a, b) => told(b) - told(a));
}
