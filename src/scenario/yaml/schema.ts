/**
 * What a scenario file may say: each key with its kind, what it is, and what it is unless given.
 * What a file says becomes a scenario in `build.ts`.
 */

import * as z from 'zod';
import { PROTOCOLS, type Protocols } from '../../protocol/membership/protocols';
import { clusterSchema, diskSchema, networkSchema } from './cluster-schema';
import { DEFAULTS } from './defaults';
import { expectationSchema } from './expect-schema';
import { stepSchema } from './fault-schema';
import { described, duration, list, LITERAL_DEFAULT, map, text, tickLength } from './fields';
import { workloadSchema } from './workload-schema';

const schemaOf = (protocols: Protocols) =>
  map(
    {
      duration: duration('How long the run is.'),
      cluster: described(clusterSchema(protocols), 'The nodes and what they run.'),
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

/** What a file may say that names no protocols but ours. */
export const scenarioSchema = schemaOf(PROTOCOLS);

/** @param protocols those that a file may name */
export function scenarioSchemaWith(protocols: Protocols): typeof scenarioSchema {
  return protocols === PROTOCOLS ? scenarioSchema : schemaOf(protocols);
}

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
