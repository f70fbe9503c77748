import { MS_PER_HOUR } from '@assay/core/time';
import type { Gate } from '@assay/quant/signals';

const START = Date.UTC(2024, 9, 21);

/** A gate of the nth hour from 2024-10-21 on. */
export function testGate(hour: number, more: Partial<Gate> = {}): Gate {
  const eventTime = START + hour * MS_PER_HOUR;
  return {
    ...{ instrument: 'EURUSD', timeframe: '1h', maker: 'recorder', eventTime, availableAt: eventTime + 500 },
    ...{ direction: hour % 2 === 0 ? 1 : -1, admit: hour % 3 === 0, hardBlocked: undefined },
    reasons: hour % 3 === 0 ? [] : ['hazard-above-max'],
    ...{ tags: ['calm'], regime: hour % 2 === 0 ? 'bull' : 'bear', signature: `0.1|0.5|${hour % 7}` },
    measures: { hazard: (hour % 10) / 10, flipRate: 0.4 + (hour % 20) / 100, repetitions: 1 + (hour % 4) },
    ...more,
  };
}
