import { LookAhead } from '../../src/simulation/look-ahead';
import { constant, PING, scripted, simulation } from '../support/toy-protocol';

const NODES = 6000;

/** Everybody sends to its neighbour in each of ten ticks: more is pending than the cache holds. */
function run() {
  const program = scripted({
    start: (host) => {
      host.setTimer(1 + host.random.below(3), PING);
    },
    timer: (host, _kind, round) => {
      const ping = { kind: 'ping', number: round };
      host.send(1 + (host.self % NODES), ping);
      if (round < 10) host.setTimer(1, PING, round + 1);
    },
    message: () => true,
  });
  const world = simulation(program, {
    nodes: NODES,
    network: { delay: constant(2), maxInFlight: NODES * 10 },
  });
  for (let node = 1; node <= NODES; node++) world.start(node);
  world.crash(7);
  world.advance(30);
  return world;
}

test('looking ahead changes nothing', () => {
  const looked = run();
  const { seen } = (looked as unknown as { lookAhead: LookAhead }).lookAhead;
  expect(seen).toBeGreaterThan(0);
  const step = jest.spyOn(LookAhead.prototype, 'step').mockReturnValue();
  const blind = run();
  step.mockRestore();
  expect(blind.net.counts.delivered).toBeGreaterThan(50_000);
  expect(looked.log.fingerprint.toString()).toBe(blind.log.fingerprint.toString());
});
