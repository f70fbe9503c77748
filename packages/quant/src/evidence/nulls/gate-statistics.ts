import { standardDeviation } from '@assay/core/vector';
import { CODEC_DEFAULTS, codecStream, codecWarmUp } from '../../regimes/index.ts';
import type { CodecMeasure, CodecSpec } from '../../regimes/index.ts';
import type { TriedStatistic } from './tried-statistic.ts';

const { window } = CODEC_DEFAULTS;
/** Closes of one window, with those before it that medians and edges need. */
const LENGTH = codecWarmUp(CODEC_DEFAULTS) + window;
const MINUTE = 60_000;
/** Deviation that increments are brought to before they are added up to logarithms of closes: no measure has a unit. */
const SMALL_STEP = 0.001;
/** Half of the largest step of a level of flips: what a cap may admit beyond itself. */
const HALF_STEP = 0.02;

/** What the codec of gates says of candles that are known by their closes, at its defaults. */
export const GATE_STATISTICS: readonly TriedStatistic[] = [
  {
    name: `gate-hazard/${window}`,
    definition: `level of the flip rate of ${window} candles under random-walk candles`,
    length: LENGTH,
    compute: measureOf('hazard'),
    thresholds: [
      { meaning: 'our gate: few flips', value: 0.1, side: 'below', level: 0.1 + HALF_STEP, holdsOn: ['iid'] },
      { meaning: 'our tag: ruptured', value: 0.9, side: 'above', level: 0.1 + HALF_STEP, holdsOn: ['iid'] },
    ],
  },
  {
    name: `gate-damping/${window}`,
    definition: `level of the damping of ${window} candles under random-walk candles`,
    length: LENGTH,
    compute: measureOf('hazard', { hazard: 'damping' }),
    thresholds: [{ meaning: 'our gate: little damping', value: 0.1, side: 'below', level: 0.1, holdsOn: ['iid'] }],
  },
  {
    name: `gate-low-frequency/${window}`,
    definition: `level of the low-frequency share of ${window} candles under random-walk candles`,
    length: LENGTH,
    compute: measureOf('lowFrequencyLevel'),
    thresholds: [{ meaning: 'slow at 5 %', value: 0.95, side: 'above', level: 0.05, holdsOn: ['iid'] }],
  },
  {
    name: `gate-trend/${window}`,
    definition: `slope of ${window} closes, time from 0 to 1, over their standard deviation`,
    length: LENGTH,
    compute: measureOf('trend'),
    thresholds: [
      { meaning: 'elsewhere: bull', value: 1.5, side: 'above' },
      { meaning: 'elsewhere: bear', value: -1.5, side: 'below' },
    ],
  },
  {
    name: `gate-volatility-ratio/${window}`,
    definition: `deviation of the returns of ${window} closes over their average true range`,
    length: LENGTH,
    compute: measureOf('volatilityRatio'),
    thresholds: [
      { meaning: 'elsewhere: calm', value: 0.75, side: 'below' },
      { meaning: 'elsewhere: chaotic', value: 1.5, side: 'above' },
    ],
  },
];

function measureOf(measure: CodecMeasure, spec: CodecSpec = {}): TriedStatistic['compute'] {
  return (increments) => {
    const stream = codecStream(spec, '1m');
    const scale = SMALL_STEP / standardDeviation(increments, 1);
    let [level, found] = [0, NaN];
    for (let t = 0; t <= increments.length; t++) {
      if (t > 0) level += scale * increments[t - 1];
      const time = t * MINUTE;
      const bar = { high: NaN, low: NaN, close: Math.exp(level), volume: NaN, eventTime: time, availableAt: time };
      found = stream.push(bar)?.measures[measure] ?? found;
    }
    return found;
  };
}
