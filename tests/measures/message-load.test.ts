import { messageLoad, UpTime } from '../../src/measures/message-load';
import { Story } from '../support/hand-made-events';

test('nodes count for as long as they are up', () => {
  const told = new Story(new UpTime()).starts(1, 2).at(10).crashes(2).at(15).starts(3);
  told.at(20).leaves(1).at(30).starts(2);
  expect(told.sink.nodeTicks(100)).toBe(20 + 10 + 85 + 70);
});

test('messages and bytes a node and second, in all and by kind', () => {
  const sent = [
    { kind: 'ping', sent: 300, bytes: 6000 },
    { kind: 'ack', sent: 200, bytes: 1000 },
    { kind: 'leave', sent: 0, bytes: 0 },
  ];
  // Ten nodes for ten seconds.
  const load = messageLoad(sent, 100_000, 1000);
  expect(load.nodeSeconds).toBe(100);
  expect(load.perNodeSecond).toEqual({ messages: 5, bytes: 70 });
  expect(load.kinds).toEqual([
    { kind: 'ping', sent: 300, bytes: 6000, perNodeSecond: { messages: 3, bytes: 60 } },
    { kind: 'ack', sent: 200, bytes: 1000, perNodeSecond: { messages: 2, bytes: 10 } },
  ]);
});

test('a tick of the course stands for a second; where nobody was up there is nothing', () => {
  const sent = [{ kind: 'ping', sent: 300, bytes: 6000 }];
  expect(messageLoad(sent, 100).perNodeSecond).toEqual({ messages: 3, bytes: 60 });
  expect(messageLoad([], 0, 1000).perNodeSecond).toEqual({ messages: 0, bytes: 0 });
});
