import { describe, expect, it } from 'vitest';
import { checkQuoteRules, DEFAULT_QUOTE_RULES, quoteRefusal } from './quote-rules.ts';

const GOOD = { bid: 100, ask: 102 };

describe('quoteRefusal', () => {
  it.each([
    ['no-quote', { bid: NaN, ask: 102 }, 1],
    ['no-quote', { bid: 100, ask: NaN }, 1],
    ['stale-quote', { ...GOOD, ageMs: 120_001 }, 1],
    ['zero-bid', { bid: 0, ask: 1 }, 1],
    ['zero-bid', { bid: -1, ask: 1 }, 1],
    ['crossed-quote', { bid: 103, ask: 102 }, 1],
    ['wide-spread', { bid: 60, ask: 100.2 }, 1],
    ['size-exceeds-quote', { ...GOOD, size: 4 }, 5],
  ] as const)('S4-16: is %s for %o', (reason, quote, lots) => {
    expect(quoteRefusal(DEFAULT_QUOTE_RULES, quote, lots)).toBe(reason);
  });

  it('is undefined at every limit, and for a locked quote', () => {
    expect(quoteRefusal(DEFAULT_QUOTE_RULES, { ...GOOD, ageMs: 120_000, size: 5 }, 5)).toBeUndefined();
    expect(quoteRefusal(DEFAULT_QUOTE_RULES, { bid: 60, ask: 100 }, 1)).toBeUndefined();
    expect(quoteRefusal(DEFAULT_QUOTE_RULES, { bid: 100, ask: 100 }, 1)).toBeUndefined();
    const any = { staleMs: Infinity, maxSpreadFraction: Infinity };
    expect(quoteRefusal(any, { bid: 1, ask: 1e9, ageMs: 1e12 }, 1)).toBeUndefined();
  });
});

describe('checkQuoteRules', () => {
  it('names the rule that is out of its domain', () => {
    expect(() => checkQuoteRules({ ...DEFAULT_QUOTE_RULES, staleMs: 0.5 })).toThrow("'quotes.staleMs'");
    expect(() => checkQuoteRules({ ...DEFAULT_QUOTE_RULES, maxSpreadFraction: NaN })).toThrow(
      "'quotes.maxSpreadFraction'",
    );
  });
});
