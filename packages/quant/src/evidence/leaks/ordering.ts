import type { Fill } from '../../orders/index.ts';
import type { BarSeries } from '../../market/index.ts';
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
