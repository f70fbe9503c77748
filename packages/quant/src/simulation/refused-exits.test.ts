import { createRng } from '@assay/core/random';
import { MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../execution/index.ts';
import type { BarSeries } from '../market/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import { resolveParameters, strategyByName } from '../strategy/index.ts';
import type { NamedColumns } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import type { SimulationResult } from './simulation.ts';
import { contiguousSeries } from './testing/index.ts';

const BARS = 300;
const HOLD_MINUTES = 240;
const GATES = strategyByName('gates');

interface Drawn {
  readonly bars: BarSeries;
  readonly columns: NamedColumns;
  /** Opens at which an order is refused. */
  readonly isCopied: readonly boolean[];
}

/** Bars of which some opens repeat the close before and some have little volume; signals and blocks at random. */
function drawn(seed: number): Drawn {
  const rng = createRng(`refused/${seed}`);
  const plain = contiguousSeries(
    [...walkSeries(`refused/${seed}`, BARS).close],
    { start: Date.UTC(2015, 0, 5), barMs: MS_PER_HOUR },
    { calendar: 'continuous' },
  );
  const isCopied = Array.from({ length: BARS }, (_, i) => i > 0 && rng.nextFloat() < 0.3);
  const open = plain.open.map((price, i) => (isCopied[i] ? plain.close[i - 1] : price));
  const [high, low] = [plain.high, plain.low].map((prices, k) =>
    prices.map((price, i) => Math[k === 0 ? 'max' : 'min'](price, open[i])),
  );
  const volume = open.map(() => 20 + rng.nextInt(880));
  const signal = open.map(() => (rng.nextFloat() < 0.2 ? 1 - 2 * rng.nextInt(2) : 0));
  const none = new Float64Array(BARS).fill(NaN);
  const shown = [
    ...['regime', 'hazard', 'flipRate', 'runSurprise', 'coherence', 'stability', 'entropy', 'repetitions'],
    ...['streak', 'streakStability', 'directionEntropy', 'directionFlipRate'],
  ];
  return {
    bars: { ...plain, open, high, low, volume },
    isCopied,
    columns: {
      ...Object.fromEntries([...shown, 'confidence'].map((name) => [name, none])),
      ...{ signal, key: signal.map((_, i) => i), reasons: new Float64Array(BARS) },
      ...{ blocked: signal.map(() => Number(rng.nextFloat() < 0.03)), source: new Float64Array(BARS).fill(1) },
    },
  };
}

function simulated({ bars, columns }: Drawn, volumeShare: number | undefined): SimulationResult {
  const { params } = resolveParameters(GATES, { holdMinutes: HOLD_MINUTES });
  const { id, currency } = bars.instrument;
  const strategy = GATES.create(params, { instruments: [id], rng: createRng('refused') });
  const [from, to] = [bars.eventTime[2], bars.eventTime[BARS - 1]];
  return simulate({
    series: [bars],
    segments: [{ from, to, strategy, terms: [[]], columns: [columns] }],
    boundary: 'flatten',
    contract: { ...fillContract('base'), degenerateOpen: 'refuse', volumeShare },
    sizing: { kind: 'fixed', lots: 100 },
    limits: { maxGrossExposure: 100 },
    account: { currency, cash: 1_000_000 },
  });
}

/**
 * Bars at whose close a position is held that is due: its hold has ended, or a block has come since it was entered. At the next
 * open that takes orders it has to become smaller.
 */
function checkExits({ bars, columns, isCopied }: Drawn, { fills }: SimulationResult): { due: number; refused: number } {
  let [lots, since, isBlocked, due, refused, next] = [0, NaN, false, 0, 0, 0];
  for (let i = 0; i < BARS - 1; i++) {
    if (lots !== 0 && columns['blocked'][i] === 1) isBlocked = true;
    const before = lots;
    const isDue = lots !== 0 && (isBlocked || bars.eventTime[i] >= since + HOLD_MINUTES * MS_PER_MINUTE);
    for (; next < fills.length && fills[next].time < bars.eventTime[i + 1]; next++) {
      const { side, lots: filled, decisionTime } = fills[next];
      if (lots === 0) [since, isBlocked] = [decisionTime, false];
      lots += side === 'buy' ? filled : -filled;
    }
    if (!isDue) continue;
    due++;
    if (isCopied[i + 1]) refused++;
    else expect(Math.abs(lots), `after bar ${i}`).toBeLessThan(Math.abs(before));
  }
  return { due, refused };
}

describe('positions of gates whose exits do not fill (property)', () => {
  it.each([undefined, 0.1])(
    'S1-05: are left at the first open that takes orders after the hold or a block (volume share %s)',
    (volumeShare) => {
      const total = { due: 0, refused: 0, fills: 0 };
      const run = fc.property(fc.nat(1_000_000), (seed) => {
        const one = drawn(seed);
        const result = simulated(one, volumeShare);
        const { due, refused } = checkExits(one, result);
        total.due += due;
        total.refused += refused;
        total.fills += result.fills.length;
      });
      fc.assert(run, { seed: 5, numRuns: 40 });
      expect(total.refused).toBeGreaterThan(100);
      expect(total.due - total.refused).toBeGreaterThan(500);
      expect(total.fills).toBeGreaterThan(1000);
    },
  );
});
