/**
 * Why the replicas of a key are not alike at the end of a run: what each has of it, and why those that
 * are behind had not heard of the newest write.
 */

import { nodeName } from '../protocol/address';
import { compareVersions, type Version } from '../protocol/store/record';
import type { EventView } from '../simulation/events';
import { marksOfStory } from './attempt-words';
import type { Awaited, Lookout, Mark, Part, Scene } from './explained';
import { hintsPart } from './hint-words';
import type { KeptHints } from './kept-hints';
import type { Holding, KeyHolders } from './key-holders';
import { listed } from './listed';
import { MissedWrite } from './missed-write';
import { operationOf, quoted } from './words';
import type { Write } from './write-versions';

/** Who is to have a key, and who has it. */
export interface Placing {
  readonly key: string;
  /** The replicas that are up. */
  readonly replicas: readonly string[];
  /** Who is up and has it, not being its place. */
  readonly strays: readonly string[];
  /** How many keys there are whose replicas differ. */
  readonly keys: number;
}

export class ReplicasDiffer implements Lookout {
  private readonly missed: MissedWrite;
  /** When each node last stored the newest version. */
  private readonly had = new Map<string, number>();

  /**
   * @param newest the write of the newest version that any of them has
   * @param kept hints of the key, where there may be any
   */
  constructor(
    private readonly newest: Write,
    private readonly placing: Placing,
    private readonly holders: KeyHolders,
    kept: KeptHints | undefined,
  ) {
    this.missed = new MissedWrite(newest.told, placing.key, kept);
  }

  on(event: EventView, sendOrder: () => number): void {
    this.missed.on(event, sendOrder);
    if (!['served', 'copied', 'recalled'].includes(event.kind)) return;
    const { key, version } = event.data as { readonly key: string; readonly version: Version };
    const isNewest = compareVersions(version, this.newest.told.version) === 0;
    if (key === this.placing.key && isNewest) this.had.set(nodeName(event.node), event.time);
  }

  awaited(scene: Scene): Awaited {
    const { missed, newest, placing } = this;
    const { replicas, strays } = placing;
    const behind = replicas.filter((node) => this.isBehind(node));
    const { operation } = newest.told;
    return {
      why: this.reason(behind, scene),
      parts: [
        { title: this.title(), lines: this.held().map((one) => this.inWords(one)) },
        missed.whoTook(`Who took the newest ${operation}:`, scene),
        hintsPart(missed.story.hints()),
        this.missingPart(behind, scene),
      ],
      marks: [...this.endMarks(scene), ...marksOfStory(missed.story, scene)],
      nodes: [...behind, ...strays, ...missed.nodes(), ...replicas],
    };
  }

  private reason(behind: readonly string[], { scenario }: Scene): string {
    const { key, strays } = this.placing;
    const name = quoted(key);
    const older = behind.length === 0 ? [] : [`${listed(behind)} did not have that`];
    const kept = strays.length === 0 ? [] : [`${listed(strays)} kept ${name}, not being its place`];
    return `and at the end, tick ${scenario.durationTicks}, ${[...older, ...kept].join('; ')}`;
  }

  private title(): string {
    const { key, keys } = this.placing;
    const first = keys === 1 ? '' : `, the first of ${keys} keys that differ`;
    return `What each has of ${quoted(key)}${first}:`;
  }

  private versionOf(node: string): Version | undefined {
    return this.holders.holdings.get(node)?.version;
  }

  private isBehind(node: string): boolean {
    const version = this.versionOf(node);
    return version === undefined || compareVersions(version, this.newest.told.version) < 0;
  }

  /** What each replica and each stray has, those with the newest first. */
  private held(): (readonly [node: string, holding: Holding | undefined])[] {
    const { replicas, strays } = this.placing;
    const nodes = [...replicas, ...strays];
    const order = nodes.sort((a, b) => Number(this.isBehind(a)) - Number(this.isBehind(b)));
    return order.map((node) => [node, this.holders.holdings.get(node)]);
  }

  private inWords([node, holding]: readonly [string, Holding | undefined]): string {
    const heard = this.holders.heard.get(node);
    const last =
      heard === undefined
        ? 'it never heard of the key'
        : `it last heard of the key at tick ${heard.time} (event ${heard.id})`;
    if (holding === undefined) return `${node}: nothing; ${last}.`;
    const { version, how, time, id } = holding;
    const since = `tick ${time} (event ${id})`;
    if (version === undefined) return `${node}: nothing: ${how}, at ${since}; ${last}.`;
    return `${node}: ${this.valueOf(version)}, ${this.nameOf(version)}, since ${since}; ${last}.`;
  }

  /** `version 30000`, and of those that were stamped in one tick what tells them apart. */
  private nameOf({ timestamp, storageId }: Version): string {
    const isTie = this.held().some(([, holding]) => {
      const { version } = holding ?? {};
      return version?.timestamp === timestamp && version.storageId !== storageId;
    });
    return `version ${timestamp}${isTie ? ` of storage ${storageId}` : ''}`;
  }

  /** `"new", of update "k" (request 2)`. */
  private valueOf(version: Version): string {
    const told = this.holders.writes.of(version)?.told;
    if (told === undefined) return 'a value of which nobody told';
    const what = told.operation === 'delete' ? 'deleted' : quoted(told.value);
    return `${what}, by ${operationOf(told)}`;
  }

  /** Why each that is behind is. */
  private missingPart(behind: readonly string[], scene: Scene): Part {
    const { missed } = this;
    const lines = behind.map((node) => {
      const had = this.had.get(node);
      if (had !== undefined) return this.lostInWords(node, had);
      return missed.whyNot(node, Infinity, scene);
    });
    return { title: 'Why these do not have it:', lines };
  }

  /** A node that had it has something else now, or nothing. */
  private lostInWords(node: string, since: number): string {
    const { version, time, id, how } = this.holders.holdings.get(node)!;
    const now = version === undefined ? how : `it stored ${this.valueOf(version)}`;
    return `${node} had it at tick ${since}, but ${now}, at tick ${time} (event ${id}).`;
  }

  /** What each has, in the last row. */
  private endMarks({ scenario }: Scene): Mark[] {
    return this.held().map(([node, holding]) => {
      const version = holding?.version;
      const told = version === undefined ? undefined : this.holders.writes.of(version)?.told;
      const value = told?.operation === 'delete' ? 'deleted' : quoted(told?.value ?? '?');
      const text = version === undefined ? 'nothing' : value;
      return { time: scenario.durationTicks, node, text, weight: 4 };
    });
  }
}
