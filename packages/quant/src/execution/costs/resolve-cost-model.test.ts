import { describe, expect, it } from 'vitest';
import { IBKR_US_SHARES_FIXED, IBKR_US_SHARES_TIERED } from './broker-examples.ts';
import { costContent, isCostFree, shortForm } from './cost-content.ts';
import { describeCosts } from './describe-costs.ts';
import { SEC_SECTION_31, US_REGULATORY_FEES } from './fee-tables.ts';
import { NO_FINANCING } from './financing/financing-model.ts';
import { resolveCostModel } from './resolve-cost-model.ts';
import type { CostInput } from './resolve-cost-model.ts';
import { COST_STRESS_FACTORS, scaleCosts } from './scale-costs.ts';

const FREE = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 };
const RICH: CostInput = {
  spread: { kind: 'profile', halfBps: 1, perVolatility: 0.05, byMinute: [{ from: 0, factor: 1.5 }], fallbackBps: 2 },
  slippage: { kind: 'square-root', coefficient: 0.8, fallbackBps: 5 },
  commission: IBKR_US_SHARES_TIERED,
  fees: US_REGULATORY_FEES,
  financing: {
    borrow: 0.01,
    borrowByInstrument: { GME: [{ from: '2021-01-01', annual: 0.5 }] },
    marginInterest: 0.07,
    cashInterest: 0.02,
    rolloverByInstrument: { EURUSD: { rates: { kind: 'differential', base: 0.04, quote: 0.053, markup: 0.005 } } },
    fundingByInstrument: { BTCPERP: { times: [0, 28_800_000], rates: [0.0001, 0.0002], intervalHours: 8 } },
  },
};
const CHEAP: CostInput = {
  spread: { kind: 'quoted' },
  slippage: { kind: 'volume-share' },
  commission: { kind: 'maker-taker', makerBps: 1, takerBps: 2 },
};

describe('resolveCostModel', () => {
  it('reads the short form of today, with its defaults', () => {
    expect(resolveCostModel()).toEqual({
      spread: { kind: 'bps', half: 1 },
      slippage: { kind: 'bps', value: 1 },
      commission: { kind: 'bps', value: 0.5, minimumUnits: 0 },
      fees: [],
      financing: NO_FINANCING,
    });
    const stated = { halfSpreadBps: 3, slippageBps: 0, commissionBps: 2, minimumCommissionUnits: 9 };
    expect(shortForm(resolveCostModel(stated))).toEqual(stated);
    expect(resolveCostModel({ halfSpreadBps: undefined })).toEqual(resolveCostModel());
    expect(resolveCostModel({ fees: [] })).toEqual(resolveCostModel());
  });

  it('is frozen plain JSON that resolves to itself', () => {
    for (const input of [{}, RICH, CHEAP]) {
      const model = resolveCostModel(input);
      expect(JSON.parse(JSON.stringify(model))).toEqual(model);
      expect(resolveCostModel(model)).toEqual(model);
      expect(Object.isFrozen(model) && Object.isFrozen(model.financing.borrow)).toBe(true);
    }
    expect(Object.isFrozen(US_REGULATORY_FEES[0].rates)).toBe(true);
  });

  const points = [{ from: '2020-01-01', long: 1, short: 1 }];
  const wrong: readonly [CostInput, string][] = [
    [{ halfSpreadBps: -1 }, 'halfSpreadBps'],
    [{ commissionBps: NaN }, 'commissionBps'],
    [{ slippageBps: 10_000 }, 'slippageBps'],
    [{ halfSpreadBps: 6000, slippageBps: 6000 }, 'costs'],
    [{ minimumCommissionUnits: 0.5 }, 'minimumCommissionUnits'],
    [{ halfSpreadBps: 1, fees: [] }, 'costs'],
    [{ halfSpreadBsp: 1 } as CostInput, 'halfSpreadBsp'],
    [{ spread: { kind: 'bsp', half: 1 } } as unknown as CostInput, 'spread.kind'],
    [{ spread: { kind: 'ticks', half: Infinity } }, 'spread.half'],
    [{ spread: { kind: 'ticks', halves: 1 } } as unknown as CostInput, 'spread.halves'],
    [{ spread: { kind: 'quoted', factor: -1 } }, 'spread.factor'],
    [{ spread: { kind: 'quoted', fallbackBps: -1 } }, 'spread.fallbackBps'],
    [{ spread: { kind: 'profile', halfBps: 1, byMinute: [{ from: 5, factor: 1 }] } }, 'spread.byMinute[0].from'],
    [{ slippage: { kind: 'volume-share', cap: 0 } }, 'slippage.cap'],
    [{ slippage: { kind: 'volume-share', exponent: 0 } }, 'slippage.exponent'],
    [{ slippage: { kind: 'square-root', coefficient: NaN } }, 'slippage.coefficient'],
    [{ commission: { kind: 'per-share', perShare: '1' as unknown as number } }, 'commission.perShare'],
    [{ commission: { kind: 'per-share', perShare: 1, maximumFraction: 2 } }, 'commission.maximumFraction'],
    [{ commission: { kind: 'tiered', tiers: [] } }, 'commission.tiers'],
    [{ commission: { kind: 'tiered', tiers: [{ above: 1, perUnit: 1 }] } }, 'commission.tiers[0].above'],
    [{ commission: { kind: 'maker-taker', makerBps: -1, takerBps: 1 } }, 'commission.makerBps'],
    [{ fees: [SEC_SECTION_31, SEC_SECTION_31] }, 'fees[1].name'],
    [{ fees: [{ ...SEC_SECTION_31, knownThrough: '2020-01-01' }] }, 'fees[0].knownThrough'],
    [{ fees: [{ ...SEC_SECTION_31, rates: [{ from: 'May', rate: 1, source: 'x' }] }] }, 'fees[0].rates[0].from'],
    [{ fees: [{ ...SEC_SECTION_31, timeZone: 'Mars' }] }, 'fees[0].timeZone'],
    [{ financing: { borrow: -0.1 } }, 'financing.borrow'],
    [{ financing: { dayCount: 364 as 365 } }, 'financing.dayCount'],
    [{ financing: { accrual: { timeZone: 'UTC', hour: 24 } } }, 'financing.accrual.hour'],
    [
      { financing: { rolloverByInstrument: { EURUSD: { rates: { kind: 'points', points }, spotLag: 3 } } } },
      'financing.rolloverByInstrument.EURUSD.spotLag',
    ],
    [
      { financing: { fundingByInstrument: { P: { times: [2, 1], rates: [0, 0], intervalHours: 8 } } } },
      'financing.fundingByInstrument.P.times[1]',
    ],
    [
      { financing: { fundingByInstrument: { P: { times: [1], rates: [0, 0], intervalHours: 8 } } } },
      'financing.fundingByInstrument.P.rates',
    ],
  ];
  it.each(wrong)('refuses %o at %s', (input, name) => {
    expect(() => resolveCostModel(input)).toThrow(`invalid '${name}'`);
  });

  it('names the nearest key', () => {
    expect(() => resolveCostModel({ halfSpreadBsp: 1 } as CostInput)).toThrow("did you mean 'halfSpreadBps'");
  });
});

describe('scaleCosts', () => {
  it('X-12: stresses by 1.25, 1.5 and 2 what brokers and markets take, not what law and rates say', () => {
    expect(COST_STRESS_FACTORS).toEqual([1.25, 1.5, 2]);
    const model = resolveCostModel(RICH);
    const doubled = scaleCosts(model, 2);
    expect(doubled.spread).toMatchObject({ halfBps: 2, perVolatility: 0.1, fallbackBps: 4, outsideFactor: 1.5 });
    expect(doubled.slippage).toEqual({ kind: 'square-root', coefficient: 1.6, fallbackBps: 10 });
    expect(doubled.commission).toMatchObject({ minimumUnits: 700_000, maximumFraction: 0.02 });
    expect(doubled.commission).toMatchObject({ tiers: [{ above: 0, perUnit: 0.007 }, {}, {}, {}, {}] });
    expect(doubled.fees).toEqual(model.fees);
    const { borrow, borrowByInstrument, marginInterest, cashInterest, rolloverByInstrument } = doubled.financing;
    expect([borrow[0].annual, borrowByInstrument['GME'][0].annual, marginInterest[0].annual]).toEqual([0.02, 1, 0.14]);
    expect(cashInterest[0].annual).toBe(0.02);
    expect(rolloverByInstrument['EURUSD'].rates).toMatchObject({ markup: 0.01, base: [{ annual: 0.04 }] });
    expect(doubled.financing.fundingByInstrument).toEqual(model.financing.fundingByInstrument);
  });

  it('X-12: scales the short form as the contract’s variants do', () => {
    const stated = { halfSpreadBps: 0, slippageBps: 3, commissionBps: 5, minimumCommissionUnits: 3 };
    const scaled = (factor: number): unknown => shortForm(scaleCosts(resolveCostModel(stated), factor));
    expect(scaled(2)).toEqual({ halfSpreadBps: 0, slippageBps: 6, commissionBps: 10, minimumCommissionUnits: 6 });
    expect(scaled(0.5)).toEqual({ halfSpreadBps: 0, slippageBps: 1.5, commissionBps: 2.5, minimumCommissionUnits: 2 });
    expect(scaleCosts(resolveCostModel(RICH), 1)).toEqual(resolveCostModel(RICH));
    expect(() => scaleCosts(resolveCostModel({ halfSpreadBps: 3000, slippageBps: 3000 }), 2)).toThrow(
      "invalid 'costs'",
    );
    expect(() => scaleCosts(resolveCostModel(), -1)).toThrow("invalid 'factor'");
  });
});

describe('costContent', () => {
  it('keeps the text of the short form, and tells any two models apart', () => {
    expect(costContent(resolveCostModel())).toBe('1|1|0.5|0');
    const models = [{}, FREE, RICH, CHEAP, { fees: [SEC_SECTION_31] }, { financing: { cashInterest: 0.01 } }].map(
      (input) => resolveCostModel(input as CostInput),
    );
    const texts = [...models, scaleCosts(models[2], 2), scaleCosts(models[3], 2)].map(costContent);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('does not depend on the order of keys', () => {
    const one = resolveCostModel({ spread: { kind: 'ticks', half: 2 }, fees: [SEC_SECTION_31] });
    const reversed = Object.fromEntries(Object.entries(one).reverse()) as unknown as typeof one;
    expect(costContent(reversed)).toBe(costContent(one));
  });
});

describe('an amount per order and rounding of a commission', () => {
  const commission = { kind: 'bps', value: 0, perOrderUnits: 3, decimals: 2 } as const;

  it('are scaled, told and no part of the short form; an amount alone is a cost', () => {
    const model = resolveCostModel({
      spread: { kind: 'bps', half: 0 },
      slippage: { kind: 'bps', value: 0 },
      commission,
    });
    expect(scaleCosts(model, 0.5).commission).toEqual({ ...commission, minimumUnits: 0, perOrderUnits: 2 });
    expect(shortForm(model)).toBeUndefined();
    expect(isCostFree(model)).toBe(false);
    expect(describeCosts(model)).toContain(
      'rounded to 2 decimals of the currency and 0.000003 currency units an order',
    );
  });
});

describe('isCostFree', () => {
  it('X-12: is true only where neither trading nor holding costs', () => {
    const free = (input: CostInput): boolean => isCostFree(resolveCostModel(input));
    expect([free(FREE), free({}), free({ ...FREE, minimumCommissionUnits: 1 })]).toEqual([true, false, false]);
    const none = {
      spread: { kind: 'ticks', half: 0 },
      slippage: { kind: 'square-root', coefficient: 0 },
      commission: { kind: 'per-share', perShare: 0 },
    } as const;
    expect([free(none), free({ ...none, fees: [SEC_SECTION_31] })]).toEqual([true, false]);
    expect(free({ ...none, slippage: { kind: 'volume-share' } })).toBe(false);
    expect(free({ ...none, financing: { borrow: 0.01 } })).toBe(false);
    expect(free({ ...none, financing: { cashInterest: 0.01 } })).toBe(true);
  });
});

describe('describeCosts', () => {
  it('X-12: says what a trader can check, and that a free model is free', () => {
    expect(describeCosts(resolveCostModel())).toBe(
      'each fill pays 1 bps of half spread, 1 bps of slippage, 0.5 bps of commission; a target pays commission only',
    );
    expect(describeCosts(resolveCostModel(FREE))).toBe('trading is free of costs');
    const rich = describeCosts(resolveCostModel(RICH));
    for (const part of [
      'times 1.5 from minute 0',
      'SEC section 31 by date (20.6 USD a million of notional by the seller',
      'known through 2026-09-30',
      'a borrow fee of 0.01 a year',
      'rollover at 17:00 New York for EURUSD',
    ]) {
      expect(rich).toContain(part);
    }
    expect(describeCosts(resolveCostModel({ commission: IBKR_US_SHARES_FIXED }))).toContain(
      '0.005 a share of commission, at least 1 currency units an order, at most 0.01 of the notional',
    );
    expect(describeCosts(resolveCostModel(CHEAP))).toContain('without a quote it is refused');
  });
});
