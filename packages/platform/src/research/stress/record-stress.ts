/** What a finished record brought by regime, and its trades resampled. */
import type { StressConfig } from '@assay/contracts/schemas';
import { recordedTrades } from '@assay/quant/analysis';
import { periodContributions, regimeStress, stressedTrades } from '@assay/quant/evidence';
import type { RegimeStress, StressedTrades } from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';
import type { AccountSettings } from '../settings.ts';
import type { RegimeLabels } from './regime-labels.ts';

/** The labels that a record needs; its account may be larger than its record. */
type KnownLabels = Pick<RegimeLabels, 'names' | 'models' | 'labels'>;

/** What a record earned in each regime, by the labels that were known when each of its periods began. */
export function recordRegimes(
  judged: SimulationResult,
  labels: KnownLabels,
  { timeline, periodsPerYear }: { readonly timeline: Float64Array; readonly periodsPerYear: number },
): RegimeStress {
  return regimeStress({
    names: labels.names,
    width: labels.models.length,
    labels: labelsOfPeriods(judged.times, timeline, labels),
    contributions: periodContributions(judged),
    tradeLabels: labelsOfTrades(judged, timeline, labels),
    periodsPerYear,
  });
}

/** shape (periods, instruments): what was known when each period began. */
function labelsOfPeriods(
  times: Float64Array,
  timeline: Float64Array,
  { names, models, labels }: KnownLabels,
): Int32Array {
  const width = models.length;
  const out = new Int32Array(times.length * width).fill(names.length - 1);
  let t = 0;
  times.forEach((time, period) => {
    while ((timeline[t] as number) < time) t++;
    if (t > 0) out.set(labels.subarray((t - 1) * width, t * width), period * width);
  });
  return out;
}

/** The label of each trade's own instrument at the last close before its entry. */
function labelsOfTrades(
  { trades, instruments }: SimulationResult,
  timeline: Float64Array,
  { names, models, labels }: KnownLabels,
): readonly number[] {
  return trades.map(({ instrument, entryTime }) => {
    const before = lastBefore(timeline, entryTime);
    if (before < 0) return names.length - 1;
    return labels[before * models.length + instruments.indexOf(instrument)] as number;
  });
}

/** Index of the last time before `limit`; -1 where there is none. */
export function lastBefore(times: Float64Array, limit: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Resamples the trades of a record, oldest first, as the settings ask for. */
export function recordResamples(
  judged: SimulationResult,
  sizing: AccountSettings['sizing'],
  { paths, method, blockLength, seed, ruin, compounding }: StressConfig['monteCarlo'],
): StressedTrades {
  const { trades, times, equityUnits, initialUnits } = judged;
  const equityAtEntry = Float64Array.from(trades, ({ entryTime }) => {
    const before = lastBefore(times, entryTime);
    return before < 0 ? initialUnits : (equityUnits[before] as number);
  });
  return stressedTrades(
    {
      net: Float64Array.from(recordedTrades(judged), ({ netUnits }) => netUnits),
      equityAtEntry,
      startEquity: initialUnits,
      isCompounding: compounding === 'auto' ? sizing.kind !== 'fixed' : compounding,
    },
    {
      paths,
      bootstrap: method,
      blockLength: blockLength === 'auto' ? 'automatic' : blockLength,
      seed,
      ruinLevel: ruin,
    },
  );
}
