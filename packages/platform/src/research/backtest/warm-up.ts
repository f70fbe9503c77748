import { DataError } from '@assay/core/errors';
import { formatIsoDate } from '@assay/core/time';
import type { PreparedAccount } from '../prepare-accounts.ts';
import type { JudgedRange } from '../trials.ts';

/** What a strategy waits for before its first decision. */
export interface WarmUp {
  /** Bars that its terms need before all of them are defined. */
  readonly bars: number;
  /** The closes that are measured: the first decision is at the close before the first of them. */
  readonly range: JudgedRange;
}

/**
 * The stretch of an account that one backtest measures: everything after the first close at which the terms of at least one
 * instrument are defined.
 *
 * @throws {DataError} DATA_UNFIT if the history ends before.
 *
 * @remarks
 * Causal: depends on how many bars there were, not on what they say.
 */
export function warmUpOf({ account, series, timeline }: PreparedAccount, bars: number): WarmUp {
  const ready = series.filter(({ length }) => length > bars).map(({ eventTime }) => eventTime[bars] as number);
  const first = timeline.findIndex((time) => time >= Math.min(...ready)) + 1;
  const last = timeline.length - 1;
  if (ready.length > 0 && first <= last) return { bars, range: { first, last } };
  const longest = Math.max(...series.map(({ length }) => length));
  const [from, to] = [timeline[0] as number, timeline[last] as number].map(formatIsoDate);
  throw new DataError(
    `the history is too short: the strategy needs ${bars} bars before its first decision and at least one after it, ` +
      `there are ${longest} from ${from} to ${to}`,
    {
      code: 'DATA_UNFIT',
      context: { warmUpBars: bars, bars: longest, account: account.id },
      hint: 'Take a longer period with --from and --to, or parameters that look back less far.',
    },
  );
}
