/**
 * What followed gates, out of the bars of a dataset.
 *
 * 1. A gate that was known as soon as its bar is measured from that bar's close. One that falls between closes, was released later,
 *    or was known before its bar, is measured from the first close at or after the moment it was known: nothing that had happened by
 *    then is counted as its success.
 * 2. Bars are read in pieces with the windows of their last ones, so that a long history does not have to fit into memory.
 * 3. Only windows that are over and whole count; the others are counted by what they lack.
 */
import type { EpochMs } from '@assay/core/time';
import { quantile } from '@assay/core/vector';
import type { OutcomeSample } from '@assay/quant/evidence';
import { forwardOutcomes } from '@assay/quant/labels';
import type { Horizon, OutcomeTable } from '@assay/quant/labels';
import { sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { readChunks, readSeries } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../../lakehouse/index.ts';
import { middleOf, spreadBpAt } from './price-series.ts';
import type { OutcomeSide, TakenGate } from './take-gates.ts';

/** How outcomes are gathered. */
export interface GatherRequest {
  readonly bars: DatasetManifest;
  readonly horizons: readonly { readonly horizon: Horizon; readonly label: string }[];
  readonly side: OutcomeSide;
  /** Of a round trip, beside the spread: half of the slippage and the commission. */
  readonly slippageBp: number;
  readonly commissionBp: number;
  /** What was known then counts, nothing that came later. */
  readonly asOf?: EpochMs | undefined;
}

/** Outcomes of one instrument, and what has none. */
export interface GatheredOutcomes {
  readonly instrument: string;
  readonly gates: number;
  /** Gates that point nowhere, where they are taken as they point. */
  readonly undirected: number;
  /** Gates after the last close. */
  readonly unmeasured: number;
  /** Median of the spread at the gates, in basis points; NaN where one side of the market is known. */
  readonly medianSpreadBp: number;
  readonly samples: readonly (OutcomeSample & { readonly incomplete: number; readonly gaps: number })[];
}

/** Gathers the outcomes of one instrument. @param gates - of that instrument, one timeframe and maker, in order of time */
export async function gatherOutcomes(
  lake: Lakehouse,
  entry: SeriesEntry,
  { gates, request }: { readonly gates: readonly TakenGate[]; readonly request: GatherRequest },
): Promise<GatheredOutcomes> {
  const { horizons, side, asOf } = request;
  const known = gates.filter(({ availableAt }) => asOf === undefined || availableAt <= asOf);
  const directed = side === 'price' ? known : known.filter(({ direction }) => direction !== 0);
  const drafts = horizons.map(({ label }) => new SampleDraft(entry.instrument.id, label));
  const spreads: number[] = [];
  let left: readonly TakenGate[] = directed;
  for await (const piece of piecesOf(lake, entry, request)) {
    const { measured, later } = gatesOfPiece(left, piece);
    left = later;
    for (const { bar } of measured) spreads.push(spreadBpAt(piece.series, bar));
    for (const [index, { horizon }] of horizons.entries()) {
      const table = forwardOutcomes(middleOf(piece.series), horizon, { until: piece.wholeUntil });
      for (const one of measured) (drafts[index] as SampleDraft).add(one, { table, piece, request });
    }
  }
  return {
    ...{ instrument: entry.instrument.id, gates: known.length, undirected: known.length - directed.length },
    ...{
      unmeasured: left.length,
      medianSpreadBp: quantile(Float64Array.from(spreads.filter((bp) => !Number.isNaN(bp))), 0.5),
    },
    samples: drafts.map((draft) => draft.finish()),
  };
}

interface Piece {
  /** Bars of the piece and of the windows of its last ones. */
  readonly series: BarSeries;
  /** Bars that are the piece's own. */
  readonly own: number;
  /** Up to when the series is known to be whole. */
  readonly wholeUntil: EpochMs;
}

async function* piecesOf(
  lake: Lakehouse,
  entry: SeriesEntry,
  { bars, horizons, asOf }: GatherRequest,
): AsyncGenerator<Piece> {
  const known = asOf === undefined ? {} : { asOf };
  for await (const chunk of readChunks(lake, entry, known)) {
    const { length, eventTime } = chunk;
    const last = sliceSeries(chunk, length - 1, length);
    const ends = horizons.map(({ horizon }) => forwardOutcomes(last, horizon).windowEnd[0] as number);
    const [from, to] = [eventTime[0] as number, Math.max(eventTime[length - 1] as number, ...ends)];
    const selected = { instruments: [entry.instrument.id], timeframe: entry.timeframe, from, to, ...known };
    const [series] = await readSeries(lake, bars, selected);
    const wholeUntil = Math.min(entry.lastEventTime, asOf ?? Infinity);
    if (series !== undefined) yield { series, own: length, wholeUntil };
  }
}

interface Measured {
  readonly gate: TakenGate;
  /** The bar whose close it is measured from. */
  readonly bar: number;
}

/** Gates that are measured from a bar of a piece, in its order; the others wait for the next piece. */
function gatesOfPiece(
  waiting: readonly TakenGate[],
  { series, own }: Piece,
): { readonly measured: readonly Measured[]; readonly later: readonly TakenGate[] } {
  const placed = waiting.map((gate): Measured => ({ gate, bar: barOf(gate, series) }));
  const measured = placed.filter(({ bar }) => bar < own).sort((a, b) => a.bar - b.bar);
  return { measured, later: placed.filter(({ bar }) => bar >= own).map(({ gate }) => gate) };
}

function barOf({ eventTime, availableAt }: TakenGate, series: BarSeries): number {
  const own = firstAtOrAfter(series.eventTime, eventTime);
  const isOwn = series.eventTime[own] === eventTime && series.availableAt[own] === availableAt;
  return isOwn ? own : firstAtOrAfter(series.eventTime, availableAt);
}

function firstAtOrAfter(times: Float64Array, time: EpochMs): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** One cell in the making. */
class SampleDraft {
  private readonly instrument: string;
  private readonly horizon: string;
  private readonly columns = { from: [], to: [], returnBp: [], costBp: [], hazard: [], admit: [] } as Record<
    'from' | 'to' | 'returnBp' | 'costBp' | 'hazard' | 'admit',
    number[]
  >;
  private incomplete = 0;
  private gaps = 0;

  constructor(instrument: string, horizon: string) {
    this.instrument = instrument;
    this.horizon = horizon;
  }

  add(
    { gate, bar }: Measured,
    { table, piece, request }: { readonly table: OutcomeTable; readonly piece: Piece; readonly request: GatherRequest },
  ): void {
    const { side } = request;
    // As of a time only bars are read that were known then, and no window that ends later is whole.
    if (table.status[bar] === 'INCOMPLETE') {
      this.incomplete++;
      return;
    }
    const move = table.forwardReturn[bar] as number;
    if (table.status[bar] === 'GAP' || Number.isNaN(move)) {
      this.gaps++;
      return;
    }
    const sign = side === 'price' ? 1 : side === 'follow' ? gate.direction : -gate.direction;
    const { columns } = this;
    columns.from.push(table.eventTime[bar] as number);
    columns.to.push(table.windowEnd[bar] as number);
    columns.returnBp.push(sign * move * 1e4);
    columns.costBp.push(costOf(spreadBpAt(piece.series, bar), request));
    columns.hazard.push(gate.hazard);
    columns.admit.push(gate.isAdmitted ? 1 : 0);
  }

  finish(): GatheredOutcomes['samples'][number] {
    const { from, to, returnBp, costBp, hazard, admit } = this.columns;
    return {
      ...{ instrument: this.instrument, horizon: this.horizon, incomplete: this.incomplete, gaps: this.gaps },
      ...{ from: Float64Array.from(from), to: Float64Array.from(to), returnBp: Float64Array.from(returnBp) },
      ...{ costBp: Float64Array.from(costBp), hazard: Float64Array.from(hazard), admit: Uint8Array.from(admit) },
    };
  }
}

/** What a round trip costs: the spread at the gate, half of the slippage, the commission; NaN where nothing of it is known. */
function costOf(spreadBp: number, { slippageBp, commissionBp }: GatherRequest): number {
  const rest = slippageBp / 2 + commissionBp;
  if (!Number.isNaN(spreadBp)) return spreadBp + rest;
  return rest > 0 ? rest : NaN;
}
