import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries, InstrumentId, RecordTable } from '../../market/index.ts';
import { isIntent } from '../../orders/index.ts';
import type { Intent } from '../../orders/index.ts';
import { computeSignals } from '../../signals/index.ts';
import type { SignalSpec } from '../../signals/index.ts';
import { barColumns, strategyColumns } from '../columns.ts';
import type { DecisionView, NamedColumns, Parameters, StrategyDefinition } from '../strategy.ts';

/** What a strategy decided at one moment. */
export interface DrivenDecision {
  readonly time: EpochMs;
  readonly intents: readonly Intent[];
}

/** What a strategy is driven with beside its bars. */
export interface DriveOptions {
  readonly rng?: Rng | undefined;
  /** At most one table an instrument. */
  readonly gates?: readonly RecordTable[] | undefined;
}

/** Lots that an exposure or weight of 1 becomes. */
const LOTS = 100;

/**
 * Runs a strategy over series without any market: one decision at each moment a bar becomes available, every target
 * filled in full when the instrument's next bar arrives, no stops, no costs.
 */
export function driveStrategy(
  definition: StrategyDefinition,
  params: Parameters,
  series: readonly BarSeries[],
  { rng = createRng('drive-strategy'), gates = [] }: DriveOptions = {},
): readonly DrivenDecision[] {
  const columns = strategyColumns(definition, params, series.map(barColumns), gates);
  const tracks = new Map(
    series.map((one, index) => [one.instrument.id, trackOf(one, columns[index], definition.terms(params))]),
  );
  const instruments = [...tracks.keys()];
  const strategy = definition.create(params, { instruments, rng });
  return moments(series).map((time) => {
    const updated = instruments.filter((id) => advance(trackFor(tracks, id), time));
    const actions = strategy.decide(viewOf(tracks, time, updated));
    const intents = actions.filter(isIntent);
    if (intents.length < actions.length) throw new RangeError('only intents can be driven');
    for (const leg of intents.flatMap((intent) => intent.legs)) {
      const { kind, value } = leg.target;
      trackFor(tracks, leg.instrument).queued = kind === 'lots' ? value : Math.round(LOTS * value);
    }
    return { time, intents };
  });
}

/** The exposures that a strategy asked for, by index of the decision: `{ 3: 1, 7: 0 }`. For one instrument. */
export function exposuresByDecision(decisions: readonly DrivenDecision[]): Readonly<Record<number, number>> {
  return Object.fromEntries(
    decisions.flatMap(({ intents }, index) => intents.map((intent) => [index, intent.legs[0].target.value] as const)),
  );
}

/** One instrument on its way through its bars. */
interface Track {
  readonly series: BarSeries;
  readonly terms: readonly Float64Array[];
  readonly columns: NamedColumns;
  bars: number;
  position: number;
  queued: number | undefined;
}

function trackOf(series: BarSeries, columns: NamedColumns, specs: readonly SignalSpec[]): Track {
  const terms = computeSignals(specs, series);
  return { series, terms, columns, bars: 0, position: 0, queued: undefined };
}

function trackFor(tracks: ReadonlyMap<InstrumentId, Track>, id: InstrumentId): Track {
  const track = tracks.get(id);
  if (track === undefined) throw new RangeError(`the strategy named '${id}', which it was not given`);
  return track;
}

function moments(series: readonly BarSeries[]): readonly EpochMs[] {
  return [...new Set(series.flatMap((one) => [...one.availableAt]))].sort((a, b) => a - b);
}

/** Takes in the bars that became available by `time`; true if there was one. */
function advance(track: Track, time: EpochMs): boolean {
  const before = track.bars;
  while (track.bars < track.series.length && track.series.availableAt[track.bars] <= time) track.bars++;
  if (track.bars === before) return false;
  track.position = track.queued ?? track.position;
  track.queued = undefined;
  return true;
}

function viewOf(
  tracks: ReadonlyMap<InstrumentId, Track>,
  time: EpochMs,
  updated: readonly InstrumentId[],
): DecisionView {
  const valueOf = (column: Float64Array, index: number): number => (index >= 0 ? column[index] : NaN);
  const at = (id: InstrumentId, column: Float64Array, barsAgo = 0): number =>
    valueOf(column, trackFor(tracks, id).bars - 1 - barsAgo);
  return {
    decisionTime: time,
    instruments: [...tracks.keys()],
    updated,
    barCount: (id) => trackFor(tracks, id).bars,
    price: (id, field, barsAgo) => at(id, trackFor(tracks, id).series[field], barsAgo),
    barTime: (id, barsAgo) => at(id, trackFor(tracks, id).series.eventTime, barsAgo),
    term: (id, index) => at(id, trackFor(tracks, id).terms[index]),
    column: (id, name) => at(id, trackFor(tracks, id).columns[name]),
    position: (id) => trackFor(tracks, id).position,
    workingOrders: () => [],
    equity: 100_000,
  };
}
