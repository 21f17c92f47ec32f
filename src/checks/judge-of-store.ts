/** What a scenario expects of its store, told by the folds that have seen the run. */

import type { Run } from '../application/run';
import type { Expectation } from '../scenario/expectation';
import type { Scenario } from '../scenario/scenario';
import type { EventSink } from '../simulation/events';
import { acknowledgedWritesSurvive } from './acknowledged-writes-survive';
import { Availability } from './availability';
import { deletesStayDeleted } from './deletes-stay-deleted';
import type { Folds } from './folds';
import { Ledger } from './ledger';
import { OneVersionPerRequest } from './one-version-per-request';
import { ScriptedOutcomes } from './outcome';
import { QuorumsMeet } from './quorums-meet';
import { ReadsAreMonotone } from './reads-are-monotone';
import { ReadsWereWritten } from './reads-were-written';
import { replicasAgree } from './replicas-agree';
import { replicated } from './replicated';
import { StorageKeepsAcknowledged } from './storage-keeps-acknowledged';
import type { Verdict } from './verdict';
import { VersionsNeverFall } from './versions-never-fall';

/** Says what came of a check, once its folds have seen the run; `now` is the first tick not run. */
export type Judge = (run: Run, now: number) => Verdict;

type OfMembership =
  | 'viewsAgree'
  | 'failedRemoved'
  | 'noFalseRemovals'
  | 'messageLoad'
  | 'detectionTime'
  | 'disseminationTime'
  | 'falseSuspicions';

export type StoreExpectation = Exclude<Expectation, { readonly check: OfMembership }>;

/** How long what was lost may be missing. */
interface Patience {
  readonly settleTicks: number;
  /** So much longer, where nodes that are up were removed. */
  readonly mergeTicks: number;
}

/** Folds that say themselves what they have found. */
const INVARIANTS = {
  readsWereWritten: ReadsWereWritten,
  versionsNeverFall: VersionsNeverFall,
  oneVersionPerRequest: OneVersionPerRequest,
  storageKeepsAcknowledged: StorageKeepsAcknowledged,
} as const;

export function judgeOfStore(
  expectation: StoreExpectation,
  { cluster }: Scenario,
  folds: Folds,
  { settleTicks, mergeTicks }: Patience,
): Judge {
  switch (expectation.check) {
    case 'replicated': {
      const copies = folds.copies(expectation.copies ?? cluster.store?.replicas ?? 0);
      return (_run, now) => replicated(copies, now, settleTicks, mergeTicks);
    }
    case 'acknowledgedWritesSurvive': {
      const ledger = folds.of(Ledger);
      return () => acknowledgedWritesSurvive(ledger);
    }
    case 'deletesStayDeleted': {
      const ledger = folds.of(Ledger);
      return () => deletesStayDeleted(ledger);
    }
    case 'replicasAgree': {
      const copies = folds.copies(cluster.store?.replicas ?? 0);
      const forgotten = folds.forgotten();
      return (_run, now) => replicasAgree(copies, forgotten, now, settleTicks, mergeTicks);
    }
    case 'writesReachQuorum': {
      const fold = folds.writesReachQuorum();
      return () => fold.verdict();
    }
    case 'readsAreMonotone': {
      const fold = folds.withForgotten(ReadsAreMonotone);
      return () => fold.verdict();
    }
    case 'quorumsMeet': {
      const fold = folds.withForgotten(QuorumsMeet);
      return () => fold.verdict();
    }
    case 'readsWereWritten':
    case 'versionsNeverFall':
    case 'oneVersionPerRequest':
    case 'storageKeepsAcknowledged': {
      const fold = folds.of<EventSink & { verdict(): Verdict }>(INVARIANTS[expectation.check]);
      return () => fold.verdict();
    }
    case 'availability': {
      const availability = folds.of(Availability);
      return () => availability.verdict(expectation.atLeast);
    }
    case 'outcome': {
      const outcomes = folds.of(ScriptedOutcomes);
      return (run) => outcomes.verdict(run, expectation);
    }
  }
}
