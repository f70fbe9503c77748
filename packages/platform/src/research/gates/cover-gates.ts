/** In the evaluator's threads: where the decisions of the strategy `gates` came from. */
import type { GateCoverageModel } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { SimulationResult } from '@assay/quant/simulation';
import { barColumns, gateCoverage } from '@assay/quant/strategy';
import type { BySource, CoveredSegment, CoveredTrade, GateCoverage } from '@assay/quant/strategy';
import { decodeColumns } from '../../runs/index.ts';
import type { TaskContext } from '../../workers/index.ts';
import { decodePack } from '../pack.ts';
import { recallSimulations } from '../simulation-record.ts';
import type { SimulationFacts } from '../simulation-record.ts';

/** Argument of `coverGates`, as plain JSON. */
export interface CoverageArgument {
  /** Their times are closes of bars, both included. */
  readonly segments: readonly CoveredSegment[];
}

/** Counts; the buffer `row` holds the simulation, as its step has kept it. */
export function coverGates({ segments }: CoverageArgument, context: TaskContext): GateCoverageModel {
  const { series, beside } = decodePack(context.buffers['pack'] as SharedArrayBuffer);
  const { meta, columns } = decodeColumns(context.buffers['row'] as SharedArrayBuffer);
  const facts = (meta as { readonly json: readonly SimulationFacts[] }).json.slice(0, 1);
  const [simulation] = recallSimulations({ facts, columns: columns as Record<string, Float64Array> });
  const trades = simulation === undefined ? [] : coveredTrades(simulation);
  const bars = series.map(barColumns);
  return coverageModel(gateCoverage({ bars, gates: beside.gates, segments, trades }));
}

function coveredTrades({ trades, fills }: SimulationResult): readonly CoveredTrade[] {
  const decided = new Map(fills.map(({ id, decisionTime }) => [id, decisionTime]));
  return trades.map(({ instrument, entryFillId, netUnits }) => ({
    ...{ instrument, netUnits, decisionTime: decided.get(entryFillId) ?? NaN },
  }));
}

function coverageModel({
  bars,
  minutes,
  admitted,
  entries,
  refusals,
  regimes,
  overTime,
}: GateCoverage): GateCoverageModel {
  const total = bars.none + bars.derived + bars.gate;
  const share = (count: number): number | null => (total === 0 ? null : count / total);
  return {
    ...{ bars: { ...bars }, minutes: { ...minutes }, admitted: { ...admitted } },
    entries: { ...entries },
    fractions: { none: share(bars.none), derived: share(bars.derived), gate: share(bars.gate) } satisfies Record<
      keyof BySource,
      number | null
    >,
    refusals: refusals.map((one) => ({ ...one })),
    regimes: regimes.map((one) => ({ ...one, hitRate: one.trades === 0 ? null : one.won / one.trades })),
    overTime: overTime.map(({ from, to, ...counts }) => ({
      ...counts,
      ...{ from: formatIsoTime(from), to: formatIsoTime(to) },
    })),
  };
}
