import { binomialAcceptanceBand, clopperPearsonLower } from '@assay/core/distributions';
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { exposureMatchedExcess } from '../analysis/index.ts';
import { deflatedSharpeAtNull, deflatedSharpeRatio, sharpeStatistics } from './sharpe-inference.ts';
import type { DeflationOptions, SharpeStatistics } from './sharpe-inference.ts';
import { trialStatistics } from './trials.ts';
import type { TrialRecord } from './trials.ts';

/** The statistical rule on made-up markets, without the engine: no strategy here knows anything. */

const SEED = 'null-size-1';
const ALPHA = 0.05;
const CONFIDENCE = 1 - ALPHA;

interface Market {
  readonly nPeriods: number;
  readonly drift: number;
  readonly noise: 'normal' | 't5';
  /** One market for all strategies instead of one each. */
  readonly isShared?: boolean;
}
interface Entries {
  /** Probability that a holding period is spent in the market. */
  readonly share: number;
  /** Mean length of a holding period. */
  readonly hold: number;
}
const HALF: Entries = { share: 0.5, hold: 5 };

describe(`the statistical rule on worthless strategies, seed ${SEED}`, () => {
  const alone = { nTrials: 1, trialSharpeVariance: 0 };

  it.each([
    ['normal returns', { nPeriods: 500, drift: 0, noise: 'normal' }],
    ['Student t5 returns', { nPeriods: 500, drift: 0, noise: 't5' }],
    ['normal returns on a rising market', { nPeriods: 500, drift: 0.001, noise: 'normal' }],
  ] as const)('X-15, S4-18: passes 1,000 random strategies at the nominal rate: %s', (name, market) => {
    const all = randomStrategies(createRng(SEED).fork(name), 1000, market, HALF);
    const band = binomialAcceptanceBand(1000, ALPHA, 0.99);
    const accepted = all.filter((one) => deflatedSharpeRatio(one, alone).value >= CONFIDENCE).length;
    const acceptedByBoth = all.filter((one) => passes(one, alone)).length;
    for (const count of [accepted, acceptedByBoth]) {
      expect(count).toBeGreaterThanOrEqual(band.low);
      expect(count).toBeLessThanOrEqual(band.high);
    }
  });

  it('X-15: keeps the rate where strategies are rarely in the market, which the published ratio alone does not', () => {
    const rare = { share: 0.006, hold: 1 };
    const market = { nPeriods: 4000, drift: 0.0003, noise: 't5' } as const;
    const all = randomStrategies(createRng(SEED).fork('rare'), 1000, market, rare);
    const { high } = binomialAcceptanceBand(1000, ALPHA, 0.99);
    const published = all.filter((one) => deflatedSharpeRatio(one, alone).value >= CONFIDENCE).length;
    expect(published).toBeGreaterThan(high);
    expect(all.filter((one) => passes(one, alone)).length).toBeLessThanOrEqual(high);
  });

  it.each([
    ['independent markets', false],
    ['one market for all', true],
  ])('X-15: %s: accepts anything in at most one of twenty families of 50', (name, isShared) => {
    const market = { nPeriods: 250, drift: 0.0004, noise: 't5', isShared } as const;
    const rng = createRng(SEED).fork(name);
    const families = Array.from({ length: 200 }, (_, f) => randomStrategies(rng.fork(`${f}`), 50, market, HALF));
    const unadjusted = families.filter((family) => family.some((one) => passes(one, alone))).length;
    expect(clopperPearsonLower(unadjusted, 200, 0.99)).toBeGreaterThan(0.5);
    expect(clopperPearsonLower(countAccepting(families), 200, 0.99)).toBeLessThanOrEqual(ALPHA);
  });

  it('X-15: keeps the family rate where a few short records stand among many long ones', () => {
    const short = { nPeriods: 100, drift: 0, noise: 'normal' } as const;
    const families = Array.from({ length: 200 }, (_, f) => {
      const rng = createRng(SEED).fork(`mixed lengths ${f}`);
      return [...luckyStatistics(rng, 980, 5000), ...randomStrategies(rng, 20, short, HALF)];
    });
    expect(clopperPearsonLower(countAccepting(families), 200, 0.99)).toBeLessThanOrEqual(ALPHA);
  });

  it('X-15: keeps the family rate where a fine sweep of near-copies stands among independent trials', () => {
    const families = Array.from({ length: 300 }, (_, f) => {
      const rng = createRng(SEED).fork(`near-copies ${f}`);
      return [...luckyStatistics(rng, 40, 1000), ...nearCopies(rng, 2000, 0.99)];
    });
    const accepting = families.filter((family) => {
      const deflation = deflationOf(family.map(recordOf), 1000);
      const best = family.reduce((a, b) => (b.sharpe > a.sharpe ? b : a));
      return passes(best, deflation);
    }).length;
    expect(clopperPearsonLower(accepting, 300, 0.99)).toBeLessThanOrEqual(ALPHA);
    expect(accepting).toBeLessThanOrEqual(binomialAcceptanceBand(300, ALPHA, 0.99).high);
  });

  it('finds a real edge that a test with power 0.95 would find, at least 8 times in 10', () => {
    const rng = createRng(SEED).fork('edge');
    const nPeriods = 1500;
    const sharpe = (2 * 1.645) / Math.sqrt(nPeriods);
    const returns = (): Float64Array => Float64Array.from({ length: nPeriods }, () => sharpe + rng.nextNormal());
    const found = Array.from({ length: 300 }, () => passes(sharpeStatistics(returns()), alone));
    expect(found.filter(Boolean).length / 300).toBeGreaterThan(0.8);
  });
});

/** Both rules of the verdict. */
function passes(statistics: SharpeStatistics, family: DeflationOptions): boolean {
  return (
    deflatedSharpeRatio(statistics, family).value >= CONFIDENCE &&
    deflatedSharpeAtNull(statistics, family).value >= CONFIDENCE
  );
}

/** Families of which at least one member passes, each member judged with the whole family as its ledger. */
function countAccepting(families: readonly (readonly SharpeStatistics[])[]): number {
  return families.filter((family) => {
    const records = family.map(recordOf);
    const deflations = new Map<number, DeflationOptions>();
    return family.some((one) => {
      const known = deflations.get(one.n) ?? deflationOf(records, one.n);
      deflations.set(one.n, known);
      return passes(one, known);
    });
  }).length;
}

function deflationOf(records: readonly TrialRecord[], nObservations: number): DeflationOptions {
  const { count, sharpeVariance } = trialStatistics(records, { nObservations, declaredPriorTrials: 0 });
  return { nTrials: count, trialSharpeVariance: sharpeVariance };
}

function recordOf({ sharpe, n }: SharpeStatistics, index: number): TrialRecord {
  return {
    key: `${index}`,
    strategy: 'random-entry',
    params: { seed: index },
    instruments: ['A'],
    timeframe: '1d',
    periodsPerYear: 252,
    from: 0,
    to: 1,
    sharpe,
    n,
    skewness: 0,
    kurtosis: 3,
    role: 'sweep',
    returnsPointer: '',
  };
}

/** Sharpe ratios as luck gives them over n periods, drawn from their limiting distribution. */
function luckyStatistics(rng: Rng, count: number, n: number): SharpeStatistics[] {
  return Array.from({ length: count }, () => ({
    sharpe: rng.nextNormal() / Math.sqrt(n - 1),
    n,
    skewness: 0,
    kurtosis: 3,
  }));
}

/** Sharpe ratios of one sweep over 1,000 periods whose members are correlated by `correlation`. */
function nearCopies(rng: Rng, count: number, correlation: number): SharpeStatistics[] {
  const [common, own] = [Math.sqrt(correlation) * rng.nextNormal(), Math.sqrt(1 - correlation)];
  return luckyStatistics(rng, count, 1000).map((one) => ({
    ...one,
    sharpe: common / Math.sqrt(999) + own * one.sharpe,
  }));
}

/** Excess statistics of random long entries that trade at opening prices without costs. */
function randomStrategies(rng: Rng, count: number, market: Market, entries: Entries): SharpeStatistics[] {
  const shared = market.isShared === true ? marketReturns(rng, market) : undefined;
  return Array.from({ length: count }, () => randomEntry(rng, shared ?? marketReturns(rng, market), entries));
}

function marketReturns(rng: Rng, { nPeriods, drift, noise }: Market): Float64Array {
  const next = noise === 'normal' ? () => rng.nextNormal() : () => nextStudent5(rng);
  return Float64Array.from({ length: nPeriods }, () => drift + 0.01 * next());
}

/** Student's t with 5 degrees of freedom, scaled to variance 1. */
function nextStudent5(rng: Rng): number {
  let squares = 0;
  for (let i = 0; i < 5; i++) squares += rng.nextNormal() ** 2;
  return (rng.nextNormal() / Math.sqrt(squares / 5)) * Math.sqrt(3 / 5);
}

function randomEntry(rng: Rng, instrumentReturns: Float64Array, { share, hold }: Entries): SharpeStatistics {
  const returns = new Float64Array(instrumentReturns.length);
  const exposure = new Float64Array(instrumentReturns.length);
  let remaining = 0;
  let weight = 0;
  for (let t = 0; t < returns.length; t++) {
    if (remaining === 0) {
      weight = rng.nextFloat() < share ? 1 : 0;
      remaining = 1 + rng.nextInt(2 * hold - 1);
    }
    remaining--;
    returns[t] = weight * instrumentReturns[t];
    exposure[t] = weight;
  }
  return sharpeStatistics(exposureMatchedExcess({ instruments: ['A'], returns, exposure, instrumentReturns }).excess);
}
