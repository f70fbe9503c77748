import { DataError } from '@assay/core/errors';
import { formatIsoDate } from '@assay/core/time';
import type { BarSeries, Instrument } from '@assay/quant/market';
import { completeTerms } from '../lakehouse/index.ts';
import type { Lakehouse, TableEntry } from '../lakehouse/index.ts';
import type { PlannedAccount } from './plan.ts';
import { rangeLimits } from './resolve-dates.ts';

/** The instruments of an account with their terms as the dataset knows them. */
export interface KnownInstruments {
  /** In the order of the series that were read. */
  readonly instruments: readonly Instrument[];
  /** The records that were looked at. */
  readonly records: readonly TableEntry[];
}

/**
 * Completes the terms that came with the bars by the dataset's own records of the instruments, as known at the end of the
 * account's dates.
 *
 * @throws {DataError} DATA_INVALID if a record contradicts the bars' terms; DATA_UNFIT if bars lie outside the life that a
 * record states and the pack does not accept unfit data.
 */
export async function knownInstruments(
  { manifest, dates, acceptUnfit }: PlannedAccount,
  series: readonly BarSeries[],
  lake: Lakehouse,
): Promise<KnownInstruments> {
  const instruments: Instrument[] = [];
  for (const bars of series) {
    const instrument = await completeTerms(lake, manifest, bars.instrument, rangeLimits(dates).to);
    if (!acceptUnfit) checkLife(bars, instrument);
    instruments.push(instrument);
  }
  const ids = new Set(instruments.map(({ id }) => id));
  const records = manifest.tables.filter(({ kind, id }) => kind === 'instruments' && ids.has(id));
  return { instruments, records };
}

/** Bars from before a listing or after its end are those of another instrument. */
function checkLife({ length, openTime, eventTime, shape }: BarSeries, instrument: Instrument): void {
  const { id, listedAt = -Infinity, delistedAt = Infinity } = instrument;
  const [first, last] = [eventTime[0] as number, eventTime[length - 1] as number];
  const early =
    first <= listedAt ? `it was listed on ${formatIsoDate(listedAt)}, its first bar is of ${formatIsoDate(first)}` : '';
  const late = (shape === 'ohlc' ? (openTime[length - 1] as number) >= delistedAt : last > delistedAt)
    ? `it was delisted on ${formatIsoDate(delistedAt)}, its last bar is of ${formatIsoDate(last)}`
    : '';
  if (early === '' && late === '') return;
  throw new DataError(
    `'${id}' has bars of another instrument: ${[early, late].filter((text) => text !== '').join('; ')}`,
    {
      code: 'DATA_UNFIT',
      context: { instrument: id, first: formatIsoDate(first), last: formatIsoDate(last) },
      hint: 'Keep the dates within the life of the instrument, leave it out, or accept the data: acceptUnfit in a pack, --accept-unfit of a backtest.',
    },
  );
}
