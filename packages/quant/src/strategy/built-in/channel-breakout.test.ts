import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../../market/index.ts';
import { closeOnlySeries, ohlcSeries } from '../../market/testing/index.ts';
import type { Parameters } from '../strategy.ts';
import { driveStrategy, exposuresByDecision } from '../testing/index.ts';
import { channelBreakout } from './channel-breakout.ts';

const PARAMS = {
  entryWindow: 3,
  exitWindow: 2,
  channel: 'close',
  direction: 'long-short',
  stopFraction: 0,
  targetFraction: 0,
};
const exposures = (series: BarSeries, changes: Parameters = {}): Readonly<Record<number, number>> =>
  exposuresByDecision(driveStrategy(channelBreakout, { ...PARAMS, ...changes }, [series]));

describe('channelBreakout', () => {
  // The channel of 3 before bar 3 is 9 to 11; bar 5 closes below the 2 before it, bar 7 below the 3 before it.
  const closes = closeOnlySeries([10, 11, 9, 12, 13, 11.5, 11.8, 11, 12.5]);

  it('enters outside the channel of the bars before and leaves at the shorter one', () => {
    expect(exposures(closes)).toEqual({ 3: 1, 5: 0, 7: -1, 8: 1 });
    expect(exposures(closes, { direction: 'long-only' })).toEqual({ 3: 1, 5: 0, 8: 1 });
    expect(exposures(closes, { direction: 'short-only' })).toEqual({ 7: -1, 8: 0 });
  });

  it('does not enter on a close equal to the channel', () => {
    expect(exposures(closeOnlySeries([10, 11, 9, 11, 11]))).toEqual({});
  });

  it('waits for both channels, whichever is longer', () => {
    expect(exposures(closeOnlySeries([10, 11, 12, 13, 14, 15]), { entryWindow: 1, exitWindow: 4 })).toEqual({ 4: 1 });
  });

  it('spans the channel by highs and lows where asked to', () => {
    const bars = ohlcSeries({ close: [10, 10, 10, 11, 13], high: [12, 12, 12, 12, 13], low: [9, 9, 9, 9, 11] });
    expect(exposures(bars, { channel: 'high-low' })).toEqual({ 4: 1 });
    expect(exposures(bars)).toEqual({ 3: 1 });
    expect(() => exposures(closes, { channel: 'high-low' })).toThrow(/has closes only/);
  });

  it('sends its protective distances with every entry, and none with an exit', () => {
    const params = { ...PARAMS, stopFraction: 0.03, targetFraction: 0.06 };
    const intents = driveStrategy(channelBreakout, params, [closes]).flatMap((one) => one.intents);
    expect(intents[0].legs[0]).toMatchObject({ stopLoss: { fraction: 0.03 }, takeProfit: { fraction: 0.06 } });
    expect(intents[1].legs[0].stopLoss).toBeUndefined();
    const plain = driveStrategy(channelBreakout, PARAMS, [closes]).flatMap((one) => one.intents);
    expect(plain[0].legs[0].stopLoss).toBeUndefined();
    expect(plain[0].legs[0].takeProfit).toBeUndefined();
  });
});
