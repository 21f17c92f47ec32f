/** What holds of every protocol's events besides what the checks of scenarios say. */

import { against, pass, type Verdict } from '../checks/verdict';
import type { Views } from '../checks/views';
import { nodeName } from '../protocol/address';
import type { EventSink, EventView } from '../simulation/events';

interface MemberData {
  readonly member: number;
  readonly incarnation: number;
}

/** Nobody takes a member in again but under a newer incarnation than the last it knew. */
export class NewerIncarnations implements EventSink {
  readonly kinds = ['started', 'joined', 'returned'];
  /** By observer and member. */
  private readonly known = new Map<number, Map<number, number>>();
  private readonly problems: string[] = [];
  private readonly evidence: number[] = [];

  on({ kind, id, node, data }: EventView): void {
    if (kind === 'started') {
      this.known.set(node, new Map());
      return;
    }
    const { member, incarnation } = data as MemberData;
    const known = this.known.get(node)!;
    const before = known.get(member);
    known.set(member, incarnation);
    if (before === undefined || incarnation > before) return;
    const what = `${nodeName(member)} again at incarnation ${incarnation}, having known ${before}`;
    this.problems.push(`${nodeName(node)} took in ${what}`);
    this.evidence.push(id);
  }

  verdict(): Verdict {
    if (this.problems.length > 0) {
      return against('newerIncarnations', 'fail', this.problems, this.evidence);
    }
    return pass('newerIncarnations', 'whoever came again was newer than before');
  }
}

/** A node that is not to be suspected by anybody. */
export class Unsuspected implements EventSink {
  readonly kinds = ['suspected'];
  private readonly evidence: number[] = [];

  constructor(private readonly subject: number) {}

  on({ id, data }: EventView): void {
    if ((data as MemberData).member === this.subject) this.evidence.push(id);
  }

  verdict(): Verdict {
    const who = nodeName(this.subject);
    const count = this.evidence.length;
    if (count === 0) return pass('unsuspected', `nobody suspected ${who}`);
    const often = count === 1 ? 'once' : `${count} times`;
    return against('unsuspected', 'fail', [`${who} was suspected ${often}`], this.evidence);
  }
}

/** In the end all know of all that they were restarted: their present lives, not earlier ones. */
export function presentLives(views: Views): Verdict {
  const problems: string[] = [];
  const evidence: number[] = [];
  for (const observer of views.up()) {
    const { view, startedAt } = views.lives.get(observer)!;
    for (const [member, since] of view) {
      const life = views.lives.get(member);
      if (life === undefined || life.failedAt !== undefined) continue;
      if (since >= life.startedAt || startedAt >= life.startedAt) continue;
      problems.push(`${nodeName(observer)} never heard that ${nodeName(member)} was restarted`);
      evidence.push(life.changedBy);
    }
  }
  if (problems.length > 0) return against('presentLives', 'fail', problems, evidence);
  return pass('presentLives', 'everybody knows of every restart');
}
