import { DataError } from '@assay/core/errors';
import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { walkForwardFolds } from '@assay/quant/evidence';
import type { Fold } from '@assay/quant/evidence';
import { checkSeries, parseTimeframe } from '@assay/quant/market';
import type { BarSeries, Instrument } from '@assay/quant/market';
import { checkSelectionFit, completenessOf, readSeries, selectEntries } from '../lakehouse/index.ts';
import type { Completeness, Lakehouse, SeriesEntry, TableEntry } from '../lakehouse/index.ts';
import { readBeside } from './read-beside.ts';
import type { BesideReading } from './read-beside.ts';
import { knownInstruments } from './known-instruments.ts';
import { withoutLateBars } from './late-bars.ts';
import { timelineOf } from './pack.ts';
import type { PlannedAccount } from './plan.ts';
import { rangeLimits } from './resolve-dates.ts';
import { periodScheme } from './run-identity.ts';

/** What was read of one series. */
export interface SeriesReading {
  /** Bars that were there, those that came late among them. */
  readonly bars: number;
  readonly first: EpochMs;
  readonly last: EpochMs;
  /** Bars that were left out because a later one was known before them. */
  readonly lateBars: number;
  readonly completeness: Completeness;
}

/** An account with its bars read and its history cut. */
export interface PreparedAccount {
  readonly account: PlannedAccount;
  readonly entries: readonly SeriesEntry[];
  /** Records of its instruments, which complete their terms. */
  readonly records: readonly TableEntry[];
  readonly series: readonly BarSeries[];
  /** Actions, exchange rates and outside series. */
  readonly beside: BesideReading;
  /** In the order of `series`. */
  readonly readings: readonly SeriesReading[];
  readonly timeline: Float64Array;
  /** Empty where the account has no walk-forward. */
  readonly folds: readonly Fold[];
}

/**
 * Reads the bars of an account and cuts its history into folds, if it has a walk-forward.
 *
 * @throws {DataError} DATA_UNFIT if the audit found a series of it unfit, a series is empty, or the history is too short;
 * DATA_INVALID if records contradict the terms that the bars came with.
 */
export async function prepareAccount(account: PlannedAccount, lake: Lakehouse): Promise<PreparedAccount> {
  const { manifest, timeframe, instruments } = account;
  checkSelectionFit(manifest, { instruments, timeframe }, account.acceptUnfit);
  const limits = rangeLimits(account.dates);
  const range = {
    ...(Number.isFinite(limits.from) ? { from: limits.from } : {}),
    // A bar that closed inside the dates but was known only after them has no place in a record of them.
    ...(Number.isFinite(limits.to) ? { to: limits.to, asOf: limits.to } : {}),
  };
  // Each bar as it was first published: a decision never saw a later version of it.
  const read = await readSeries(lake, manifest, { instruments, timeframe, ...range, vintage: 'first', verify: true });
  for (const bars of read) checkSeries(bars);
  const entries = selectEntries(manifest, { instruments, timeframe });
  const known = await knownInstruments(account, read, lake);
  const series = read.map((bars, index) =>
    withoutLateBars({ ...bars, instrument: known.instruments[index] as Instrument }),
  );
  const timeline = timelineOf(series);
  checkCoverage(account, timeline);
  return {
    account,
    entries,
    records: known.records,
    series,
    beside: await readBeside(account, series, lake),
    readings: read.map((bars, index) => readingOf(bars, series[index] as BarSeries)),
    timeline,
    folds: foldsOf(account, timeline),
  };
}

function readingOf(read: BarSeries, kept: BarSeries): SeriesReading {
  const { length: bars, eventTime } = read;
  return {
    ...{ bars, first: eventTime[0] as EpochMs, last: eventTime[bars - 1] as EpochMs, lateBars: bars - kept.length },
    completeness: completenessOf(read),
  };
}

/** Days that a weekend with holidays may put between the dates asked for and the first or last bar, beside the bar itself. */
const COVERAGE_SLACK_DAYS = 10;

/** Longest bar of each unit, in days. */
const UNIT_DAYS = { m: 1, h: 1, d: 1, w: 7, mo: 31 } as const;

// Dates that were written down must be there; a config without them takes what the dataset has.
function checkCoverage({ id, dates, fixedDates, timeframe }: PlannedAccount, timeline: Float64Array): void {
  if (!fixedDates) return;
  const limits = rangeLimits(dates);
  const { count, unit } = parseTimeframe(timeframe);
  const slack = (COVERAGE_SLACK_DAYS + count * UNIT_DAYS[unit]) * MS_PER_DAY;
  const [first, last] = [timeline[0] as number, timeline.at(-1) as number];
  const startsLate = Number.isFinite(limits.from) && first - limits.from > slack;
  const endsEarly = Number.isFinite(limits.to) && limits.to - last > slack;
  if (!startsLate && !endsEarly) return;
  const [from, to] = [formatIsoDate(first), formatIsoDate(last)];
  throw new DataError(
    `pack '${id}': asked for ${dates.from ?? 'the beginning'} to ${dates.to ?? 'the end'}, the data cover ${from} to ${to}`,
    {
      code: 'DATA_UNFIT',
      context: { from, to, askedFrom: dates.from, askedTo: dates.to },
      hint: 'Set the first and the last date to what the data cover, leave them out, or import what is missing.',
    },
  );
}

function foldsOf(account: PlannedAccount, timeline: Float64Array): readonly Fold[] {
  if (account.walkForward === undefined) return [];
  try {
    return walkForwardFolds(Math.max(0, timeline.length - 1), periodScheme(account));
  } catch (error) {
    if (error instanceof DataError)
      throw new DataError(`pack '${account.id}': ${error.message}`, {
        code: 'DATA_UNFIT',
        context: error.context,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    throw error;
  }
}
