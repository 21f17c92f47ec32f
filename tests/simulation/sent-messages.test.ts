import { counter, Digest } from '../../src/protocol/fields';
import { Catalogue } from '../../src/protocol/message';
import { SentMessages } from '../../src/simulation/sent-messages';

interface Word {
  readonly kind: 'word';
  value: number;
}

const words = Catalogue.of<Word>({ word: { number: 224, fields: { value: counter } } });
const CHANGED = 'a word message was changed after it was sent';

/** A message as its node sends it. */
function sendWord(sent: SentMessages, value: number): Word {
  const message: Word = { kind: 'word', value };
  const digest = new Digest();
  digest.reset();
  words.digest(message, digest);
  sent.note(message, digest.low, digest.high);
  return message;
}

test('a message that is as it was sent is given and let go of', () => {
  const sent = new SentMessages(words);
  const message = sendWord(sent, 1);
  sent.release();
  sent.give(message);
  sent.give(message);
  sent.release();
});

test.each(['sender', 'receiver'])('a change by its %s is found when that node is done', (who) => {
  const sent = new SentMessages(words);
  const message = sendWord(sent, 1);
  if (who === 'receiver') {
    sent.release();
    sent.give(message);
  }
  message.value = 2;
  expect(() => {
    sent.release();
  }).toThrow(CHANGED);
});

test('each of several that a node had is looked at, and only once', () => {
  const sent = new SentMessages(words);
  const [, second] = [sendWord(sent, 1), sendWord(sent, 2), sendWord(sent, 3)];
  second.value = 0;
  expect(() => {
    sent.release();
  }).toThrow(CHANGED);
  // They were this node's: the next one is not blamed.
  sent.release();
});

test('a change that came later is found where the message is given, or sent again', () => {
  const sent = new SentMessages(words);
  const message = sendWord(sent, 1);
  sent.release();
  message.value = 2;
  // Nobody has it in hand.
  sent.release();
  expect(() => {
    sent.give(message);
  }).toThrow(CHANGED);
  sent.note(message, 0, 0);
  expect(() => {
    sent.release();
  }).toThrow(CHANGED);
});
