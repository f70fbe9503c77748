import type { Fill } from '../../orders/index.ts';
import type { BarSeries, Instrument } from '../../market/index.ts';
import type { LeakDifference } from './report.ts';

/**
 * The first fill that is not strictly later than its decision; undefined where every fill is.
 *
 * @remarks
 * Domain: fills in any order.
 * Source: this project.
 */
export function fillBeforeDecision(
  fills: readonly Pick<Fill, 'time' | 'decisionTime' | 'instrument' | 'side' | 'lots' | 'rule'>[],
): LeakDifference | undefined {
  const found = fills.find(({ time, decisionTime }) => !(time > decisionTime));
  if (found === undefined) return undefined;
  const { time, decisionTime, instrument, side, lots, rule } = found;
  return {
    kind: 'order',
    cut: null,
    time,
    instrument,
    what: 'fill',
    full: `${side} ${lots} lots by ${rule}, decided at ${decisionTime}, which is not before the fill`,
    replayed: null,
  };
}

/**
 * The first bar that could be known before its period has ended; undefined where none could.
 *
 * @remarks
 * Domain: bars of any timeframe; a bar of a higher timeframe must not be known at the close of a shorter one inside it.
 * Source: this project.
 */
export function barBeforeItsEnd(
  series: Pick<BarSeries, 'eventTime' | 'availableAt' | 'length' | 'timeframe'> & {
    readonly instrument: { readonly id: string };
  },
): LeakDifference | undefined {
  const { eventTime, availableAt, timeframe, instrument } = series;
  for (let i = 0; i < series.length; i++) {
    if (availableAt[i] >= eventTime[i]) continue;
    const full = `a ${timeframe} bar that closes at ${eventTime[i]} is available at ${availableAt[i]}`;
    return {
      kind: 'order',
      cut: null,
      time: availableAt[i],
      instrument: instrument.id,
      what: 'bar',
      full,
      replayed: null,
    };
  }
  return undefined;
}

/**
 * The first fill of an expiry that comes before its instrument expires; undefined where none does. What a position is worth
 * then is not known before.
 *
 * @param instruments - with the expiry that their contracts state.
 *
 * @remarks
 * Domain: fills in any order; instruments without an expiry have none to be early for.
 * Source: this project.
 */
export function settledBeforeExpiry(
  fills: readonly Pick<Fill, 'time' | 'instrument' | 'side' | 'lots' | 'rule' | 'reason'>[],
  instruments: readonly Instrument[],
): LeakDifference | undefined {
  const expiries = new Map(instruments.flatMap((one) => ('expiry' in one ? [[one.id, one.expiry]] : [])));
  const found = fills.find(
    ({ time, instrument, reason }) => reason === 'expiry' && time < (expiries.get(instrument) ?? -Infinity),
  );
  if (found === undefined) return undefined;
  const { time, instrument, side, lots, rule } = found;
  const full = `${side} ${lots} lots by ${rule}, before the expiry at ${expiries.get(instrument) ?? NaN}`;
  return { kind: 'order', cut: null, time, instrument, what: 'fill', full, replayed: null };
}
