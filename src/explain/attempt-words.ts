/** An attempt of an operation in words: what each replica was asked, did and answered, and why it ended so. */

import type { Outcome } from '../protocol/store/store-events';
import type { Scenario } from '../scenario/scenario';
import type { Mark, Scene } from './explained';
import { blameOf, fateInWords, fatesInWords, marksOf } from './fates';
import { listed } from './listed';
import { marksOfHints } from './hint-words';
import { stateInWords } from './node-state';
import {
  type Attempt,
  hasAnswered,
  type OperationStory,
  type Part,
  type Served,
} from './operation-story';
import { quoted } from './words';

/** How many replicas have to answer. */
function quorumOf({ quorum }: Attempt, { of }: OperationStory, { cluster }: Scenario): number {
  const { readQuorum = 0, writeQuorum = 0 } = cluster.store ?? {};
  return quorum ?? (of.operation === 'read' ? readQuorum : writeQuorum);
}

/** Why an attempt came to its outcome, after a `because`. */
export function reasonOfAttempt(
  attempt: Attempt,
  outcome: Outcome,
  story: OperationStory,
  { scenario }: Scene,
): string {
  const quorum = quorumOf(attempt, story, scenario);
  const { parts, time } = attempt;
  if (parts.length === 0) return `its ring had fewer than the ${quorum} replicas that it needs`;
  const isRead = story.of.operation === 'read';
  const served = (part: Part) => story.served.get(part.request.to);
  const answered = parts.filter((part) => hasAnswered(part, attempt));
  // Who goes by another ring refuses without having done its part.
  const isOfRing = (part: Part) =>
    served(part) === undefined && attempt.end?.reason === 'wrong epoch';
  const refused = answered.filter((part) => {
    return isOfRing(part) || (!isRead && served(part)?.outcome === 'fail');
  });
  const isKept = (part: Part) => !isRead && story.hintAt(part) !== undefined;
  const { countTowardW = false } = scenario.cluster.store?.hints ?? {};
  const uncounted = countTowardW ? [] : answered.filter(isKept);
  const good = answered.filter((part) => !refused.includes(part) && !uncounted.includes(part));
  const why = [...new Set(refused.map((part) => refusal(served(part))))];
  const name = (part: Part) => {
    return isKept(part) ? `${part.request.to} (as a hint)` : part.request.to;
  };
  const names = (some: readonly Part[]) => listed(some.map(name));
  if (outcome === 'ok') {
    const did = isRead ? 'had answered' : 'had acknowledged it';
    return `${names(good)} ${did}, and it needs ${quorum}`;
  }
  if (outcome === 'fail') {
    if (isRead) return `${names(good)} had answered, and no value is there`;
    return `${parts.length > 1 ? `all ${parts.length} ` : ''}answered fail: ${listed(why)}`;
  }
  const what = isRead ? ['reply', 'replies'] : ['acknowledgement', 'acknowledgements'];
  const needs = `it needs ${quorum} ${what[quorum === 1 ? 0 : 1]!}`;
  const others = refused.length === 0 ? '' : `, ${refused.length} refused (${listed(why)})`;
  const asHints =
    uncounted.length === 0 ? '' : `, ${uncounted.length} kept it as a hint, which does not count`;
  const had = `${good.length} had answered${asHints}${others}`;
  return `of ${names(parts)}, whom it asked at tick ${time}, ${had}, and ${needs}`;
}

/** Why a replica did not do its part. */
export function refusal(served: Served | undefined): string {
  switch (served?.reason) {
    case undefined:
      return 'goes by another ring';
    case 'full':
      return 'disk full';
    case 'stale':
      return 'has a newer version';
    case 'exists':
      return 'exists already';
    default:
      return 'no such key';
  }
}

/** What became of the request to one replica, and of its reply. */
export function partInWords(
  part: Part,
  attempt: Attempt,
  story: OperationStory,
  scene: Scene,
): string {
  const { request, reply } = part;
  const { to } = request;
  if (request.fate !== 'arrived') return `${to}: the request ${fateInWords(request, scene)}.`;
  const came = `the request came at tick ${request.fateAt}`;
  const served = story.served.get(to);
  const hint = story.hintAt(part);
  if (served === undefined && hint === undefined && reply === undefined) {
    return `${to}: ${came}, and nothing came of it. ${stateInWords(to, scene, attempt.time)}`;
  }
  const kept =
    hint === undefined ? '' : `; kept as a hint for ${hint.home} from tick ${hint.time} on`;
  const done = served === undefined ? kept : `; ${servedInWords(served, story)}`;
  if (reply === undefined)
    return `${to}: ${came}${done}; no reply was sent to ${attempt.coordinator}.`;
  if (reply.fate !== 'arrived') {
    return `${to}: ${came}${done}; its reply ${fateInWords(reply, scene)}.`;
  }
  const late = hasAnswered(part, attempt) ? '' : ', after the end';
  return `${to}: ${came}${done}; its reply came at tick ${reply.fateAt}${late}.`;
}

function servedInWords(served: Served, story: OperationStory): string {
  const { outcome, value, time } = served;
  if (story.of.operation === 'read') {
    return outcome === 'ok'
      ? `it had ${quoted(value)} at tick ${time}`
      : `it had no value at tick ${time}`;
  }
  return outcome === 'ok'
    ? `stored at tick ${time}`
    : `refused at tick ${time} (${refusal(served)})`;
}

/** All of an attempt in one line: `n4 answered; of the requests, 2 cut off (step "split")`. */
export function attemptInWords(attempt: Attempt, scene: Scene): string {
  const { coordinator, time, id, end, parts } = attempt;
  const ended =
    end === undefined
      ? `never ended. ${stateInWords(coordinator, scene, time)}`
      : `ended ${end.outcome} at tick ${end.time} (event ${end.id}).`;
  const replies = parts.flatMap(({ reply }) => reply ?? []);
  const requests = parts.map(({ request }) => request);
  const asked = `${requests.length === 1 ? 'Its request: ' : `Of ${requests.length} requests, `}${fatesInWords(requests, scene)}`;
  const answered =
    replies.length === 0 ? '' : `; of ${replies.length} replies, ${fatesInWords(replies, scene)}`;
  const told = parts.length === 0 ? '' : ` ${asked}${answered}.`;
  return `${coordinator} took it on at tick ${time} (event ${id}), ${ended}${told}`;
}

/** What belongs into a diagram of an operation. */
export function marksOfStory(story: OperationStory, scene: Scene): Mark[] {
  const { attempts, served, messages } = story;
  const all = [...messages.all.values()];
  const [did, not] = story.of.operation === 'read' ? ['had it', 'had none'] : ['stored', 'refused'];
  return [
    ...attempts.flatMap(({ coordinator: node, time, end }): Mark[] => [
      { time, node, text: 'asked', weight: 3 },
      ...(end === undefined
        ? []
        : [{ time: end.time, node, text: end.outcome, weight: 3 } as const]),
    ]),
    ...[...served].map(([node, { time, outcome }]): Mark => {
      return { time, node, text: outcome === 'ok' ? did : not, weight: 2 };
    }),
    ...marksOfHints(story.hints(), scene),
    ...marksOf(all, { arrived: 2, failed: 2 }),
    ...blameOf(all, scene),
  ];
}
