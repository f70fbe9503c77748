import { labelledStretches } from '@assay/quant/evidence';
import type { ResimulatedRegime } from '@assay/quant/evidence';
import { returnMeasures } from '@assay/quant/analysis';
import type { PlannedSegment } from '../settings.ts';
import { simulateSegments } from '../strategy-runtime.ts';
import type { SimulatedMarket } from '../strategy-runtime.ts';
import type { RegimeLabels } from './regime-labels.ts';
import type { StressArgument } from './stress-argument.ts';

/**
 * Each regime of the account by itself: its stretches inside the test windows, with the parameters that their window chose.
 *
 * A stretch starts flat, ends flat at the contract's price and costs, and joins no bars across a gap: what was held when
 * another regime began is gone when this one comes back.
 */
export async function resimulate(
  argument: StressArgument,
  market: SimulatedMarket,
  labels: RegimeLabels,
): Promise<readonly ResimulatedRegime[]> {
  const { strategy, contract, account, periodsPerYear } = argument;
  const found: ResimulatedRegime[] = [];
  for (const [label, name] of labels.names.entries()) {
    const segments = stretchesOf(argument.segments, labels.market, label);
    if (segments.length === 0) continue;
    const settings = { account: { ...account, boundary: 'flatten' as const }, contract };
    const { returns, trades } = await simulateSegments(strategy, segments, market, settings);
    const { totalReturn, sharpeRatio } = returnMeasures(returns, { periodsPerYear, riskFreePerPeriod: 0 });
    const counts = { segments: segments.length, periods: returns.length, trades: trades.length };
    found.push({ label: name, ...counts, totalReturn, sharpe: sharpeRatio });
  }
  return found;
}

/** Stretches of one label inside planned segments; a period has the label that was known when it began. */
export function stretchesOf(
  segments: readonly PlannedSegment[],
  market: Int32Array,
  label: number,
): readonly PlannedSegment[] {
  const ofPeriods = market.map((_, t) => market[t - 1] ?? -1);
  return segments.flatMap(({ from, to, params }) =>
    labelledStretches(ofPeriods, { from, to: to + 1 }, label).map((range) => ({
      from: range.from,
      to: range.to - 1,
      params,
    })),
  );
}
