/** The scenario that runs a run again: its draws and rules are those that its plan came to. */

import type { Run } from '../application/run';
import type { FaultStep } from '../faults/plan';
import type { Scenario } from '../scenario/scenario';
import type { OperationStep } from '../workload/operations';

/**
 * A scenario whose steps are those of the plan. With one of them removed, the others come at their
 * times, on their nodes and through their coordinators all the same.
 */
export function replayScenario({ scenario, plan }: Pick<Run, 'scenario' | 'plan'>): Scenario {
  const { workload } = scenario;
  const clients = 'clients' in workload ? { clients: workload.clients } : {};
  const operations = plan.operations.map((operation): OperationStep => {
    const { request: _request, coordinator: found, asked, ...step } = operation;
    // Where nobody took it on, whom the step names was down; or everybody was, who would be drawn.
    const coordinator = found ?? asked;
    return { ...step, ...(coordinator === undefined ? {} : { coordinator }) };
  });
  const faults = plan.faults.map(({ rule: _rule, ...step }): FaultStep => step);
  return {
    ...scenario,
    workload: { announcements: plan.announcements, operations, ...clients },
    faults,
  };
}
