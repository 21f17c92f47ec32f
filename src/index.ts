/**
 * The simulator as a library: load a scenario or build one, run it whole or step it, and look at
 * what happened. `ringsim/jest` has matchers for it.
 *
 * @packageDocumentation
 */

export { InputError } from './scenario/input-error';
export { cluster, type ClusterOptions } from './scenario/cluster';
export { loadScenario, type LoadOptions } from './cli/load-scenario';
export { type Part, readConf, type ReadScenario } from './scenario/conf';
export { runScenario, simulation } from './library/run-scenario';

export type { Address, NodeName } from './protocol/address';
export type { Announcement, OperationStep, ResolvedOperation, Script } from './workload/operations';
export type { CheckPoint } from './simulation/fingerprint';
export type { ClientOperation } from './library/operation';
export type { CourseScenario, Rubric, Scenario } from './scenario/scenario';
export type { CourseTest } from './workload/course';
export type { Delay } from './simulation/delay';
export type { DiskOptions } from './simulation/disk';
export type { DropReason } from './simulation/events';
export type {
  AnsweredEvent,
  AskedEvent,
  ChangedEvent,
  CommandEvent,
  CopiedEvent,
  DeliveredEvent,
  DroppedEvent,
  EventBase,
  EventKind,
  EventOf,
  GroupStartedEvent,
  HandedOffEvent,
  InvokedEvent,
  JoinTriedEvent,
  LifeEvent,
  LostEvent,
  MemberEvent,
  NodeEvent,
  NoteEvent,
  OutcomeEvent,
  ReplyForgottenEvent,
  SentEvent,
  SimulationEvent,
  StoredEvent,
  SuspicionEvent,
  TimerEvent,
} from './library/event';
export type { EventFilter, EventLevel, History } from './library/history';
export type {
  Action,
  EventPattern,
  FaultStep,
  ReplicaRank,
  ResolvedFault,
  StepName,
  Target,
  Trigger,
} from './faults/plan';
export type { ClientsOptions } from './workload/clients';
export type { LinkSettings } from './simulation/links';
export type { Grade } from './grade/grade';
export type { HeartbeatOptions } from './protocol/membership/heartbeat';
export type { Lines, ShownLine } from './grade/line-sample';
export type { NetworkCounts, NetworkOptions } from './simulation/emulnet';
export type { Observation, Run } from './library/run';
export type { OperationName } from './protocol/store/store-messages';
export type {
  OperationHandle,
  SimulatedNode,
  Simulation,
  SimulationOptions,
} from './library/simulation';
export type { Outcome } from './protocol/store/store-events';
export type { QuorumOptions } from './protocol/store/coordinator';
export type { RubricRow } from './grade/rubric-row';
export type { Run as RunRecord } from './application/run';
export type { StabilizerOptions } from './protocol/store/stabilizer';
export type { StoreOptions } from './protocol/store/store';
export type { Expectation } from './scenario/expectation';
export type { Expected } from './checks/expectations';
export type { Verdict } from './checks/verdict';
