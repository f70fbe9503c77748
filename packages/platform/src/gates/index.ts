export { checkAnyGate } from './any-gate.ts';
export { barsForGate, buildGates, gatesName, tryGates } from './build/build-gates.ts';
export type { BuildRequest, BuiltGates } from './build/build-gates.ts';
export type { MadeCounts } from './build/made-gates.ts';
export { formatGateLine, parseGateLine } from './gate-lines.ts';
export type { GateLabel, LineFault, ParsedLine } from './gate-lines.ts';
export type { GateCounts, GateProblem, GateReader, GateSelection, GateWriter, MadeGates } from './gate-store.ts';
export { writeJsonl } from './jsonl/write-jsonl.ts';
export { gateEntries, readLakeGates } from './lake-gates.ts';
export { judgeGate } from './judge-gate.ts';
export type { JudgedGate } from './judge-gate.ts';
export { gateMetrics, MEAN_MEASURES, setupScore } from './metrics/gate-metrics.ts';
export type {
  GateFreshness,
  InstrumentMetrics,
  MetricsRequest,
  ReasonCount,
  ScoredGate,
} from './metrics/gate-metrics.ts';
export { gatherOutcomes } from './outcomes/gather-outcomes.ts';
export type { GatheredOutcomes, GatherRequest } from './outcomes/gather-outcomes.ts';
export { OUTCOME_SIDES, takeGates } from './outcomes/take-gates.ts';
export type { OutcomeSide, TakenGates } from './outcomes/take-gates.ts';
export { guardsOnNoise, guardsOnOwnNoise } from './metrics/guards-on-noise.ts';
export type { GuardsOnNoise, NoiseRate } from './metrics/guards-on-noise.ts';
export { openGateReader, openGateWriter, storePlace } from './open-store.ts';
export type { OpenStoreOptions, StorePlace } from './open-store.ts';
export { pullGates } from './pull-gates.ts';
export type { OddTimes, PulledGates, PullRequest } from './pull-gates.ts';
export { pushGates } from './push-gates.ts';
export type { PushedGates } from './push-gates.ts';
export { DEFAULT_PREFIX } from './redis/redis-keys.ts';
export { DEFAULT_WAIT_MS } from './redis/redis-link.ts';
