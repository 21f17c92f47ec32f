/**
 * What a scenario file may say: each key with its kind, what it is, and what it is unless given.
 * What a file says becomes a scenario in `build.ts`.
 */

import * as z from 'zod';
import { clusterSchema, diskSchema, networkSchema } from './cluster-schema';
import { DEFAULTS } from './defaults';
import { expectationSchema } from './expect-schema';
import { stepSchema } from './fault-schema';
import { described, duration, list, LITERAL_DEFAULT, map, text, tickLength } from './fields';
import { workloadSchema } from './workload-schema';

export const scenarioSchema = map(
  {
    duration: duration('How long the run is.'),
    cluster: described(clusterSchema, 'The nodes and what they run.'),
  },
  {
    name: text('What the scenario is called.', { default: 'that of the file' }),
    tick: tickLength('What the simulated clock moves by.', DEFAULTS.tick),
    network: described(networkSchema, 'What happens to messages.'),
    disk: described(diskSchema, 'The storage of each node.'),
    workload: described(workloadSchema, 'What clients do.'),
    faults: described(list(stepSchema), 'What goes wrong, step by step, in any order.'),
    expect: described(list(expectationSchema), 'Checks that are to hold.'),
    expectFailure: described(
      list(expectationSchema),
      'Checks that are to fail, where the scenario is there to show a failure.',
    ),
  },
);

/** A scenario file as it was read: texts became quantities, ranges are still ranges. */
export type ScenarioDocument = z.output<typeof scenarioSchema>;

/** The JSON Schema of scenario files. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(scenarioSchema, {
    ...{ io: 'input', unrepresentable: 'any', target: 'draft-7' },
    override: ({ jsonSchema: each }) => {
      if (LITERAL_DEFAULT in each) each.default = each[LITERAL_DEFAULT];
      Reflect.deleteProperty(each, LITERAL_DEFAULT);
    },
  });
  return { ...schema, title: 'A scenario of ringsim' };
}
