/**
 * The simulator as a library: load a scenario or build one, run it whole or step it, and look at
 * what happened. `ringsim/jest` has matchers for it.
 *
 * @packageDocumentation
 */

export { InputError } from './scenario/input-error';
export { type BuildOptions, cluster, type Without } from './library/cluster';
export { loadScenario, type LoadOptions } from './cli/load-scenario';
export { type Part, readConf, type ReadScenario } from './scenario/conf';
export { runScenario, simulation } from './library/run-scenario';
export { fields } from './protocol/field-types';
export {
  type KnownProtocol,
  membershipProtocol,
  type UsersMessage,
  type UsersOptions,
  type UsersProtocol,
} from './scenario/users-protocol';

export type { Address, NodeName } from './protocol/address';
export type { Announcement, OperationStep, ResolvedOperation, Script } from './workload/operations';
export type { ClusterOptions } from './scenario/cluster';
export type { GivenRing, NamedRing, RingChoices, RingPreset } from './scenario/ring';
export type { GivenStorage } from './scenario/storage';
export type { LogFile } from './protocol/storage/log-files';
export type { LogOptions, MemoryOptions, StorageOptions } from './protocol/storage/storage-options';
export type { AntiEntropyOptions } from './protocol/store/anti-entropy';
export type { HintOptions } from './protocol/store/hints';
export type { OperationOptions } from './protocol/store/store-messages';
export type { Unsynced } from './simulation/files';
export type {
  PendingRule,
  RingHash,
  RingSettings,
  RingTies,
  StreamSource,
} from './protocol/ring/ring-settings';
export type { Refusal } from './protocol/ring/ring-events';
export type {
  FluentScenario,
  HealableScenario,
  HealableStep,
  Step,
  Steps,
} from './scenario/fluent';
export type {
  ActionWords,
  CheckWithWords,
  CheckWords,
  DiskWords,
  EventWords,
  EveryWords,
  ExpectationWords,
  LatencyWords,
  LinkWords,
  LoseWords,
  MoveWords,
  NamingWords,
  NetworkWords,
  NoWords,
  OneOf,
  OperationWords,
  PartitionWords,
  ReplicationWords,
  RingWords,
  ScenarioWords,
  StepWords,
  StorageWords,
  TargetMap,
  TargetWords,
  TimedMark,
  TimedOptions,
  TriggerWords,
  WhenWords,
  WithinWords,
  WorkloadWords,
} from './scenario/words';
export type {
  Count,
  Duration,
  NodeWord,
  Percentage,
  RangeText,
  Rate,
  Size,
  TimeUnit,
} from './scenario/value-words';
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
  HintedEvent,
  HintEndedEvent,
  MoveCommandEvent,
  MoveRefusedEvent,
  RingChangedEvent,
  InvokedEvent,
  JoinTriedEvent,
  KnewAllEvent,
  LifeEvent,
  LostEvent,
  MemberEvent,
  NodeEvent,
  NoteEvent,
  OutcomeEvent,
  PurgedEvent,
  RebuiltEvent,
  RecalledEvent,
  RecoveredEvent,
  RemovingEvent,
  RepairingEvent,
  ReplyForgottenEvent,
  SentEvent,
  SimulationEvent,
  SnapshotEvent,
  StorageDamagedEvent,
  StoredEvent,
  SuspicionEvent,
  SyncedEvent,
  TimerEvent,
  TornTailEvent,
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
export type {
  IntroducerWords,
  MembershipWords,
  MembershipWordsOf,
  ParameterWords,
  UsersMembershipWords,
} from './scenario/membership-words';
export type { AccrualOptions } from './protocol/membership/phi/accrual';
export type { GivenOptions, UsersMembership, UsersName } from './protocol/membership/protocols';
export type { ParameterProblem, Promises } from './protocol/membership/membership-protocol';
export type {
  Membership,
  MembershipListener,
  MemberState,
  View,
} from './protocol/membership/membership';
export type { Field } from './protocol/fields';
export type {
  Disk,
  DiskOperation,
  DiskToken,
  FileOperation,
  RecordOperation,
  Host,
  Layer,
  Random,
  TimerId,
  TimerKind,
} from './protocol/host';
export type { Kinded, Message, RecordedEvent } from './protocol/message';
export type { StoredRecord } from './protocol/store/record';
export type { HeartbeatOptions } from './protocol/membership/heartbeat';
export type {
  MembershipOptions,
  Parameter,
  ParameterValue,
} from './protocol/membership/parameters';
export type { PhiOptions } from './protocol/membership/phi/phi';
export type { SwimOptions, SwimParameters } from './protocol/membership/swim/swim-options';
export type { Lines, ShownLine } from './grade/line-sample';
export type { Damage, DamagedFile, RebuiltReplica, TornTail } from './measures/damage';
export type { MeasuredFailure } from './measures/detection';
export type { HintCounts } from './measures/hint-counts';
export type { Measures } from './measures/measures';
export type { KindCount, MessageLoad, PerNodeSecond } from './measures/message-load';
export type { Noticed } from './measures/noticing';
export type { RefusedMove } from './measures/refused-moves';
export type { StoreMeasures } from './measures/store-measures';
export type { NetworkCounts, NetworkOptions } from './simulation/emulnet';
export type { Observation, Run } from './library/run';
export type { OperationName, Reason } from './protocol/store/store-messages';
export type {
  OperationHandle,
  OperationSettings,
  SimulatedNode,
  Simulation,
  SimulationOptions,
} from './library/simulation';
export type { Outcome } from './protocol/store/store-events';
export type { QuorumOptions } from './protocol/store/quorum';
export type { RubricRow } from './grade/rubric-row';
export type { Run as RunRecord } from './application/run';
export type { StabilizerOptions } from './protocol/store/stabilizer';
export type { StoreOptions } from './protocol/store/store';
export type { Expectation } from './scenario/expectation';
export type { Expected } from './checks/expectations';
export type { Verdict } from './checks/verdict';
export type { Version } from './protocol/store/record';
