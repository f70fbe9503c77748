import { PlatformError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { closeOnlySeries, ohlcSeries } from '../market/testing/index.ts';
import { byBar, runOver, wantLots } from './testing/index.ts';

const MILLION = 1e6;

function errorOf(act: () => unknown): PlatformError | undefined {
  try {
    act();
  } catch (error) {
    return PlatformError.is(error) ? error : undefined;
  }
  return undefined;
}

describe('X-08: an account beyond 2^53 ledger units (9,007 million)', () => {
  const buy = byBar('TEST', { 0: wantLots('TEST', 20_000_000) });
  const account = { currency: 'USD', cash: 2000 * MILLION };

  it.each([
    ['by a mark', ohlcSeries({ open: [100, 100, 100, 600], close: [100, 100, 500, 600] })],
    ['by a mark beyond any double', ohlcSeries({ open: [100, 100, 100, 6e6], close: [100, 100, 5e6, 6e6] })],
    ['by a close-only mark', closeOnlySeries([100, 100, 500, 600])],
  ])('is refused as unfit, with advice, where it grows %s', (_, series) => {
    const error = errorOf(() => runOver([series], buy, { account }));
    expect(error?.code).toBe('DATA_UNFIT');
    expect(error?.message).toMatch(/^the account grew beyond 9,007 million .*, more than the exact ledger holds$/);
    expect(error?.hint).toContain('less cash');
  });

  it('is refused where cash and positions pass it together, each within it', () => {
    const series = ohlcSeries({ open: [100, 100, 100, 300], close: [100, 100, 300, 300] });
    const rich = { currency: 'USD', cash: 7000 * MILLION };
    const error = errorOf(() => runOver([series], buy, { account: rich }));
    expect(error?.code).toBe('DATA_UNFIT');
    expect(error?.message).toContain('9,007 million USD');
  });

  it('is not entered by a sale whose proceeds the cash account could not hold', () => {
    const flat = [100, 100, 100];
    const rich = { currency: 'USD', cash: 8500 * MILLION };
    const short = byBar('TEST', { 0: wantLots('TEST', -20_000_000) });
    const { fills } = runOver([ohlcSeries({ open: flat, close: flat })], short, { account: rich });
    expect(fills[0].lots * 100).toBeLessThanOrEqual(507 * MILLION);
  });

  it('keeps exact books just below it, though sums on the way pass it', () => {
    const series = ohlcSeries({ open: [100, 100, 140.01, 140.01], close: [100, 140.01, 140.01, 140.01] });
    const rich = { currency: 'USD', cash: 8000 * MILLION };
    const { equityUnits } = runOver([series], buy, { account: rich });
    expect(equityUnits.at(-1)).toBe((8000 + 800.2) * MILLION * 1e6);
  });
});
