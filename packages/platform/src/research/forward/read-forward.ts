import type { ForwardAccount } from '@assay/contracts/schemas';
import { formatIsoTime, MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { readSeries } from '../../lakehouse/index.ts';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { prepareAccount } from '../prepare-accounts.ts';
import type { PreparedAccount } from '../prepare-accounts.ts';
import { rangeLimits } from '../resolve-dates.ts';
import { readAccountBars } from '../row-results.ts';
import type { FrozenRun } from './frozen-run.ts';
import type { ForwardPlan } from './plan-forward.ts';
import { isRestated, restatedSeries } from './restated.ts';

/** Closes that are judged, as indices into the timeline; what stands before them is history. */
export interface ForwardRange {
  readonly first: number;
  readonly last: number;
}

/** An account with its later bars read. */
export interface ForwardReading {
  readonly prepared: PreparedAccount;
  /** Undefined where no bar came later. */
  readonly range: ForwardRange | undefined;
  /** Bars of the range that were known when the run had finished. */
  readonly knownWhenFrozen: number;
  /** Bars of the range, of all instruments. */
  readonly bars: number;
  readonly model: ForwardAccount;
}

/** From where on bars are judged. */
export interface ForwardStart {
  /** First date of a set-aside period. */
  readonly from?: string | undefined;
  /** Last close that another record has judged, by account. */
  readonly judgedElsewhere?: ReadonlyMap<string, EpochMs> | undefined;
}

/**
 * Last close that a run judged on an account: nothing up to it is judged again.
 *
 * @throws {DataError} if a file of the run is not as it was written.
 */
export function judgedEnd(series: readonly BarSeries[]): EpochMs {
  return Math.max(...series.map(({ eventTime, length }) => eventTime[length - 1] as number));
}

/**
 * Reads an account up to the newest bar that may be read, and holds the judged part against what the run has read.
 *
 * @throws {DataError} DATA_UNFIT if a series is unfit or empty.
 *
 * @remarks
 * Causal: bars as first published; the judged part is history for terms and sizing, and no more.
 */
export async function readForward(
  run: FrozenRun,
  { frozen, account, endsBefore }: ForwardPlan,
  { lake, start }: { readonly lake: Lakehouse; readonly start: ForwardStart },
): Promise<ForwardReading> {
  const judged = await readAccountBars(run.workspace, run.runId, frozen.id);
  const judgedTo = judgedEnd(judged);
  const prepared = await prepareAccount(account, lake);
  const knownBy = rangeLimits({ from: null, to: frozen.to }).to;
  const latest = await readSeries(lake, account.manifest, {
    ...{ instruments: account.instruments, timeframe: account.timeframe, to: judgedTo, vintage: 'last' },
    ...(frozen.from === null ? {} : { from: rangeLimits({ from: frozen.from, to: null }).from }),
  });
  const history = judged.map((bars) => {
    const { id } = bars.instrument;
    const period = { to: judgedTo, knownBy, latest: seriesOf(latest, id) };
    return restatedSeries(bars, seriesOf(prepared.series, id), period);
  });
  const after = Math.max(judgedTo, start.judgedElsewhere?.get(frozen.id) ?? -Infinity);
  const range = rangeOf(prepared.timeline, after, start.from);
  const counted = range === undefined ? { bars: 0, known: 0 } : countBars(prepared, range, Date.parse(run.frozenAt));
  const { manifest } = account;
  return {
    prepared,
    range,
    bars: counted.bars,
    knownWhenFrozen: counted.known,
    model: {
      id: frozen.id,
      judgedDataset: frozen.dataset,
      dataset: `${manifest.name}@${manifest.version}`,
      judgedTo: formatIsoTime(judgedTo),
      from: range === undefined ? null : formatIsoTime(prepared.timeline[range.first] as number),
      to: range === undefined ? null : formatIsoTime(prepared.timeline[range.last] as number),
      synthetic: prepared.series.some(({ synthetic }) => synthetic),
      ...(endsBefore === undefined ? {} : { endsBefore }),
      restated: isRestated(history),
      history: [...history],
    },
  };
}

function seriesOf(series: readonly BarSeries[], id: string): BarSeries {
  return series.find(({ instrument }) => instrument.id === id) as BarSeries;
}

/** The closes after `after`, and from the date on where one is set. */
function rangeOf(timeline: Float64Array, after: EpochMs, from: string | undefined): ForwardRange | undefined {
  const since = from === undefined ? -Infinity : (parseIsoDate(from) as number);
  const first = timeline.findIndex((time) => time > after && time >= since);
  return first === -1 ? undefined : { first, last: timeline.length - 1 };
}

function countBars(
  { series, timeline }: PreparedAccount,
  { first }: ForwardRange,
  frozenAt: EpochMs,
): { readonly bars: number; readonly known: number } {
  const since = timeline[first] as number;
  let [bars, known] = [0, 0];
  for (const { eventTime, availableAt, length } of series) {
    for (let row = 0; row < length; row++) {
      if ((eventTime[row] as number) < since) continue;
      bars++;
      if ((availableAt[row] as number) <= frozenAt) known++;
    }
  }
  return { bars, known };
}

/** Calendar days, in UTC, that have a close in the range. */
export function daysOf(times: Float64Array): number {
  return new Set(Array.from(times, (time) => Math.floor(time / MS_PER_DAY))).size;
}
