import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { sliceSeries } from '../../market/index.ts';
import { closeOnlySeries, walkSeries } from '../../market/testing/index.ts';
import { isIntent } from '../../orders/index.ts';
import { driveStrategy, exposuresByDecision } from '../testing/index.ts';
import { randomEntry } from './random-entry.ts';

const PARAMS = { seed: 1, entryProbability: 0.1, holdBars: 4, direction: 'long-short' };
const long = walkSeries(1, 4000);

describe('randomEntry', () => {
  const exposures = exposuresByDecision(driveStrategy(randomEntry, PARAMS, [long]));
  const entries = Object.entries(exposures).filter(([, value]) => value !== 0);

  it('leaves exactly holdBars after it entered', () => {
    expect(entries.length).toBeGreaterThan(200);
    for (const [bar] of entries.slice(0, -1)) expect(exposures[Number(bar) + 4]).toBe(0);
  });

  it('enters with its probability and on both sides alike, within 4 standard errors', () => {
    const atRisk = 4000 - 4 * entries.length;
    const share = entries.length / atRisk;
    expect(Math.abs(share - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / atRisk));
    const longs = entries.filter(([, value]) => value === 1).length / entries.length;
    expect(Math.abs(longs - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / entries.length));
  });

  it('keeps to its side of the market', () => {
    const sides = (direction: string): Set<number> =>
      new Set(Object.values(exposuresByDecision(driveStrategy(randomEntry, { ...PARAMS, direction }, [long]))));
    expect(sides('long-only')).toEqual(new Set([1, 0]));
    expect(sides('short-only')).toEqual(new Set([-1, 0]));
  });

  it('draws by the number of bars, never by price', () => {
    const flat = closeOnlySeries(new Array<number>(4000).fill(1));
    expect(exposuresByDecision(driveStrategy(randomEntry, PARAMS, [flat]))).toEqual(exposures);
  });

  it('draws the same at a bar wherever it was started', () => {
    const always = { ...PARAMS, entryProbability: 1, holdBars: 1 };
    const whole = exposuresByDecision(driveStrategy(randomEntry, always, [sliceSeries(long, 0, 60)]));
    const instance = randomEntry.create(always, { instruments: ['TEST'], rng: createRng('drive-strategy') });
    const [intent] = instance.decide({
      decisionTime: 0,
      instruments: ['TEST'],
      updated: ['TEST'],
      barCount: () => 41,
      price: () => NaN,
      barTime: () => NaN,
      term: () => NaN,
      column: () => NaN,
      position: () => 0,
      workingOrders: () => [],
      equity: 1,
    });
    expect(isIntent(intent) && intent.legs[0].target.value).toBe(whole[40]);
  });
});
