/**
 * What a series has of the dates that its pack asks for, by its instrument's own calendar.
 *
 * 1. Asked for is what the config says, cut to the time in which the instrument was listed, where its terms say so. An end that
 *    the config leaves open asks for nothing there.
 * 2. Before the first bar and after the last one sessions are counted that lie in the dates and have no bar; of weeks and months
 *    the bars. Where the calendar does not reach, a bar is due as often as the clock says.
 * 3. Between them counts what the audit of completeness says.
 */
import type { Coverage, CoverageConfig } from '@assay/contracts/schemas';
import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById, expectedBarTimes, intradayMs, isOptionalBar, parseTimeframe } from '@assay/quant/market';
import type { BarSchedule, BarSeries } from '@assay/quant/market';
import type { Completeness } from '../lakehouse/index.ts';
import { rangeLimits } from './resolve-dates.ts';
import type { DateRange } from './resolve-dates.ts';

/** Nominal length of a bar of each unit, in days. */
const UNIT_DAYS = { m: 1 / 1440, h: 1 / 24, d: 1, w: 7, mo: 30 } as const;

/** Failures that one error names at most. */
const SHOWN = 20;

/**
 * Counts what a series lacks of the dates asked for.
 *
 * @param asked - the dates of the config.
 * @param completeness - of the same series.
 *
 * @remarks
 * Cost: O(sessions that lack, and for bars below a day those between the first and the last).
 */
export function coverageOf(series: BarSeries, asked: DateRange, completeness: Completeness): Coverage {
  const { instrument, timeframe, eventTime, length } = series;
  const schedule: BarSchedule = { calendar: calendarById(instrument.calendar), timeframe };
  const [first, last] = [eventTime[0] as EpochMs, eventTime[length - 1] as EpochMs];
  const limits = rangeLimits(asked);
  const from = Math.max(limits.from, instrument.listedAt ?? -Infinity);
  const to = Math.min(limits.to, instrument.delistedAt ?? Infinity);
  const { inside, insideShare } = insideOf(series, completeness);
  const { unit } = parseTimeframe(timeframe);
  return {
    unit: unit === 'w' || unit === 'mo' ? 'bars' : 'sessions',
    before: limits.from === -Infinity ? 0 : dueBetween(schedule, from, { before: first }),
    inside,
    insideShare,
    after: limits.to === Infinity ? 0 : dueBetween(schedule, { after: last }, to),
  };
}

/** What is due in a stretch that ends with a bar, or begins with one: that bar's own session is not counted. */
function dueBetween(
  schedule: BarSchedule,
  start: EpochMs | { readonly after: EpochMs },
  end: EpochMs | { readonly before: EpochMs },
): number {
  const parts = parseTimeframe(schedule.timeframe);
  const lengthMs = UNIT_DAYS[parts.unit] * parts.count * MS_PER_DAY;
  const isIntraday = intradayMs(parts) !== undefined;
  // Days and longer bars may end at another moment than their sessions, give or take half a bar.
  const [early, late] = isIntraday ? [lengthMs, 0] : [lengthMs / 2, lengthMs / 2];
  const from = typeof start === 'number' ? start : start.after + late;
  const to = typeof end === 'number' ? end : end.before - early;
  if (!(to > from)) return 0;
  try {
    if (!isIntraday) return expectedBarTimes(schedule, from, to).length;
    return sessionsWithin(schedule, from, to);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return Math.floor((to - from) / Math.max(lengthMs, MS_PER_DAY));
  }
}

/** Sessions that lie in [from, to] as a whole, but for those that cannot be counted on. */
function sessionsWithin({ calendar }: Pick<BarSchedule, 'calendar'>, from: EpochMs, to: EpochMs): number {
  const sessions = calendar.sessionsBetween(from, to);
  return sessions.filter((one) => one.open >= from && !isOptionalBar(one, one.open)).length;
}

function insideOf(
  { instrument, timeframe, eventTime, length }: BarSeries,
  { expectedBars, missingBars, missingSessions }: Completeness,
): Pick<Coverage, 'inside' | 'insideShare'> {
  if (expectedBars === null || missingBars === null || missingSessions === null)
    return { inside: null, insideShare: null };
  if (intradayMs(parseTimeframe(timeframe)) === undefined)
    return { inside: missingBars, insideShare: missingBars / Math.max(1, expectedBars) };
  const calendar = calendarById(instrument.calendar);
  const sessions = sessionsWithin({ calendar }, eventTime[0] as EpochMs, eventTime[length - 1] as EpochMs);
  return { inside: missingSessions, insideShare: missingSessions / Math.max(1, sessions, missingSessions) };
}

/** What was read of one series, as far as its coverage goes. */
interface CoveredSeries {
  readonly series: BarSeries;
  readonly coverage: Coverage;
}

/**
 * Refuses an account whose series lack more of the dates asked for than its pack lets them.
 *
 * @throws {DataError} DATA_UNFIT naming every such instrument, what it has and what it lacks.
 */
export function checkCoverage(
  { id, asked, coverage: limit }: { readonly id: string; readonly asked: DateRange; readonly coverage: CoverageConfig },
  covered: readonly CoveredSeries[],
): void {
  const faults = covered.flatMap(({ series, coverage }) => {
    const lacks = lackTexts(coverage, limit);
    return lacks.length === 0 ? [] : [{ instrument: series.instrument.id, line: faultLine(series, asked, lacks) }];
  });
  if (faults.length === 0) return;
  const lines = faults.slice(0, SHOWN).map(({ line }) => `  - ${line}`);
  const more = faults.length > SHOWN ? [`  - and ${faults.length - SHOWN} more`] : [];
  throw new DataError(`pack '${id}' does not cover the dates asked for:\n${[...lines, ...more].join('\n')}`, {
    code: 'DATA_UNFIT',
    context: { account: id, instruments: faults.map(({ instrument }) => instrument) },
    hint: 'Ask for the dates that the data cover, import what is missing, leave the instrument out (onFailure: continue does), or let more be missing (coverage in the pack).',
  });
}

function faultLine({ instrument, timeframe, eventTime, length }: BarSeries, asked: DateRange, lacks: string[]): string {
  const [from, to] = [eventTime[0] as EpochMs, eventTime[length - 1] as EpochMs].map(formatIsoDate);
  return `${instrument.id} ${timeframe}: asked for ${rangeText(asked)}, the data cover ${from} to ${to}: ${lacks.join('; ')}`;
}

/** A range of dates for people. */
export function rangeText({ from, to }: DateRange): string {
  return `${from ?? 'the beginning'} to ${to ?? 'the end'}`;
}

function lackTexts({ unit, before, after, inside, insideShare }: Coverage, limit: CoverageConfig): string[] {
  const most = limit.atEnds ?? Infinity;
  const texts: string[] = [];
  if (before > most) texts.push(`${before} ${unit} are missing before the first bar (limit ${most})`);
  if (insideShare !== null && insideShare > limit.inside)
    texts.push(
      `${inside} ${unit} are missing inside, ${(100 * insideShare).toFixed(1)} % (limit ${100 * limit.inside} %)`,
    );
  if (after > most) texts.push(`${after} ${unit} are missing after the last bar (limit ${most})`);
  return texts;
}
