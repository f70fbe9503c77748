/** What runs in the evaluator's threads to follow a leak: what the strategy read, asked for and got around the first difference. */
import { executionRecords, firstUnknown, replayMarket } from '@assay/quant/evidence';
import type { LeakDifference, LeakRecord, ReplayKind } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import type { BarSeries } from '@assay/quant/market';
import type { TaskContext } from '../../../workers/index.ts';
import { knownActions } from '../../known-actions.ts';
import { decodePack } from '../../pack.ts';
import type { Pack } from '../../pack.ts';
import type { AccountSettings, PlannedSegment, StrategyReference } from '../../settings.ts';
import type { StrategyInputs } from '../../strategy-inputs.ts';
import { inputsOfSegments, simulateSegments } from '../../strategy-runtime.ts';

/** Argument of `traceLeak`, as plain JSON. */
export interface TraceArgument {
  readonly strategy: StrategyReference;
  readonly segments: readonly PlannedSegment[];
  readonly account: AccountSettings;
  readonly contract: FillContract;
  readonly difference: LeakDifference;
}

/** A column of the strategy around the first difference. */
export interface TracedColumn {
  readonly name: string;
  /** The first bar, from 0, at which it is not the same without what comes after the cut, and when that bar closed. */
  readonly firstBar: number;
  readonly firstTime: number;
  /** At that bar: in the run, and in the replay; null is undefined. */
  readonly full: number | null;
  readonly replayed: number | null;
}

/** A bar, and where it was read from. */
export interface TracedBar {
  /** From 0. */
  readonly index: number;
  readonly eventTime: number;
  readonly availableAt: number;
  readonly close: number | null;
  /** Sha-256 of its file; null where it has none. */
  readonly file: string | null;
  readonly row: number;
}

/** The rooms that the first record that differs came through. */
export interface LeakTrace {
  /** The newest bar of the instrument when it was decided; null where it had none. */
  readonly bar: TracedBar | null;
  readonly columns: readonly TracedColumn[];
  /** Of the run itself, in the moment of the difference or the first after it; null where there is none. */
  readonly decision: LeakRecord | null;
  readonly order: LeakRecord | null;
  readonly fill: LeakRecord | null;
}

/** Follows a leak from the bar that was newest to the fill. */
export async function traceLeak(argument: TraceArgument, context: TaskContext): Promise<LeakTrace> {
  const pack = decodePack(context.buffers['pack'] as SharedArrayBuffer);
  const { strategy, segments, account, contract, difference } = argument;
  const market = { pack, cache: new Map() };
  const inputs = await inputsOfSegments(strategy, segments, market, account.seed);
  const decisions: LeakRecord[] = [];
  const result = await simulateSegments(strategy, segments, { ...market, inputs }, { account, contract, decisions });
  const executions = executionRecords(result);
  const at = pack.series.findIndex(({ instrument }) => instrument.id === difference.instrument);
  const isOwn = ({ instrument, time }: LeakRecord): boolean =>
    time >= difference.time && (at < 0 || instrument === difference.instrument);
  return {
    bar: barOf(pack, Math.max(0, at), difference.time),
    columns: await changedBy(argument, pack, { inputs, series: Math.max(0, at) }),
    decision: decisions.find(isOwn) ?? null,
    order: executions.find((one) => one.what === 'order' && isOwn(one)) ?? null,
    fill: executions.find((one) => one.what === 'fill' && isOwn(one)) ?? null,
  };
}

function barOf({ series }: Pack, at: number, time: number): LeakTrace['bar'] {
  const bars = series[at];
  const index = bars === undefined ? -1 : firstUnknown(bars, time) - 1;
  return bars === undefined || index < 0 ? null : tracedBar(bars, index);
}

/** A bar of a series with its source. */
export function tracedBar(bars: BarSeries, index: number): TracedBar {
  const { eventTime, availableAt, close, source } = bars;
  return {
    index,
    eventTime: eventTime[index] as number,
    availableAt: availableAt[index] as number,
    close: finiteOrNull(close[index]),
    file: source.files[source.file[index] ?? -1] ?? null,
    row: source.row[index] ?? 0,
  };
}

async function changedBy(
  { strategy, segments, account, difference }: TraceArgument,
  pack: Pack,
  { inputs, series }: { readonly inputs: readonly StrategyInputs[]; readonly series: number },
): Promise<readonly TracedColumn[]> {
  const { kind, cut } = difference;
  const bars = pack.series[series];
  if (cut === null || bars === undefined) return [];
  const market = replayMarket(pack.series, pack.timeline, { kind: kind as ReplayKind, cut });
  if (market === undefined) return [];
  const beside = kind === 'prefix' ? knownActions(pack.beside, cut) : pack.beside;
  const known = { series: market.known, timeline: pack.timeline, beside };
  const replayed = await inputsOfSegments(strategy, segments, { pack, known, cache: new Map() }, account.seed);
  const count = firstUnknown(bars, cut);
  const inForce = segments.findLastIndex(({ from }) => (pack.timeline[from - 1] ?? -Infinity) <= cut);
  const [mine = {}, theirs = {}] = [inputs, replayed].map((read) => read[Math.max(0, inForce)]?.columns?.[series]);
  return Object.keys(mine).flatMap((name): TracedColumn[] => {
    const firstBar = mine[name]?.subarray(0, count).findIndex((value, i) => !Object.is(value, theirs[name]?.[i])) ?? -1;
    if (firstBar < 0) return [];
    const [full, other] = [mine, theirs].map((own) => finiteOrNull(own[name]?.[firstBar]));
    return [
      { name, firstBar, firstTime: bars.eventTime[firstBar] as number, full: full ?? null, replayed: other ?? null },
    ];
  });
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
