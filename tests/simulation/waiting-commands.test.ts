import type { Simulation } from '../../src/simulation/simulation';
import { scripted, simulation } from '../support/toy-protocol';

const ROOM = 10_000;

/** Node 1 stands still, as many commands are put to it; `done` is how many it took on. */
function waiting(count: number): { readonly world: Simulation; done: number } {
  const state = {
    done: 0,
    world: simulation(scripted({ command: () => state.done++ })),
  };
  state.world.start(1);
  state.world.pause(1);
  ask(state.world, count);
  return state;
}

function ask(world: Simulation, count: number): void {
  for (let i = 0; i < count; i++) world.command(1, { kind: 'begin' });
}

test.each([
  [ROOM, 0],
  [ROOM + 1, 1],
  [ROOM + 70, 70],
])('of %i commands that wait for a node that stands still %i are dropped', (count, dropped) => {
  const state = waiting(count);
  const { world } = state;
  expect(world.commandsDropped).toBe(dropped);
  world.resume(1);
  world.advance(1);
  expect(state.done).toBe(ROOM);
  ask(world, 5);
  expect(state.done).toBe(ROOM + 5);
});

test('there is room again once it went on, and after a crash', () => {
  const { world } = waiting(ROOM);
  world.resume(1);
  world.advance(1);
  world.pause(1);
  ask(world, ROOM);
  world.crash(1);
  world.start(1);
  world.pause(1);
  ask(world, ROOM);
  expect(world.commandsDropped).toBe(0);
  ask(world, 1);
  expect(world.commandsDropped).toBe(1);
});
