/**
 * In the end, after all has healed and gone quiet, the replicas of every key have one and the same version of
 * it, tombstones included, and nobody else keeps it (I3).
 */

import type { Address } from '../protocol/address';
import { compareVersions, NO_VERSION } from '../protocol/store/record';
import type { Copies, KeyCopies } from './copies';
import type { Forgotten } from './forgotten';
import { named } from './named';
import { against, pass, type Verdict } from './verdict';

const CHECK = 'replicasAgree';

/**
 * @param now the first tick that was not run
 * @param settleTicks so long may it take until replicas are alike again
 * @param mergeTicks and so much longer, where nodes that are up were removed
 */
export function replicasAgree(
  copies: Copies,
  forgotten: Forgotten,
  now: number,
  settleTicks: number,
  mergeTicks = 0,
): Verdict {
  const problems: string[] = [];
  const evidence: number[] = [];
  let isDecided = false;
  const openTicks = settleTicks + (copies.wasApart ? mergeTicks : 0);
  const lastMove = Math.max(copies.lastReturn, copies.lastFailure);
  for (const [key, kept] of copies.keys) {
    const found = problemsOf(copies, forgotten, key, kept);
    if (found.length === 0) continue;
    problems.push(...found);
    if (kept.writtenBy > 0) evidence.push(kept.writtenBy);
    if (now - Math.max(kept.changedAt, lastMove) > openTicks) isDecided = true;
  }
  if (problems.length === 0)
    return pass(CHECK, `the replicas of every key (${copies.keys.size}) agree`);
  return against(CHECK, isDecided ? 'fail' : 'unknown', problems, evidence);
}

/** The keys whose replicas are not alike, in the order in which they came up. */
export function differingKeys(copies: Copies, forgotten: Forgotten): string[] {
  return [...copies.keys]
    .filter(([key, kept]) => problemsOf(copies, forgotten, key, kept).length > 0)
    .map(([key]) => key);
}

function problemsOf(
  copies: Copies,
  forgotten: Forgotten,
  key: string,
  { held }: KeyCopies,
): string[] {
  const right = copies.rightNodes(key);
  const name = JSON.stringify(key);
  const strays = copies.keepers(key).filter((node) => !right.includes(node));
  const [first, ...others] = right.filter((node) => held.has(node));
  const versionOf = (node: Address | undefined) => held.get(node!) ?? NO_VERSION;
  const different = others.filter((node) => {
    return compareVersions(versionOf(node), versionOf(first)) !== 0;
  });
  const missing = first === undefined ? [] : right.filter((node) => !held.has(node));
  // Whoever has nothing may be the first to have forgotten the tombstone that others have.
  const isForgotten = compareVersions(versionOf(first), forgotten.of(key)) === 0;
  return [
    ...(strays.length > 0 ? [`${named(strays)} kept ${name}, not being its place`] : []),
    ...(missing.length > 0 && !isForgotten ? [`${named(missing)} had nothing under ${name}`] : []),
    ...(different.length > 0
      ? [`${named(different)} had another version of ${name} than ${named([first!])}`]
      : []),
  ];
}
