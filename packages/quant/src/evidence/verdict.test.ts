import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined, undefinedBecause, UNDEFINED_REASONS } from '../analysis/index.ts';
import type { Measure, UndefinedReason } from '../analysis/index.ts';
import { DEFAULT_KILL_POLICY } from './kill-policy.ts';
import type { KillPolicy } from './kill-policy.ts';
import { inferSharpe } from './row-evidence.ts';
import { VERDICT_RULES } from './rules.ts';
import { rowEvidence, stressFigures, tradelessEvidence } from './testing/index.ts';
import type { EvidenceChanges } from './testing/index.ts';
import { judge } from './verdict.ts';
import type { Check, Judgement, Verdict } from './verdict.ts';

const POLICY = DEFAULT_KILL_POLICY;
const judged = (changes: EvidenceChanges, policy: KillPolicy = POLICY): Judgement =>
  judge(rowEvidence(changes), policy);
const failed = (judgement: Judgement): string[] =>
  judgement.checks.filter(({ passed }) => !passed).map(({ rule }) => rule);
const stress = (changes: Parameters<typeof stressFigures>[0]): EvidenceChanges => ({ stress: stressFigures(changes) });
const costs = (meanReturn: Measure, sharpe: Measure): EvidenceChanges => ({
  costs: [{ multiple: 1.5, meanReturn, sharpe }],
});
const monteCarlo = (p5Return: Measure, p95Drawdown: Measure, ruinProbability: Measure): EvidenceChanges =>
  stress({ monteCarlo: { p5Return, p95Drawdown, ruinProbability } });
const sweep = (superiorAbility: Measure, realityCheck: Measure): EvidenceChanges => ({
  realityCheck: { superiorAbility, realityCheck, sets: 2 },
});
const check = (judgement: Judgement, rule: string): Check | undefined =>
  judgement.checks.find((entry) => entry.rule === rule);

/**
 * Rule, figures at the limit, figures just beyond it, the verdict that follows. The minimum track record by hand, with
 * the target 1/√252: 1 + (1 + 0.3·0.062994 + 0.062994²)·1.644854²·252 = 698.4 periods.
 */
const BOUNDARIES: readonly (readonly [string, EvidenceChanges, EvidenceChanges, Verdict])[] = [
  ['leak', { leakTest: 'clean' }, { leakTest: 'leak' }, 'killed'],
  ['no-trades', { trades: { nTrades: 1 } }, { trades: { nTrades: 0 } }, 'killed'],
  ['max-drawdown', { absolute: { maxDrawdown: defined(0.5) } }, { absolute: { maxDrawdown: beyond(0.5) } }, 'killed'],
  ['fragility', { fragility: defined(0.6) }, { fragility: beyond(0.6) }, 'killed'],
  ['reject-rate', { rejectRate: defined(0.5) }, { rejectRate: beyond(0.5) }, 'killed'],
  ['stressed-costs-sharpe', costs(defined(1), defined(0)), costs(defined(1), defined(-1e-12)), 'killed'],
  ['stressed-costs-mean', costs(defined(1e-12), defined(1)), costs(defined(0), defined(1)), 'killed'],
  ['superior-ability', sweep(defined(0.05), defined(0)), sweep(beyond(0.05), defined(0)), 'killed'],
  ['reality-check', sweep(defined(0), defined(0.05)), sweep(defined(0), beyond(0.05)), 'killed'],
  [
    'overfitting',
    { overfitting: { pbo: defined(0.5), splits: 70, sets: 10 } },
    { overfitting: { pbo: beyond(0.5), splits: 70, sets: 10 } },
    'killed',
  ],
  ['regime-dependency', stress({ dependency: defined(0.7) }), stress({ dependency: beyond(0.7) }), 'killed'],
  [
    'walk-forward-loss',
    { walkForward: { loss: defined(0.6), windows: 3 } },
    { walkForward: { loss: beyond(0.6), windows: 3 } },
    'killed',
  ],
  [
    'monte-carlo-drawdown-p95',
    monteCarlo(defined(0), defined(0.6), defined(0)),
    monteCarlo(defined(0), beyond(0.6), defined(0)),
    'killed',
  ],
  [
    'monte-carlo-ruin',
    monteCarlo(defined(0), defined(0), defined(0.05)),
    monteCarlo(defined(0), defined(0), beyond(0.05)),
    'killed',
  ],
  [
    'monte-carlo-return-p5',
    monteCarlo(defined(-0.25), defined(0), defined(0)),
    monteCarlo(beyond(-0.25), defined(0), defined(0)),
    'killed',
  ],
  ['stress-failed', stress({}), stress({ state: 'stress_failed' }), 'insufficient'],
  ['nondeterministic', { leakTest: 'clean' }, { leakTest: 'nondeterministic' }, 'insufficient'],
  ['leak-test-failed', { leakTest: 'clean' }, { leakTest: 'failed' }, 'insufficient'],
  ['min-trades', { trades: { nDecidedTrades: 20 } }, { trades: { nDecidedTrades: 19 } }, 'insufficient'],
  ['minimum-track-record', { excessSharpe: { n: 699 } }, { excessSharpe: { n: 698 } }, 'insufficient'],
  [
    'suspicious-sharpe',
    { absolute: { sharpeRatio: defined(3) } },
    { absolute: { sharpeRatio: beyond(3) } },
    'suspicious',
  ],
  [
    'suspicious-excess-sharpe',
    { excess: { sharpeRatio: defined(3) } },
    { excess: { sharpeRatio: beyond(3) } },
    'suspicious',
  ],
  [
    'suspicious-return',
    { absolute: { totalReturn: defined(10) } },
    { absolute: { totalReturn: beyond(10) } },
    'suspicious',
  ],
  ['suspicious-win-rate', { trades: { winRate: defined(0.85) } }, { trades: { winRate: beyond(0.85) } }, 'suspicious'],
  [
    'suspicious-period-return',
    { absolute: { bestPeriod: defined(3) } },
    { absolute: { bestPeriod: beyond(3) } },
    'suspicious',
  ],
  [
    'suspicious-profit-factor',
    { trades: { profitFactor: defined(10) } },
    { trades: { profitFactor: beyond(10) } },
    'suspicious',
  ],
];

describe('judge at the limits', () => {
  it.each(BOUNDARIES)('S4-18, X-14: %s passes at its limit and fails beyond it', (rule, at, over, verdict) => {
    expect(check(judged(at), rule)?.passed).toBe(true);
    const found = judged(over);
    expect([found.verdict, found.reasons.map((reason) => reason.rule)]).toEqual([verdict, [rule]]);
    expect(check(found, rule)?.effect).toBe(verdict);
  });

  it.each([
    ['deflated-sharpe', 'deflatedSharpe', -0.9],
    ['deflated-sharpe-at-null', 'deflatedSharpeAtNull', 0.9],
  ] as const)('S4-18: %s passes at the declared confidence and fails above it', (rule, figure, skewness) => {
    const evidence = rowEvidence({ excessSharpe: { skewness } });
    const policy = { ...POLICY, targetSharpe: 3 };
    const { value } = inferSharpe(evidence, policy)[figure];
    expect(value).toBeGreaterThan(0.95);
    expect(judge(evidence, { ...policy, confidence: value }).verdict).toBe('candidate');
    const found = judge(evidence, { ...policy, confidence: value + 1e-12 });
    expect(found.verdict).toBe('killed');
    expect(found.reasons).toEqual([{ rule, value, limit: value + 1e-12 }]);
  });

  it('has a boundary test for every rule', () => {
    const tested = [...BOUNDARIES.map(([rule]) => rule), 'deflated-sharpe', 'deflated-sharpe-at-null'].sort();
    expect(VERDICT_RULES.map(({ name }) => name).sort()).toEqual(tested);
  });

  it('X-14: a loss of 300 % in a period is as suspicious as a gain', () => {
    expect(failed(judged({ absolute: { worstPeriod: beyond(-3) } }))).toEqual(['suspicious-period-return']);
  });

  it('X-14: a profit factor that does not exist because nothing was lost is suspicious', () => {
    const found = judged({ trades: { profitFactor: undefinedBecause('no-losing-trade') } });
    expect(found.verdict).toBe('suspicious');
    expect(found.reasons).toEqual([
      { rule: 'suspicious-profit-factor', value: null, limit: 10, undefinedReason: 'no-losing-trade' },
    ]);
  });

  it.each([
    ['max-drawdown', { absolute: { maxDrawdown: defined(0.9) } }],
    ['fragility', { fragility: { value: 1, note: 'mean-not-positive' } }],
    ['reject-rate', { rejectRate: defined(0.99) }],
    ['min-trades', { trades: { nDecidedTrades: 3 } }],
    ['minimum-track-record', { excessSharpe: { n: 60 } }],
    ['deflated-sharpe', { excessSharpe: { sharpe: 0.01 } }],
    ['deflated-sharpe-at-null', { excessSharpe: { sharpe: 0.01 } }],
    ['stressed-costs-sharpe', costs(defined(-1e-4), defined(-0.3))],
    ['stressed-costs-mean', costs(defined(-1e-4), defined(-0.3))],
    ['superior-ability', sweep(defined(0.6), defined(0.6))],
    ['reality-check', sweep(defined(0.6), defined(0.6))],
    ['overfitting', { overfitting: { pbo: defined(0.8), splits: 12_870, sets: 40 } }],
    ['regime-dependency', stress({ dependency: defined(0.95) })],
    ['walk-forward-loss', { walkForward: { loss: defined(0.9), windows: 8 } }],
    ['monte-carlo-drawdown-p95', monteCarlo(defined(-0.9), defined(0.95), defined(0.6))],
    ['monte-carlo-ruin', monteCarlo(defined(-0.9), defined(0.95), defined(0.6))],
    ['monte-carlo-return-p5', monteCarlo(defined(-0.9), defined(0.95), defined(0.6))],
  ] as const)('D29, S4-14: the default limit of %s fires on a bad row', (rule, changes) => {
    expect(failed(judged(changes))).toContain(rule);
  });
});

const CANDIDATE_RULES = [
  'deflated-sharpe',
  'deflated-sharpe-at-null',
  'superior-ability',
  'reality-check',
  'overfitting',
  'fragility',
  'regime-dependency',
  'walk-forward-loss',
  'monte-carlo-drawdown-p95',
  'monte-carlo-ruin',
  'monte-carlo-return-p5',
];

describe('judge: precedence of ruling 4', () => {
  const bad = {
    kill: { absolute: { maxDrawdown: defined(0.8) } },
    sufficiency: { trades: { nDecidedTrades: 5 } },
    statistics: { excessSharpe: { sharpe: 0.01 } },
    suspicion: { excess: { sharpeRatio: defined(9) } },
  };

  it.each([
    [{ ...bad.kill, ...bad.sufficiency, ...bad.statistics, ...bad.suspicion }, 'killed', 'max-drawdown'],
    [{ ...bad.sufficiency, ...bad.statistics, ...bad.suspicion }, 'insufficient', 'min-trades'],
    [{ ...bad.statistics, ...bad.suspicion }, 'killed', 'deflated-sharpe deflated-sharpe-at-null'],
    [{ fragility: defined(0.9), ...bad.sufficiency, ...bad.suspicion }, 'insufficient', 'min-trades'],
    [{ fragility: defined(0.9), ...bad.suspicion }, 'killed', 'fragility'],
    [{ ...sweep(defined(0.3), defined(0)), ...bad.suspicion }, 'killed', 'superior-ability'],
    [{ ...sweep(defined(0), defined(0.3)), ...bad.suspicion }, 'killed', 'reality-check'],
    [
      { overfitting: { pbo: defined(0.7), splits: 70, sets: 20 }, ...bad.sufficiency, ...bad.suspicion },
      'insufficient',
      'min-trades',
    ],
    [{ overfitting: { pbo: defined(0.7), splits: 70, sets: 20 }, ...bad.suspicion }, 'killed', 'overfitting'],
    [{ ...costs(defined(-1), defined(-1)), ...bad.sufficiency }, 'killed', 'stressed-costs-sharpe stressed-costs-mean'],
    [{ ...stress({ state: 'stress_failed' }), ...bad.statistics }, 'insufficient', 'stress-failed'],
    [{ ...bad.suspicion }, 'suspicious', 'suspicious-excess-sharpe'],
    [{}, 'candidate', CANDIDATE_RULES.join(' ')],
  ])('S4-20: %# decides by the first stage that fails', (changes, verdict, rules) => {
    const found = judged(changes);
    expect(found.verdict).toBe(verdict);
    expect(found.reasons.map((reason) => reason.rule).join(' ')).toBe(rules);
  });

  it('shows every rule that was evaluated, also those that did not decide', () => {
    const found = judged({ ...bad.sufficiency, ...bad.statistics, ...bad.suspicion });
    expect(found.checks.map(({ rule }) => rule)).toEqual(VERDICT_RULES.map(({ name }) => name));
    expect(failed(found)).toEqual([
      'min-trades',
      'deflated-sharpe',
      'deflated-sharpe-at-null',
      'suspicious-excess-sharpe',
    ]);
  });

  it('S4-18: a row whose trades were all closed by the end of a segment is insufficient, not without a trade', () => {
    const found = judged({ trades: { nTrades: 40, nDecidedTrades: 0 } });
    expect(found.verdict).toBe('insufficient');
    expect(found.reasons).toEqual([{ rule: 'min-trades', value: 0, limit: 20 }]);
  });

  it('S4-18: kills a row without a trade for that reason and no other', () => {
    const found = judge(tradelessEvidence(), POLICY);
    expect(found.verdict).toBe('killed');
    expect(found.reasons).toEqual([{ rule: 'no-trades', value: 0, limit: 1 }]);
  });

  it('ruling 6: withholds every figure of a row that leaks', () => {
    const found = judged({ leakTest: 'leak', ...bad.kill });
    expect(found.verdict).toBe('killed');
    expect(found.checks.map(({ rule }) => rule)).toEqual(['leak', 'no-trades']);
  });

  it('lists no leak rule where no leak test was run', () => {
    const found = judged({ leakTest: 'not-run' });
    expect(found.verdict).toBe('candidate');
    expect(found.checks.map(({ rule }) => rule)).not.toContain('leak');
  });

  it('lists every failed rule of the deciding stage', () => {
    const found = judged({ ...bad.kill, rejectRate: defined(0.7), fragility: { value: 1, note: 'mean-not-positive' } });
    expect(found.reasons).toEqual([
      { rule: 'max-drawdown', value: 0.8, limit: 0.5 },
      { rule: 'reject-rate', value: 0.7, limit: 0.5 },
    ]);
  });

  it('ruling 4: a fragile row is killed among the statistics, with the note that says why', () => {
    const found = judged({ fragility: { value: 1, note: 'mean-not-positive' } });
    expect(found.verdict).toBe('killed');
    expect(found.reasons).toEqual([{ rule: 'fragility', value: 1, limit: 0.6, note: 'mean-not-positive' }]);
  });

  it('a candidate carries the statistical rules it passed', () => {
    const { deflatedSharpe, deflatedSharpeAtNull } = inferSharpe(rowEvidence(), POLICY);
    const { reasons, notApplied } = judged({});
    expect(reasons.slice(0, 6)).toEqual([
      { rule: 'deflated-sharpe', value: deflatedSharpe.value, limit: 0.95 },
      { rule: 'deflated-sharpe-at-null', value: deflatedSharpeAtNull.value, limit: 0.95 },
      { rule: 'superior-ability', value: 0.01, limit: 0.05 },
      { rule: 'reality-check', value: 0.02, limit: 0.05 },
      { rule: 'overfitting', value: 0.2, limit: 0.5 },
      { rule: 'fragility', value: 0.1, limit: 0.6 },
    ]);
    expect(reasons.map(({ rule }) => rule)).toEqual(CANDIDATE_RULES);
    expect(notApplied).toEqual([]);
  });

  it('S4-18, S4-17: what depends on the family is marked so', () => {
    const marked = judged({}).checks.flatMap(({ rule, dependsOnFamily }) => (dependsOnFamily === true ? [rule] : []));
    expect(marked).toEqual(CANDIDATE_RULES.slice(0, 5));
  });
});

describe('judge: evidence that is not there', () => {
  const absent = { overfitting: undefined, realityCheck: undefined, walkForward: undefined, stress: undefined };

  it('S4-18: a rule without anything to evaluate neither passes nor fails, and says why', () => {
    const { checks, notApplied } = judged({ ...absent, leakTest: 'not-run' });
    expect(Object.fromEntries(notApplied.map(({ rule, why }) => [rule, why]))).toEqual({
      leak: 'leak-test-not-run',
      nondeterministic: 'leak-test-not-run',
      'leak-test-failed': 'leak-test-not-run',
      'stressed-costs-sharpe': 'stress-off',
      'stressed-costs-mean': 'stress-off',
      'stress-failed': 'stress-off',
      'superior-ability': 'fewer-than-two-sets',
      'reality-check': 'fewer-than-two-sets',
      overfitting: 'fewer-than-two-sets',
      'regime-dependency': 'stress-off',
      'walk-forward-loss': 'no-walk-forward',
      'monte-carlo-drawdown-p95': 'stress-off',
      'monte-carlo-ruin': 'stress-off',
      'monte-carlo-return-p5': 'stress-off',
    });
    const named = [...checks.map(({ rule }) => rule), ...notApplied.map(({ rule }) => rule)].sort();
    expect(named).toEqual(VERDICT_RULES.map(({ name }) => name).sort());
  });

  it.each([
    ['overfitting', { overfitting: { pbo: defined(0.9), splits: 70, sets: 9 } }, 'fewer-than-ten-sets'],
    [
      'overfitting',
      { overfitting: { pbo: undefinedBecause('too-few-trials'), splits: 0, sets: 1 } },
      'fewer-than-two-sets',
    ],
    [
      'superior-ability',
      { realityCheck: { superiorAbility: defined(1), realityCheck: defined(1), sets: 1 } },
      'fewer-than-two-sets',
    ],
    ['walk-forward-loss', { walkForward: { loss: defined(1), windows: 2 } }, 'fewer-than-three-test-windows'],
    ['regime-dependency', stress({ regimes: [], dependency: defined(1) }), 'fewer-than-two-regimes'],
    ['regime-dependency', stress({ state: 'stress_failed', dependency: defined(1) }), 'stress-failed'],
    ['monte-carlo-ruin', stress({ monteCarlo: undefined }), 'monte-carlo-off'],
    ['stressed-costs-mean', stress({ costs: [] }), 'no-such-cost-multiple'],
    ['stressed-costs-mean', stress({ state: 'stress_failed', costs: [] }), 'stress-failed'],
  ] as const)('S4-18: %s is not applied where there is too little: %#', (rule, changes, why) => {
    const found = judged(changes);
    expect(found.notApplied).toContainEqual({ rule, why });
    expect(check(found, rule)).toBeUndefined();
  });

  it.each([
    ['overfitting', { overfitting: { pbo: undefinedBecause('too-few-observations'), splits: 0, sets: 10 } }],
    ['superior-ability', sweep(undefinedBecause('too-few-observations'), defined(0))],
    ['reality-check', sweep(defined(0), undefinedBecause('return-not-finite'))],
    ['regime-dependency', stress({ dependency: undefinedBecause('no-trade') })],
    ['monte-carlo-ruin', monteCarlo(defined(0), defined(0), undefinedBecause('trade-not-finite'))],
    ['stressed-costs-mean', costs(undefinedBecause('return-not-finite'), defined(1))],
  ] as const)('X-04: %s fails where its figure was asked for and does not exist', (rule, changes) => {
    expect(judged(changes)).toMatchObject({ verdict: 'killed', reasons: [{ rule, value: null }] });
  });

  it('S4-24: reads the costs at the declared multiple, from the ladder before the stress', () => {
    const ladder = [1.25, 1.5, 2].map((multiple) => ({
      multiple,
      meanReturn: defined(1.6 - multiple),
      sharpe: defined(1.6 - multiple),
    }));
    const verdicts = [1.25, 1.5, 2].map(
      (costMultiple) => judged({ costs: ladder }, { ...POLICY, costMultiple }).verdict,
    );
    expect(verdicts).toEqual(['candidate', 'candidate', 'killed']);
    expect(check(judged({ costs: ladder }), 'stressed-costs-mean')?.note).toBe('costs-times-1.5');
  });

  it('a stress that failed says why', () => {
    const found = judged(stress({ state: 'stress_failed', reason: 'out of memory' }));
    expect(found.reasons).toEqual([{ rule: 'stress-failed', value: 1, limit: 0, note: 'out of memory' }]);
  });
});

describe('judge: undefined figures and trials', () => {
  it.each([
    ['max-drawdown', { absolute: { maxDrawdown: undefinedBecause('return-not-finite') } }, 'killed'],
    ['fragility', { fragility: undefinedBecause('no-sharpe') }, 'killed'],
    ['reject-rate', { rejectRate: undefinedBecause('no-order') }, 'killed'],
    ['deflated-sharpe', { trials: { count: 10, sharpeVariance: NaN } }, 'killed'],
  ] as const)('X-04: an undefined %s does not pass', (rule, changes, verdict) => {
    const found = judged(changes);
    expect([found.verdict, found.reasons[0].rule, found.reasons[0].value]).toEqual([verdict, rule, null]);
    expect(found.reasons[0].undefinedReason).toBeTypeOf('string');
  });

  it('X-04: a record whose minimum length cannot be told is insufficient', () => {
    const found = judged({ excessSharpe: { sharpe: NaN, skewness: NaN, kurtosis: NaN, reason: 'zero-variance' } });
    expect(found.verdict).toBe('insufficient');
    expect(found.reasons).toEqual([
      { rule: 'minimum-track-record', value: 1512, limit: null, undefinedReason: 'no-sharpe' },
    ]);
  });

  it('ruling 4: the record needed is that of the declared target, whatever was observed', () => {
    const limits = [0.05, 0.12, 0.6].map(
      (sharpe) => check(judged({ excessSharpe: { sharpe } }), 'minimum-track-record')?.limit,
    );
    expect(limits).toEqual([699, 699, 699]);
    expect(check(judged({}, { ...POLICY, targetSharpe: 2 }), 'minimum-track-record')?.limit).toBeLessThan(699 / 3);
  });

  it('X-15: the same row fails once enough trials stand behind it', () => {
    const verdictOf = (count: number): Verdict => judged({ trials: { count, sharpeVariance: 1 / 1511 } }).verdict;
    expect([1, 10, 1e3, 1e6].map(verdictOf)).toEqual(['candidate', 'candidate', 'killed', 'killed']);
  });

  it('X-04, S4-20: gives any row exactly one verdict, reasons, and JSON without NaN', () => {
    const reasons = fc.constantFrom(...(Object.keys(UNDEFINED_REASONS) as UndefinedReason[]));
    const measure: fc.Arbitrary<Measure> = fc.oneof(
      { weight: 3, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(defined) },
      reasons.map(undefinedBecause),
    );
    const evidence = fc.record({
      absolute: fc.record({ maxDrawdown: measure, sharpeRatio: measure, totalReturn: measure, bestPeriod: measure }),
      excess: fc.record({ sharpeRatio: measure }),
      excessSharpe: fc.record({ sharpe: fc.double(), n: fc.nat(5000), skewness: fc.double(), kurtosis: fc.double() }),
      trades: fc.record({ nTrades: fc.nat(60), nDecidedTrades: fc.nat(60), winRate: measure, profitFactor: measure }),
      rejectRate: measure,
      fragility: measure,
      trials: fc.record({ count: fc.nat(1e6), sharpeVariance: fc.double() }),
      leakTest: fc.constantFrom('clean', 'leak', 'nondeterministic', 'failed', 'not-run'),
    });
    fc.assert(
      fc.property(evidence, (changes) => {
        const found = judged(changes);
        expect(['insufficient', 'suspicious', 'killed', 'candidate']).toContain(found.verdict);
        expect(found.reasons.length).toBeGreaterThan(0);
        expect(found.verdict === 'candidate').toBe(failed(found).length === 0);
        for (const { value, limit, undefinedReason } of found.checks) {
          for (const figure of [value, limit]) {
            if (figure === null) expect(undefinedReason).toBeTypeOf('string');
            else expect(Number.isFinite(figure)).toBe(true);
          }
        }
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });
});

/** The next thousandth of a millionth away from zero: just past a limit. */
function beyond(limit: number): Measure {
  return defined(limit + Math.sign(limit) * 1e-9);
}
