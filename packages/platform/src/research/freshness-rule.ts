import type { PackConfig } from '@assay/contracts/schemas';
import type { ConfigProblem } from '@assay/core/errors';
import { MS_PER_DAY, MS_PER_HOUR, parseIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { intradayMs, parseTimeframe } from '@assay/quant/market';
import type { FreshnessLimit } from '@assay/quant/market';
import { rangeLimits } from './resolve-dates.ts';
import type { DateRange } from './resolve-dates.ts';

/** How old the newest bar of an instrument may be, and at which moment its age is taken. */
export interface FreshnessRule extends FreshnessLimit {
  readonly asOf: EpochMs;
}

/**
 * The rule of a pack: age is taken at the end of `asOf`, else of the last date of the pack, else now.
 *
 * @param now - the present is taken back to a full UTC day, or hour for bars below a day, so that the same command is the same
 * run again for as long.
 * @returns undefined if the pack has none.
 */
export function freshnessRule(
  { freshness, timeframe }: Pick<PackConfig, 'freshness' | 'timeframe'>,
  dates: DateRange,
  now: EpochMs,
): FreshnessRule | undefined {
  if (freshness === undefined) return undefined;
  const { missedBars, tradingHours } = freshness;
  const to = freshness.asOf ?? dates.to;
  const step = intradayMs(parseTimeframe(timeframe)) === undefined ? MS_PER_DAY : MS_PER_HOUR;
  const asOf = to === null ? Math.floor(now / step) * step : rangeLimits({ from: null, to }).to;
  return {
    ...(missedBars === undefined ? {} : { missedBars }),
    ...(tradingHours === undefined ? {} : { tradingHours }),
    asOf,
  };
}

/** What is wrong with the rule of a pack. */
export function freshnessProblems({ freshness, timeframe }: PackConfig, path: string): readonly ConfigProblem[] {
  if (freshness === undefined) return [];
  const { asOf } = freshness;
  const problems: ConfigProblem[] = [];
  if (asOf !== undefined && parseIsoDate(asOf) === undefined)
    problems.push({ path: `${path}.freshness.asOf`, message: `'${asOf}' is not a date of the calendar` });
  if (/^(?!1d)\d+d$/u.test(timeframe))
    problems.push({ path: `${path}.freshness`, message: `no calendar says when the next bar of ${timeframe} is due` });
  return problems;
}
