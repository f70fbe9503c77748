import { DataError } from '@assay/core/errors';
import type { Coverage } from '@assay/contracts/schemas';
import type { EpochMs } from '@assay/core/time';
import { walkForwardFolds } from '@assay/quant/evidence';
import type { Fold } from '@assay/quant/evidence';
import { checkSeries } from '@assay/quant/market';
import type { BarSeries, Instrument } from '@assay/quant/market';
import { checkSelectionFit, completenessOf, readSeries, selectEntries } from '../lakehouse/index.ts';
import type { Completeness, Lakehouse, SeriesEntry, TableEntry } from '../lakehouse/index.ts';
import { readBeside } from './read-beside.ts';
import type { BesideReading } from './read-beside.ts';
import { knownInstruments } from './known-instruments.ts';
import { withoutLateBars } from './late-bars.ts';
import { checkCoverage, coverageOf } from './pack-coverage.ts';
import { packHash } from './pack-hash.ts';
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
  /** What it lacks of the dates asked for. */
  readonly coverage: Coverage;
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
  /** Sha-256 of everything that the account sees: its bars with the terms of their instruments, and what stands beside. */
  readonly contentHash: string;
  /** In the order of `series`. */
  readonly readings: readonly SeriesReading[];
  readonly timeline: Float64Array;
  /** Empty where the account has no walk-forward. */
  readonly folds: readonly Fold[];
}

/**
 * Reads the bars of an account and cuts its history into folds, if it has a walk-forward.
 *
 * @throws {DataError} DATA_UNFIT if the audit found a series of it unfit, a series is empty or covers too little of the
 * dates asked for, or the history is too short;
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
  const readings = read.map((bars, index) => readingOf(bars, series[index] as BarSeries, account));
  checkCoverage(
    account,
    series.map((bars, index) => ({ series: bars, coverage: (readings[index] as SeriesReading).coverage })),
  );
  const beside = await readBeside(account, series, lake);
  return {
    account,
    entries,
    records: known.records,
    series,
    beside,
    readings,
    contentHash: packHash(series, beside.beside),
    timeline,
    folds: foldsOf(account, timeline),
  };
}

function readingOf(read: BarSeries, kept: BarSeries, { asked }: PlannedAccount): SeriesReading {
  const { length: bars, eventTime } = read;
  const completeness = completenessOf(read);
  return {
    ...{ bars, first: eventTime[0] as EpochMs, last: eventTime[bars - 1] as EpochMs, lateBars: bars - kept.length },
    completeness,
    coverage: coverageOf(kept, asked, completeness),
  };
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
