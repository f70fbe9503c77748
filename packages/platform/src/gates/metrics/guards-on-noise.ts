/** How many gates of candles without any order guards admit: what a rate of admission is to be compared with. */
import { clopperPearsonLower, clopperPearsonUpper } from '@assay/core/distributions';
import type { BarSeries } from '@assay/quant/market';
import { codecOnNoise, resolveCodec } from '@assay/quant/regimes';
import type { CandleLayout, CodecSpec } from '@assay/quant/regimes';
import { gateOf } from '@assay/quant/signals';
import type { GateGuards } from '@assay/quant/signals';
import { judgeGate } from '../judge-gate.ts';

/** Share of gates of noise that guards admit, and its 99 % interval. */
export interface NoiseRate {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** The false-positive rate of guards on random-walk candles of one kind. */
export interface GuardsOnNoise extends NoiseRate {
  /** What the candles have. */
  readonly candles: string;
}

/** What candles may have: the most, the least, and what is between. */
const KINDS: readonly (readonly [string, CandleLayout])[] = [
  ['range, spread and volume', { range: true, spread: true, volume: true }],
  ['range', { range: true, spread: false, volume: false }],
  ['a close alone', { range: false, spread: false, volume: false }],
];

/** Windows that do not overlap: an interval of ± 0.03 at most, ± 0.013 around 0.05. */
const WINDOWS = 2000;

/** So that the same guards always show the same rates. */
const SEED = 'guards-on-noise';

const CONFIDENCE = 0.995;

/**
 * The share of gates of independent random-walk candles that guards admit, by what the candles have.
 *
 * Gates follow each other as those of the codec do, for guards that look at the gate before. Each interval counts windows that do not
 * overlap, so that it is rather too wide.
 *
 * @param spec - the codec that makes the gates.
 * @param windows - of each kind that do not overlap, ≥ 1.
 *
 * @remarks
 * Causal: it reads no data.
 * Cost: `windows` windows of candles of each kind.
 * Source: this project; C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), for the intervals.
 */
export function guardsOnNoise(
  spec: CodecSpec,
  guards: GateGuards,
  windows: number = WINDOWS,
): readonly GuardsOnNoise[] {
  return KINDS.map(([candles, layout]) => ({ candles, ...rateOf(layout, { spec, guards, windows }) }));
}

/**
 * The share of gates that guards admit of an instrument's own bars in random order (`drawnCandles`): noise with its ranges, spreads and
 * volumes as they go together, which a random walk has not.
 *
 * @param windows - that do not overlap, ≥ 1.
 * @throws {DataError} as `codecOnNoise`.
 *
 * @remarks
 * Causal: it describes the whole series, and decides nothing.
 * Cost: `windows` windows of candles; more where windows are unfit.
 * Source: this project.
 */
export function guardsOnOwnNoise(
  spec: CodecSpec,
  guards: GateGuards,
  { series, windows = WINDOWS }: { readonly series: BarSeries; readonly windows?: number },
): NoiseRate {
  return rateOf(series, { spec, guards, windows });
}

function rateOf(
  candles: CandleLayout | BarSeries,
  { spec, guards, windows }: { readonly spec: CodecSpec; readonly guards: GateGuards; readonly windows: number },
): NoiseRate {
  const { window, stride } = resolveCodec(spec);
  const readings = Math.ceil((windows * window) / Math.min(stride, window));
  const identity = { instrument: 'noise', timeframe: '1m', maker: 'codec', stride };
  const { share } = codecOnNoise(spec, candles, readings, SEED).shareOf(
    'guards',
    (reading) => judgeGate(gateOf(reading, identity), guards).isAdmitted,
  );
  const count = Math.round(share * windows);
  const low = clopperPearsonLower(count, windows, CONFIDENCE);
  return { share, low, high: clopperPearsonUpper(count, windows, CONFIDENCE) };
}
