/** What holds of any plan, for as many as a test wants. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { EventLines } from '../../src/explain/event-lines';
import { readSavedRun } from '../../src/explain/saved-run';
import { replayScenario } from '../../src/explain/replay-scenario';
import { type EventLevel } from '../../src/library/history';
import { ENVIRONMENT, ROOT } from '../support/cli-program';
import {
  type Fate,
  fatesOf,
  keptRun,
  randomScenario,
  runWith,
  seeds,
} from '../support/random-plans';

const LEVELS: readonly EventLevel[] = ['outcomes', 'protocol', 'messages'];

/** Prints the fingerprint of each scenario, by the package as it is built. */
const ELSEWHERE = `
const { runScenario } = require(process.argv[1]);
let text = '';
process.stdin.on('data', (chunk) => (text += chunk));
process.stdin.on('end', () => {
  for (const { scenario, seed } of JSON.parse(text)) console.log(runScenario(scenario, { seed }).fingerprint);
});`;

/** What a step does in the end, its end included, goes by its name. */
function isOf({ id }: { readonly id: string }, step: string): boolean {
  return step === id || step === `${id} heal`;
}

export function testRandomPlans(numRuns: number): void {
  test(`${numRuns} random plans: here and in another process the same, whatever is written`, () => {
    const stories = fc.sample(fc.record({ scenario: randomScenario, seed: seeds }), {
      ...{ numRuns, seed: 4 },
    });
    const here = stories.map(({ scenario, seed }, i) => {
      const level = LEVELS[i % 3]!;
      const lines = new EventLines(
        { scenario: 'random', seed, level },
        (i % 7) * 50,
        () => undefined,
      );
      return runWith(scenario, seed, [lines]).fingerprint;
    });
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['-e', ELSEWHERE, join(ROOT, 'dist', 'index.js')],
      { input: JSON.stringify(stories), encoding: 'utf8', env: ENVIRONMENT, maxBuffer: 1 << 28 },
    );
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(here);
    expect(new Set(here).size).toBeGreaterThan(numRuns * 0.9);
  }, 600_000);

  test(`${numRuns} random plans survive the round trip through a file, and replay`, () => {
    fc.assert(
      fc.property(randomScenario, seeds, (scenario, seed) => {
        const kept = keptRun(scenario, seed);
        const back = readSavedRun('run.json', JSON.stringify(kept));
        expect(back).toEqual(kept);
        const again = runWith(replayScenario(back), seed, []);
        expect(again.fingerprint).toBe(kept.fingerprint);
        expect(again.checkPoints).toEqual(kept.checkPoints);
      }),
      { numRuns },
    );
  }, 600_000);

  test(`${numRuns} random plans: without a step, chance decides the rest as before`, () => {
    let compared = 0;
    fc.assert(
      fc.property(randomScenario, seeds, fc.nat(), (scenario, seed, pick) => {
        const kept = keptRun(scenario, seed);
        const { faults } = kept.plan;
        const removed = faults[pick % Math.max(1, faults.length)];
        if (removed === undefined) return;
        const rest = faults.filter(
          (fault) => fault !== removed && !('heal' in fault && fault.heal === removed.id),
        );
        const before = fatesOf(replayScenario(kept), seed);
        const plan = { ...kept.plan, faults: rest };
        const after = fatesOf(replayScenario({ ...kept, plan }), seed);
        // A link that the step itself changed is touched by it from then on.
        const isOfLinks =
          'link' in removed || 'partition' in removed || 'heal' in removed || 'lose' in removed;
        // Who stands still, or whose link is held, takes a message when that is over.
        const isOnTime = faults.every((fault) => !('link' in fault || 'pause' in fault));
        // Which message of a tick is the first on its link is the consequences' business: one that is sent
        // when another step has changed the links is another message than one sent before.
        const byOthers = ({ changedBy }: Fate) => changedBy.filter((step) => !isOf(removed, step));
        const others: string[] = [];
        for (const [message, fate] of before) {
          const other = after.get(message);
          const time = Number(message.split(' ')[2]);
          if (other === undefined || (isOfLinks && time >= removed.at)) continue;
          if (byOthers(other).join() !== byOthers(fate).join()) continue;
          compared++;
          if (other.lost !== fate.lost) others.push(message);
          if (fate.ticks === 0 || other.ticks === 0 || !isOnTime) continue;
          if (other.ticks !== fate.ticks) others.push(`${message}: ${other.ticks} ticks`);
        }
        expect(others).toEqual([]);
      }),
      { numRuns },
    );
    expect(compared).toBeGreaterThan(100 * numRuns);
  }, 600_000);
}
