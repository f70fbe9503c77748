import { describe, expect, it } from 'vitest';
import { closeOnlySeries } from '../../market/testing/index.ts';
import { driveStrategy, exposuresByDecision } from '../testing/index.ts';
import { buyAndHold } from './buy-and-hold.ts';

describe('buyAndHold', () => {
  it('asks once, at the first bar', () => {
    expect(exposuresByDecision(driveStrategy(buyAndHold, {}, [closeOnlySeries([10, 9, 11, 12])]))).toEqual({ 0: 1 });
  });
});
