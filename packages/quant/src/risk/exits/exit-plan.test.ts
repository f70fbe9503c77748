import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MS_PER_DAY } from '@assay/core/time';
import { checkExitPlan, EXIT_ORDER, firstExit } from './exit-plan.ts';
import type { ExitMoment, ExitPlan, ExitReason } from './exit-plan.ts';

const NOW = Date.UTC(2024, 0, 10);
const QUIET: ExitMoment = {
  time: NOW,
  profitUnits: 0,
  basisUnits: 200,
  barsHeld: 3,
  expiry: NOW + 30 * MS_PER_DAY,
  entryRegime: 1,
  regime: 1,
  isEndOfTest: false,
};
const PLAN: ExitPlan = { profitTarget: 0.5, stopLoss: 1, maxBars: 10, daysToExpiry: 7, onRegimeChange: true };

/** For each reason a moment at which it holds. */
const FIXTURES: Readonly<Record<ExitReason, Partial<ExitMoment>>> = {
  'profit-target': { profitUnits: 100 },
  stop: { profitUnits: -200 },
  time: { barsHeld: 10 },
  'days-to-expiry': { expiry: NOW + 7 * MS_PER_DAY },
  'regime-change': { regime: 2 },
  expiry: { expiry: NOW },
  'end-of-test': { isEndOfTest: true },
};

describe('firstExit', () => {
  it.each(EXIT_ORDER)('S3-42: %s alone exits on its fixture, and nothing does a unit before it', (reason) => {
    const plan = reason === 'expiry' ? { ...PLAN, daysToExpiry: undefined } : PLAN;
    expect(firstExit(plan, { ...QUIET, ...FIXTURES[reason] })).toBe(reason);
    expect(firstExit(plan, QUIET)).toBeUndefined();
  });

  it.each<Partial<ExitMoment>>([
    { profitUnits: 99 },
    { profitUnits: -199 },
    { barsHeld: 9 },
    { expiry: NOW + 7 * MS_PER_DAY + 1 },
    { regime: undefined },
    { entryRegime: undefined, regime: 2 },
  ])('S3-42: keeps the position at %o', (moment) => {
    expect(firstExit(PLAN, { ...QUIET, ...moment })).toBeUndefined();
  });

  it('S3-42: keeps the order profit target, stop, time, days to expiry, regime change, expiry, end of test', () => {
    expect(EXIT_ORDER.join(', ')).toBe('profit-target, stop, time, days-to-expiry, regime-change, expiry, end-of-test');
  });

  it('S3-42: names the earlier rule of the order where two hold at one moment', () => {
    const reasons = fc.uniqueArray(fc.constantFrom(...EXIT_ORDER), { minLength: 1 });
    fc.assert(
      fc.property(reasons, (chosen) => {
        // A position has one profit and one expiry: the last one set counts, so those that clash are left out.
        const clean = chosen.filter(
          (one) =>
            !(one === 'stop' && chosen.includes('profit-target')) &&
            !(one === 'expiry' && chosen.includes('days-to-expiry')),
        );
        const moment = clean.reduce<ExitMoment>((all, one) => ({ ...all, ...FIXTURES[one] }), QUIET);
        const due = EXIT_ORDER.filter((one) => clean.includes(one));
        const implied = clean.includes('expiry')
          ? EXIT_ORDER.filter((one) => one === 'days-to-expiry' || due.includes(one))
          : due;
        expect(firstExit(PLAN, moment)).toBe(implied[0]);
      }),
    );
  });

  it('does nothing for rules that are absent, but for expiry and the end of the test', () => {
    const all = { ...QUIET, profitUnits: -1e6, barsHeld: 1e6, regime: 9 };
    expect(firstExit({}, all)).toBeUndefined();
    expect(firstExit({}, { ...all, expiry: NOW })).toBe('expiry');
    expect(firstExit({}, { ...all, isEndOfTest: true })).toBe('end-of-test');
    expect(firstExit({ exitAt: NOW }, all)).toBe('time');
    expect(firstExit({ exitAt: NOW + 1 }, all)).toBeUndefined();
  });
});

describe('checkExitPlan', () => {
  it('S3-42: refuses a plan that leaves every position on the bar after its entry', () => {
    expect(() => checkExitPlan({ daysToExpiry: 21 }, 21)).toThrow("invalid 'exits.daysToExpiry'");
    expect(() => checkExitPlan({ daysToExpiry: 20 }, 21)).not.toThrow();
    expect(() => checkExitPlan(PLAN)).not.toThrow();
  });

  it.each<[string, ExitPlan]>([
    ['exits.profitTarget', { profitTarget: 0 }],
    ['exits.stopLoss', { stopLoss: -1 }],
    ['exits.maxBars', { maxBars: 0 }],
    ['exits.exitAt', { exitAt: 0.5 }],
    ['exits.daysToExpiry', { daysToExpiry: -1 }],
  ])('refuses %s', (name, plan) => {
    expect(() => checkExitPlan(plan)).toThrow(`invalid '${name}'`);
  });
});
