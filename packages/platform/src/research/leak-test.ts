/**
 * The leak test of one row, in the evaluator's threads: its stitched simulation is replayed with its future taken away or
 * replaced, and whatever it did up to there has to be the same.
 */
import {
  changedColumns,
  examineLeaks,
  executionRecords,
  fillBeforeDecision,
  firstUnknown,
  barBeforeItsEnd,
  knownSeries,
  LEAK_TEST_NOT_RUN,
  replayMarket,
  settledBeforeExpiry,
} from '@assay/quant/evidence';
import type { LeakRecord, LeakReport, Replayed, ReplayRequest } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import { barColumns } from '@assay/quant/strategy';
import { decodeColumns } from '../runs/index.ts';
import type { TaskContext } from '../workers/index.ts';
import { decodePack } from './pack.ts';
import { knownActions, knownTables, poisonedGates } from './known-actions.ts';
import type { AccountSettings, PlannedSegment, StrategyReference } from './settings.ts';
import { recallSimulations } from './simulation-record.ts';
import type { SimulationFacts } from './simulation-record.ts';
import { inputsOfSegments, simulateSegments } from './strategy-runtime.ts';
import type { SimulatedMarket, TermCache } from './strategy-runtime.ts';
import { askColumns } from './strategy-inputs.ts';
import type { StrategyInputs } from './strategy-inputs.ts';

/** Argument of `testForLeaks`, as plain JSON. */
export interface LeakArgument {
  readonly strategy: StrategyReference;
  readonly segments: readonly PlannedSegment[];
  readonly account: AccountSettings;
  readonly contract: FillContract;
  /** Names the run and the row. */
  readonly seed: string;
  readonly cuts: number;
}

/**
 * Replays a row; the buffer `row` holds the simulation that is judged, as its step has kept it.
 *
 * A sandbox that is denied something, as opposed to a strategy that fails on poison, was denied it before: the rerun fails.
 */
export async function testForLeaks(argument: LeakArgument, context: TaskContext): Promise<LeakReport> {
  const pack = decodePack(context.buffers['pack'] as SharedArrayBuffer);
  const { strategy, segments, account, seed, cuts } = argument;
  const [first, last] = [segments[0]?.from, segments.at(-1)?.to];
  if (first === undefined || last === undefined) return LEAK_TEST_NOT_RUN;
  const asked = { pack, cache: new Map() satisfies TermCache };
  const inputs = await inputsOfSegments(strategy, segments, asked, account.seed);
  const whole = { ...asked, inputs };
  return examineLeaks({
    ...{ seed, cuts },
    closes: pack.timeline.subarray(first, last + 1),
    judged: { executions: judgedRecords(context.files['row'] as ArrayBuffer) },
    probe: (cuts) => probed(argument, whole, cuts),
    replay: (request) => (request.kind === 'rerun' ? rerun(argument, whole) : replayCut(argument, whole, request)),
  });
}

function judgedRecords(bytes: ArrayBuffer): readonly LeakRecord[] {
  const { meta, columns } = decodeColumns(bytes);
  const facts = (meta as { readonly json: readonly SimulationFacts[] }).json.slice(0, 1);
  const [judged] = recallSimulations({ facts, columns: columns as Record<string, Float64Array> });
  return judged === undefined ? [] : executionRecords(judged);
}

async function rerun(
  { strategy, segments, account, contract }: LeakArgument,
  market: SimulatedMarket,
): Promise<Replayed> {
  const decisions: LeakRecord[] = [];
  const result = await simulateSegments(strategy, segments, market, { account, contract, decisions });
  const early = market.pack.series.map(barBeforeItsEnd).find((found) => found !== undefined);
  const instruments = market.pack.series.map(({ instrument }) => instrument);
  const disorder = fillBeforeDecision(result.fills) ?? settledBeforeExpiry(result.fills, instruments) ?? early;
  return { decisions, executions: executionRecords(result), disorder };
}

type CutRequest = Exclude<ReplayRequest, { readonly kind: 'rerun' }>;

async function replayCut(
  argument: LeakArgument,
  whole: SimulatedMarket & { readonly inputs: readonly StrategyInputs[] },
  request: CutRequest,
): Promise<Replayed> {
  const { pack } = whole;
  const market = replayMarket(pack.series, pack.timeline, request);
  if (market === undefined) return rerun(argument, whole);
  const { timeline, beside } = pack;
  const { strategy, account } = argument;
  const end = timeline.indexOf(market.end);
  const segments = argument.segments
    .filter(({ from }) => from <= end)
    .map((segment) => ({ ...segment, to: Math.min(segment.to, end) }));
  const asked = {
    pack: { series: market.traded, timeline, beside },
    known: {
      ...{ series: market.known, timeline },
      beside: request.kind === 'prefix' ? knownActions(beside, request.cut) : poisonedGates(beside, request.cut),
    },
    cache: new Map() satisfies TermCache,
  };
  const inputs = await inputsOfSegments(strategy, segments, asked, account.seed);
  const found = await rerun({ ...argument, segments }, { ...asked, inputs });
  const counts = pack.series.map((bars) => firstUnknown(bars, request.cut));
  const columns = inputs.flatMap((own, index) =>
    changedColumns(whole.inputs[index]?.columns ?? [], own.columns ?? [], counts),
  );
  return { ...found, columns: [...new Set(columns)] };
}

/** Bars that probes may copy: a few seconds of work at most. */
const MOST_PROBED_BARS = 20_000_000;

/** The cuts at which a column changes when the bars after it are not there. */
async function probed(
  { strategy, segments, account }: LeakArgument,
  { pack, inputs }: SimulatedMarket & { readonly inputs: readonly StrategyInputs[] },
  cuts: readonly number[],
): Promise<readonly number[]> {
  if (inputs.every(({ columns }) => columns === undefined)) return [];
  const { series, timeline, beside } = pack;
  const nBars = series.reduce((sum, { length }) => sum + length, 0);
  const nth = Math.ceil((cuts.length * nBars) / MOST_PROBED_BARS);
  const questions = cuts
    .filter((_, index) => index % nth === 0)
    .map((cut) => {
      const index = segments.findLastIndex(({ from }) => (timeline[from - 1] ?? -Infinity) <= cut);
      return { cut, index, params: segments[index]?.params ?? {} };
    })
    .filter(({ index }) => index >= 0);
  const changed: number[] = [];
  await askColumns(strategy, account.seed, questions, {
    bars: ({ cut }) => series.map((bars) => barColumns(knownSeries(bars, cut))),
    gates: ({ cut }) => knownTables(beside.gates, cut),
    answer: ({ cut, index }, columns) => {
      const counts = series.map((bars) => firstUnknown(bars, cut));
      if (changedColumns(inputs[index]?.columns ?? [], columns, counts).length > 0) changed.push(cut);
    },
  });
  return changed;
}
