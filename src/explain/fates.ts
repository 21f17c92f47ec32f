/** What became of messages and why: the step of the plan, the rule or the limit that decided it. */

import { parseAddress } from '../protocol/address';
import { percent } from './change-words';
import type { Mark, Scene } from './explained';
import { listed } from './listed';
import type { FollowedMessage } from './messages';
import { lastOfLife, livesOf, stateInWords } from './node-state';
import { named } from './steps';
import { byStep, whatHappened } from './words';

/** `was lost at tick 83 (step "link at 5s": n1 to n3 loses 30 %)`; of one that did not arrive. */
export function fateInWords(message: FollowedMessage, scene: Scene): string {
  const { fate, sentAt, fateAt, to } = message;
  const why = reasonOf(message, scene);
  const because = why === '' ? '' : ` (${why})`;
  switch (fate) {
    case 'arrived':
      return `arrived at tick ${fateAt}`;
    case 'under way':
      return `was still under way${because}`;
    case 'lost':
      return `was lost at tick ${sentAt}${because}`;
    case 'cut':
      return `was cut off at tick ${sentAt}${because}`;
    case 'nobody there':
      return `met nobody at tick ${fateAt}: ${stateInWords(to, scene, sentAt).slice(0, -1)}`;
    default:
      return `was dropped at tick ${fateAt} (${why})`;
  }
}

/** `26 cut off (step "split"), 1 lost (the network loses 1 %) and 8 arrived`; what failed, first. */
export function fatesInWords(messages: readonly FollowedMessage[], scene: Scene): string {
  const groups = new Map<string, { readonly isWhole: boolean; count: number }>();
  for (const message of messages) {
    const { fate } = message;
    const why = reasonOf(message, scene);
    const words = `${FATE_WORDS[fate] ?? 'dropped'}${why === '' ? '' : ` (${why})`}`;
    const group = groups.get(words) ?? { isWhole: fate === 'arrived' || why === '', count: 0 };
    group.count++;
    groups.set(words, group);
  }
  const fates = [...groups].sort(
    ([, a], [, b]) => Number(a.isWhole) - Number(b.isWhole) || b.count - a.count,
  );
  if (messages.length > 1 && fates.length === 1) return `all ${fates[0]![0]}`;
  return listed(fates.map(([words, { count }]) => `${count} ${words}`));
}

const FATE_WORDS: Readonly<Record<string, string>> = {
  ...{
    lost: 'lost',
    cut: 'cut off',
    'nobody there': 'met nobody',
    arrived: 'arrived',
    'under way': 'still under way',
  },
};

/** Who or what decided it: a step, the network's settings, a limit; empty where nothing is to be said. */
export function reasonOf(message: FollowedMessage, scene: Scene): string {
  const { changes, scenario } = scene;
  const deciding = (setting: 'cut' | 'loss' | 'capacity' | 'hold') => {
    const link = { from: parseAddress(message.from)!, to: parseAddress(message.to)! };
    return changes.ofLink(setting, link, message.id);
  };
  switch (message.fate) {
    case 'arrived':
      return '';
    case 'under way': {
      const holding = deciding('hold');
      return holding?.rule.hold === true ? `held by ${named(holding.step)}` : '';
    }
    case 'lost':
      return reasonOfLoss(message, scene, deciding('loss'));
    case 'cut': {
      const cut = deciding('cut');
      return cut === undefined ? '' : named(cut.step);
    }
    case 'link full': {
      const room = deciding('capacity');
      const at = room?.rule.capacity ?? scenario.network.linkCapacity ?? Infinity;
      const by = room === undefined ? 'the network' : named(room.step);
      return `its link is full: ${by} has room for ${at} at once on a link`;
    }
    case 'network full':
      return `the network has room for ${scenario.network.maxInFlight} messages at once`;
    case 'too large':
      return `it has more than ${scenario.network.maxMessageBytes} bytes`;
    case 'mailbox full':
      return `its mailbox is full: ${message.to} stands still`;
    case 'nobody there': {
      const before = livesOf(message.to, scene).filter(({ time }) => time <= message.fateAt);
      const end = before.at(-1);
      if (end === undefined) return `${message.to} was not there`;
      return `${whatHappened(end, scene.plan)}${byStep(end, scene.plan)}`;
    }
    case 'unknown kind':
      return `${message.to} does not know its kind`;
  }
}

function reasonOfLoss(
  { from, to, sentAt, order }: FollowedMessage,
  { plan, scenario }: Scene,
  deciding: ReturnType<Scene['changes']['ofLink']>,
): string {
  const isIt = (end: number, name: string) => end === parseAddress(name);
  const step = plan.faults.find((fault) => {
    if (!('lose' in fault) || fault.at !== sentAt) return false;
    const { lose } = fault;
    return isIt(lose.from, from) && isIt(lose.to, to) && lose.order === order;
  });
  if (step !== undefined) return `${named(step)} names it`;
  const share = deciding?.rule.loss ?? scenario.network.loss?.probability ?? 0;
  const who = deciding === undefined ? 'the network' : named(deciding.step);
  return `${who} loses ${percent(share)}`;
}

/** At the sender what did not get through, at the receiver what did; and what was to blame. */
export function marksOf(
  messages: readonly FollowedMessage[],
  weights: { readonly arrived: Mark['weight']; readonly failed: Mark['weight'] },
): Mark[] {
  return messages.map(({ from, to, fate, sentAt, fateAt }) => {
    const weight = fate === 'arrived' ? weights.arrived : weights.failed;
    if (fate === 'arrived') return { time: fateAt, node: to, text: `<${bare(from)}`, weight };
    if (fate === 'under way') return { time: sentAt, node: from, text: `>${bare(to)}`, weight };
    const sign = fate === 'lost' ? 'x' : fate === 'cut' ? '/' : '!';
    return { time: sentAt, node: from, text: `${sign}${bare(to)}`, weight };
  });
}

/** The cut that took the last of these messages, and the end of who was not there for one: always shown. */
export function blameOf(messages: readonly FollowedMessage[], scene: Scene): Mark[] {
  const cut = messages.filter(({ fate }) => fate === 'cut').at(-1);
  const absent = messages.filter(({ fate }) => fate === 'nobody there').map(({ to }) => to);
  return [
    ...(cut === undefined ? [] : cutMarks(cut, scene)),
    ...[...new Set(absent)].flatMap((node) => lastOfLife(node, scene)),
  ];
}

function cutMarks({ from, to, id }: FollowedMessage, { changes }: Scene): Mark[] {
  const link = { from: parseAddress(from)!, to: parseAddress(to)! };
  const step = changes.ofLink('cut', link, id)?.step;
  const change = step === undefined ? undefined : changes.changeOf(step);
  if (change === undefined) return [];
  return [from, to].map((node) => ({ time: change.time, node, text: 'CUT', weight: 4 }));
}

function bare(node: string): string {
  return node.slice(1);
}
