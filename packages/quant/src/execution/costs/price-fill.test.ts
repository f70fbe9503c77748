import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moneyUnits } from '../../market/index.ts';
import type { LedgerScale } from '../../market/index.ts';
import type { CostContext, PriceRequest } from './cost-context.ts';
import { costRefusal } from './cost-refusal.ts';
import { US_REGULATORY_FEES } from './fee-tables.ts';
import { minimumPriceTicks, priceFill } from './price-fill.ts';
import { resolveCostModel } from './resolve-cost-model.ts';
import type { CostInput, ShortCosts } from './resolve-cost-model.ts';
import { quoteReferenceTicks } from './spread.ts';
import { SHARES } from './testing/cost-context.ts';

/** The formula of the first version of the fill contract, written out: what short costs have always come to. */
function firstVersion(costs: ShortCosts, scale: LedgerScale, request: PriceRequest): Record<string, number> {
  const { side, lots, referenceTicks, limitTicks } = request;
  const bps = costs.halfSpreadBps + costs.slippageBps;
  const exact = (Math.abs(referenceTicks) * bps) / 10_000;
  const nearest = Math.round(exact);
  const move = Math.abs(exact - nearest) <= 1e-12 * nearest ? nearest : Math.ceil(exact);
  let priceTicks = side === 'buy' ? referenceTicks + move : referenceTicks - move;
  if (limitTicks !== undefined) priceTicks = (side === 'buy' ? Math.min : Math.max)(priceTicks, limitTicks);
  const moved = moneyUnits(scale, Math.abs(priceTicks - referenceTicks), lots);
  const spreadUnits = moved === 0 ? 0 : Math.min(moved, Math.round((moved * costs.halfSpreadBps) / bps));
  const owed = (Math.abs(moneyUnits(scale, priceTicks, lots)) * costs.commissionBps) / 10_000;
  const floor = Math.floor(owed);
  const isUp = owed - floor > 0.5 || (owed - floor === 0.5 && floor % 2 !== 0);
  const commissionUnits = Math.max(costs.minimumCommissionUnits, isUp ? floor + 1 : floor);
  return { priceTicks, spreadUnits, slippageUnits: moved - spreadUnits, commissionUnits };
}

const side = fc.constantFrom('buy' as const, 'sell' as const);
const rate = fc.oneof(fc.constantFrom(0, 0.1, 0.3, 1, 2.5, 7.7), fc.double({ min: 0, max: 500, noNaN: true }));
const request: fc.Arbitrary<PriceRequest> = fc.record({
  side,
  lots: fc.integer({ min: 1, max: 10_000 }),
  referenceTicks: fc.integer({ min: 100, max: 1_000_000 }),
});
const drivers = fc.record({
  sessionMinute: fc.integer({ min: -1, max: 400 }),
  dailyVolatility: fc.double({ min: 0, max: 0.2, noNaN: true }),
  barVolume: fc.integer({ min: 0, max: 1_000_000 }),
  averageDailyVolume: fc.integer({ min: 1, max: 100_000_000 }),
  monthQuantity: fc.integer({ min: 0, max: 1_000_000 }),
  liquidity: fc.constantFrom('maker' as const, 'taker' as const),
});
const MODELS: readonly CostInput[] = [
  {},
  { spread: { kind: 'ticks', half: 0.7 }, slippage: { kind: 'ticks', value: 1.2 } },
  {
    spread: {
      kind: 'profile',
      halfBps: 1.3,
      perVolatility: 0.02,
      byMinute: [
        { from: 0, factor: 1.5 },
        { from: 30, factor: 1 },
      ],
    },
    slippage: { kind: 'volume-share' },
    commission: { kind: 'per-share', perShare: 0.005, minimumUnits: 1_000_000, maximumFraction: 0.01 },
    fees: US_REGULATORY_FEES,
  },
  { slippage: { kind: 'square-root' }, commission: { kind: 'maker-taker', makerBps: 1, takerBps: 5 } },
  {
    commission: {
      kind: 'tiered',
      tiers: [
        { above: 0, perUnit: 0.0035 },
        { above: 300_000, perUnit: 0.002 },
      ],
    },
  },
  { commission: { kind: 'per-contract', perContract: 0.65, minimumUnits: 1_000_000 } },
];
const model = fc.constantFrom(...MODELS).map((input) => resolveCostModel(input));
const costOf = (fill: ReturnType<typeof priceFill>): number =>
  fill.spreadUnits + fill.slippageUnits + fill.commissionUnits + fill.feeUnits;

describe('priceFill', () => {
  it('is the first version of the contract, bit for bit, for costs in the short form', () => {
    const costs = fc.record({
      halfSpreadBps: rate,
      slippageBps: rate,
      commissionBps: rate,
      minimumCommissionUnits: fc.nat(5_000_000),
    });
    const scale = fc.constantFrom<LedgerScale>(SHARES.scale, { numerator: 1, denominator: 100 });
    const any = fc.record({
      side,
      lots: fc.integer({ min: 1, max: 9999 }),
      referenceTicks: fc.integer({ min: -9999, max: 1e6 }),
    });
    fc.assert(
      fc.property(costs, scale, any, fc.option(fc.nat(9), { nil: undefined }), (short, ledger, one, room) => {
        const away = one.side === 'buy' ? 1 : -1;
        const limitTicks = room === undefined ? undefined : one.referenceTicks + away * room;
        const context: CostContext = { ...SHARES, scale: ledger, minimumTicks: undefined };
        const fill = priceFill(resolveCostModel(short), context, { ...one, limitTicks });
        const before = firstVersion(short, ledger, { ...one, limitTicks });
        expect(fill).toEqual({ ...before, feeUnits: 0, estimatedFees: [] });
      }),
      { numRuns: 500 },
    );
  });

  it('S3-35: moves against the trader, and what it moves in cash is the sum of the costs, to the last unit', () => {
    fc.assert(
      fc.property(model, request, drivers, (costs, one, inputs) => {
        const fill = priceFill(costs, { ...SHARES, ...inputs }, one);
        const sign = one.side === 'buy' ? 1 : -1;
        expect(sign * (fill.priceTicks - one.referenceTicks)).toBeGreaterThanOrEqual(0);
        const gross = -moneyUnits(SHARES.scale, one.referenceTicks, sign * one.lots);
        const net = -moneyUnits(SHARES.scale, fill.priceTicks, sign * one.lots) - fill.commissionUnits - fill.feeUnits;
        expect(gross - net).toBe(costOf(fill));
        for (const units of [fill.spreadUnits, fill.slippageUnits, fill.commissionUnits, fill.feeUnits]) {
          expect(Number.isSafeInteger(units) && units >= 0).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('S3-35: costs more, never less, for more lots, volatility, minute factor and less volume', () => {
    const changes: readonly ((context: CostContext, one: PriceRequest) => [CostContext, PriceRequest])[] = [
      (context, one) => [context, { ...one, lots: one.lots + 1 }],
      (context, one) => [{ ...context, dailyVolatility: (context.dailyVolatility ?? 0) + 0.01 }, one],
      (context, one) => [{ ...context, barVolume: Math.floor((context.barVolume ?? 0) / 2) }, one],
      (context, one) => [{ ...context, averageDailyVolume: (context.averageDailyVolume ?? 0) / 2 }, one],
      (context, one) => [{ ...context, sessionMinute: 5 }, one],
    ];
    fc.assert(
      fc.property(model, request, drivers, fc.constantFrom(...changes), (costs, one, inputs, change) => {
        const here: CostContext = { ...SHARES, ...inputs };
        const [context, dearer] = change(here, one);
        expect(costOf(priceFill(costs, context, dearer))).toBeGreaterThanOrEqual(costOf(priceFill(costs, here, one)));
      }),
      { numRuns: 1000 },
    );
  });

  it('S3-35: costs more, never less, for wider spreads and more slippage', () => {
    const input = fc.constantFrom(
      (a: number): CostInput => ({ halfSpreadBps: a }),
      (a: number): CostInput => ({ slippageBps: a }),
      (a: number): CostInput => ({ spread: { kind: 'ticks', half: a } }),
      (a: number): CostInput => ({ spread: { kind: 'quoted', factor: a } }),
      (a: number): CostInput => ({ slippage: { kind: 'volume-share', coefficient: a } }),
      (a: number): CostInput => ({ slippage: { kind: 'square-root', coefficient: a } }),
    );
    const step = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(input, fc.tuple(step, step), request, drivers, (inputOf, [a, more], one, inputs) => {
        const quote = { bidTicks: one.referenceTicks - 3, askTicks: one.referenceTicks + 4 };
        const context: CostContext = { ...SHARES, ...inputs, ...quote };
        const costAt = (value: number): number => costOf(priceFill(resolveCostModel(inputOf(value)), context, one));
        expect(costAt(a + more)).toBeGreaterThanOrEqual(costAt(a));
      }),
      { numRuns: 500 },
    );
  });

  it('S3-35: a quoted spread buys at the ask or worse and sells at the bid or worse, exactly there without slippage', () => {
    const costs = resolveCostModel({ spread: { kind: 'quoted' }, slippage: { kind: 'ticks', value: 0 } });
    const quote = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(side, quote, fc.integer({ min: 1, max: 6000 }), (one, [bidTicks, width], elsewhere) => {
        const context: CostContext = { ...SHARES, bidTicks, askTicks: bidTicks + width };
        const referenceTicks = quoteReferenceTicks(one, bidTicks, bidTicks + width);
        const fill = priceFill(costs, context, { side: one, lots: 1, referenceTicks });
        expect(fill.priceTicks).toBe(one === 'buy' ? bidTicks + width : bidTicks);
        const stale = priceFill(costs, context, { side: one, lots: 1, referenceTicks: elsewhere });
        if (one === 'buy') expect(stale.priceTicks).toBeGreaterThanOrEqual(Math.max(bidTicks + width, elsewhere));
        else expect(stale.priceTicks).toBeLessThanOrEqual(Math.min(bidTicks, elsewhere));
      }),
    );
  });

  it('adds no modelled spread to a reference that is a side’s quote already, but what stress adds to the quote', () => {
    const context: CostContext = { ...SHARES, isSpreadIncluded: true, bidTicks: 996, askTicks: 1000 };
    const buy = { side: 'buy', lots: 1, referenceTicks: 1000 } as const;
    const priceOf = (input: CostInput): number => priceFill(resolveCostModel(input), context, buy).priceTicks;
    const slippage = { kind: 'ticks', value: 0 } as const;
    expect(priceOf({ spread: { kind: 'bps', half: 50 }, slippage })).toBe(1000);
    expect(priceOf({ spread: { kind: 'quoted', factor: 0.5 }, slippage })).toBe(1000);
    expect(priceOf({ spread: { kind: 'quoted', factor: 1 }, slippage })).toBe(1000);
    expect(priceOf({ spread: { kind: 'quoted', factor: 2 }, slippage })).toBe(1002);
  });

  it('S3-35: never sells below the least price of what cannot be worth less than nothing, nor above its reference', () => {
    const costs = resolveCostModel({ spread: { kind: 'ticks', half: 20 } });
    const sale = (referenceTicks: number, minimumTicks: number | undefined): number =>
      priceFill(costs, { ...SHARES, minimumTicks }, { side: 'sell', lots: 1, referenceTicks }).priceTicks;
    expect([sale(30, 1), sale(5, 1), sale(1, 1), sale(0, 1)]).toEqual([9, 1, 1, 0]);
    expect(sale(5, undefined)).toBe(-16);
    expect([minimumPriceTicks('option'), minimumPriceTicks('equity'), minimumPriceTicks('future')]).toEqual([
      1,
      1,
      undefined,
    ]);
  });

  it('S3-35: does not let costs move a price beyond its limit', () => {
    fc.assert(
      fc.property(model, request, drivers, fc.nat(5), (costs, one, inputs, room) => {
        const limitTicks = one.referenceTicks + (one.side === 'buy' ? room : -room);
        const fill = priceFill(costs, { ...SHARES, ...inputs }, { ...one, limitTicks });
        expect(Math.abs(fill.priceTicks - one.referenceTicks)).toBeLessThanOrEqual(room);
      }),
    );
  });

  it('scales with prices: ticks worth k times as much cost k times as much', () => {
    fc.assert(
      fc.property(request, fc.integer({ min: 2, max: 50 }), rate, (one, k, bps) => {
        const costs = resolveCostModel({ commissionBps: bps });
        const here = priceFill(costs, SHARES, one);
        const there = priceFill(costs, { ...SHARES, scale: { numerator: 10_000 * k, denominator: 1 } }, one);
        expect(there.priceTicks).toBe(here.priceTicks);
        expect(there.spreadUnits + there.slippageUnits).toBe(k * (here.spreadUnits + here.slippageUnits));
        expect(Math.abs(there.commissionUnits - k * here.commissionUnits)).toBeLessThanOrEqual((k + 1) / 2);
      }),
    );
  });

  it('refuses, by name, what it cannot price, and falls back where the model declares it', () => {
    const cases: readonly [CostInput, Partial<CostContext>, string][] = [
      [{ spread: { kind: 'quoted' } }, {}, 'no-quote'],
      [{ spread: { kind: 'quoted' } }, { bidTicks: 11, askTicks: 10 }, 'no-quote'],
      [{ spread: { kind: 'quoted', factor: 2 } }, { isSpreadIncluded: true }, 'no-quote'],
      [{ spread: { kind: 'profile', halfBps: 1, byMinute: [{ from: 0, factor: 1 }] } }, {}, 'no-session-minute'],
      [{ spread: { kind: 'profile', halfBps: 1, perVolatility: 1 } }, { dailyVolatility: NaN }, 'no-volatility'],
      [{ slippage: { kind: 'volume-share' } }, { barVolume: NaN }, 'no-bar-volume'],
      [{ slippage: { kind: 'square-root' } }, { averageDailyVolume: 5 }, 'no-volatility'],
      [{ slippage: { kind: 'square-root' } }, { dailyVolatility: 0.01, averageDailyVolume: 0 }, 'no-average-volume'],
      [{ commission: { kind: 'tiered', tiers: [{ above: 0, perUnit: 1 }] } }, {}, 'no-month-quantity'],
      [{ fees: [{ ...US_REGULATORY_FEES[0], outside: 'refuse' }] }, { time: Date.UTC(2030, 0, 1) }, 'no-fee-rate'],
    ];
    const sale = { side: 'sell', lots: 1, referenceTicks: 10_000 } as const;
    for (const [input, lacking, reason] of cases) {
      const context: CostContext = { ...SHARES, ...lacking };
      const costs = resolveCostModel(input);
      expect(costRefusal(costs, context, sale), reason).toBe(reason);
      expect(() => priceFill(costs, context, sale), reason).toThrow(
        reason === 'no-fee-rate' ? 'SEC section 31' : reason,
      );
    }
    const covered = resolveCostModel({
      spread: { kind: 'quoted', fallbackBps: 3 },
      slippage: { kind: 'volume-share', fallbackBps: 4 },
    });
    expect(costRefusal(covered, SHARES, sale)).toBeUndefined();
    expect(priceFill(covered, SHARES, sale).priceTicks).toBe(9993);
  });
});
