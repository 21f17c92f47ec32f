/** Membership scenarios of any size through the program, judged by their dbg.log. */

import { Folder } from './cli-program';

export const MEMBERSHIP_SCENARIOS = {
  singlefailure: 'SINGLE_FAILURE: 1\nDROP_MSG: 0\nMSG_DROP_PROB: 0.1\n',
  multifailure: 'SINGLE_FAILURE: 0\nDROP_MSG: 0\nMSG_DROP_PROB: 0.1\n',
  msgdropsinglefailure: 'SINGLE_FAILURE: 1\nDROP_MSG: 1\nMSG_DROP_PROB: 0.1\n',
};
export type MembershipScenario = keyof typeof MEMBERSHIP_SCENARIOS;
export const MEMBERSHIP_NAMES = Object.keys(MEMBERSHIP_SCENARIOS) as MembershipScenario[];

const JOINED_OR_REMOVED = /^ (\S+) \[\d+\] Node (\S+) (joined|removed) at time \d+$/;
const FAILED = /^ (\S+) \[100\] Node failed at time ?= ?100$/;

/** Who joined, removed and failed, as counts by observer and subject. */
class Membership {
  readonly failed = new Set<string>();
  private readonly nodes: string[];
  private readonly joined = new Map<string, number>();
  private readonly removed = new Map<string, number>();

  constructor(nodes: number, dbgLog: string) {
    const ids = Array.from({ length: nodes }, (_, index) => index + 1);
    this.nodes = ids.map((id) => `${id & 255}.${id >> 8}.0.0:0`);
    for (const line of dbgLog.split('\n')) this.add(line);
  }

  private add(line: string): void {
    const [, observer = '', subject = '', what] = JOINED_OR_REMOVED.exec(line) ?? [];
    const counts = what === 'joined' ? this.joined : this.removed;
    const pair = `${observer} of ${subject}`;
    if (what !== undefined) counts.set(pair, (counts.get(pair) ?? 0) + 1);
    const [, failed] = FAILED.exec(line) ?? [];
    if (failed !== undefined) this.failed.add(failed);
  }

  get missingJoins(): string[] {
    return this.pairs((pair) => !this.joined.has(pair));
  }

  /** Failed nodes that a survivor never removed. */
  get missingRemovals(): string[] {
    return this.pairs((pair, isDue) => isDue && !this.removed.has(pair));
  }

  /** Removals of the living, by the failed, or made twice. */
  get wrongRemovals(): string[] {
    return this.pairs((pair, isDue) => (this.removed.get(pair) ?? 0) > (isDue ? 1 : 0));
  }

  private pairs(isShown: (pair: string, isDue: boolean) => boolean): string[] {
    const pairs: string[] = [];
    for (const observer of this.nodes) {
      for (const subject of this.nodes) {
        const isDue = !this.failed.has(observer) && this.failed.has(subject);
        const pair = `${observer} of ${subject}`;
        if (isShown(pair, isDue)) pairs.push(pair);
      }
    }
    return pairs;
  }
}

/** Everyone joins everyone, every survivor removes every failed node, without loss nobody else. */
export function expectMembership(name: MembershipScenario, nodes: number): void {
  const here = new Folder();
  try {
    const text = `MAX_NNB: ${nodes}\n${MEMBERSHIP_SCENARIOS[name]}`;
    here.write(`${name}.conf`, text);
    const { code, stderr, lastLine } = here.run(`${name}.conf`, '--quiet');
    const membership = new Membership(nodes, here.read('dbg.log'));
    const { failed, missingJoins, missingRemovals, wrongRemovals } = membership;
    expect({
      ...{ code, stderr, lastLine, text, failed: failed.size },
      missingJoins: missingJoins.slice(0, 5),
      missingRemovals: missingRemovals.slice(0, 5),
      wrongRemovals: name === 'msgdropsinglefailure' ? [] : wrongRemovals.slice(0, 5),
    }).toEqual({
      ...{ code: 0, stderr: '', lastLine, text },
      failed: name === 'multifailure' ? Math.floor(nodes / 2) : 1,
      ...{ missingJoins: [], missingRemovals: [], wrongRemovals: [] },
    });
  } finally {
    here.remove();
  }
}

/** A store scenario earns every point at any size. */
export function expectOperations(test: string, nodes: number): void {
  const here = new Folder();
  try {
    here.write('x.conf', `MAX_NNB: ${nodes}\nCRUD_TEST: ${test}\n`);
    const { code, stdout } = here.run('x.conf', '--quiet');
    expect(stdout).toMatch(/^x earned all [0-9]+ points\. Replay: .*\n$/);
    expect(code).toBe(0);
  } finally {
    here.remove();
  }
}
