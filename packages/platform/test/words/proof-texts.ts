/** Proofs that hold and proofs that fail, as a terminal tells them. */
import { falseDiscoveryText } from '../../src/cli/prove/false-discovery-text.ts';
import { leakProofText } from '../../src/cli/prove/leaks-text.ts';
import { nullsPage } from '../../src/cli/prove/nulls-picture.ts';
import { nullsText } from '../../src/cli/prove/nulls-text.ts';
import { testedStrategyText } from '../../src/cli/prove/tested-strategy-text.ts';

/** Results as far as their texts read them. */
type Part = never;

const FIRST = {
  kind: 'prefix',
  time: '2020-01-02',
  instrument: 'A',
  what: 'fill',
  full: 'buy',
  replayed: null,
  cut: 'now',
};

function leaks(): readonly string[] {
  const kind = { kind: 'shift', isCaught: true, isFalseAlarm: false, firstDifference: null };
  const whole = {
    kinds: [kind],
    planted: 1,
    caught: 1,
    falseAlarms: 0,
    columns: { columns: 9, violations: [] },
    ok: true,
  };
  const missed = [
    { ...kind, isCaught: false, isFalseAlarm: true, firstDifference: FIRST },
    { ...kind, firstDifference: { ...FIRST, kind: 'data', full: 'x'.repeat(80) } },
  ];
  const violations = [{ column: 'ema', bar: 3, cut: 2 }];
  const failing = { ...whole, kinds: missed, ok: false, columns: { columns: 9, violations } };
  return [whole, failing].map((one) => leakProofText(one as Part, '1'));
}

function nullCalibrations(): readonly string[] {
  const threshold = {
    ...{
      meaning: 'our limit',
      side: 'above',
      value: 1,
      beyond: { share: 0.1, low: 0.05, high: 0.2 },
      level: 0.05,
      atFivePercent: 2,
    },
    ok: true,
  };
  const statistic = {
    ...{ statistic: { name: 'Sharpe', definition: 'of noise' }, noise: 'iid', summary: { mean: 0, p5: -1, p95: 1 } },
    ...{ thresholds: [threshold], distribution: { sorted: Float64Array.of(1) } },
  };
  const nulls = { results: [statistic], paths: 400, seed: '1', failed: [], nReturns: 900, ok: true };
  const unknown = { ...threshold, level: undefined, ok: null, atFivePercent: NaN };
  const failing = {
    ...{ ...nulls, failed: ['our limit'], ok: false },
    results: [{ ...statistic, thresholds: [{ ...threshold, ok: false }, unknown] }],
  };
  return [nulls, failing].flatMap((one) => {
    const { title, headline, panels } = nullsPage(one as Part, 'the S&P 500');
    const page = [title, headline, ...panels.flatMap(({ sentences }) => sentences)].join(' ');
    return [nullsText(one as Part, 'the S&P 500'), page];
  });
}

function discoveries(): readonly string[] {
  const size = { passed: 5, n: 100, share: 0.05, band: { low: 0.03, high: 0.07 }, ok: true };
  const family = { accepting: 1, lower: 0.01, ok: true };
  const power = {
    ...{ market: 'calm', annualSharpe: 1, oraclePower: 0.95, found: 9, n: 10, share: 0.9, limit: 0.8, ok: true },
    asRun: { trials: 9, oraclePower: 0.9, share: 0.8, found: 8 },
  };
  const discovery = {
    ...{
      size,
      rising: { ...size, band: { low: 0, high: 0.07 } },
      power: [power, { ...power, market: 'crises', limit: null }],
    },
    family: { withCosts: family, withoutCosts: family, families: 20, members: 5, limit: 0.05 },
    costs: { limit: 3, grossMean: 0, grossSe: 0.01, netPlusCostsMean: 0, netPlusCostsSe: 0.01, costsMean: 0.02 },
    ...{ sizes: { strategies: 100, planted: 10, isFull: true }, seed: '1', ok: true },
  };
  const failed = {
    ...discovery,
    ...{ ok: false, size: { ...size, ok: false }, sizes: { ...discovery.sizes, isFull: false } },
  };
  return [discovery, failed].map((one) => falseDiscoveryText(one as Part));
}

function testedStrategies(): readonly string[] {
  const path = {
    ...{ source: 's', lakehouse: 'l', panel: 'p', columns: [] as string[], decision: 'd', order: 'o', fill: 'f' },
  };
  const report = {
    ...{
      outcome: 'clean',
      cuts: [1, 2],
      coverage: 0.9,
      replays: 4,
      differing: 0,
      firstDifference: null as object | null,
    },
    ...{ columns: [] as string[], error: null as string | null },
  };
  const of = (changes: Partial<typeof report>, itsPath: typeof path | null = null): string =>
    testedStrategyText({ strategy: 's', dataset: 'd', report: { ...report, ...changes }, path: itsPath } as Part);
  return [
    of({}),
    of({ outcome: 'leak', differing: 2, firstDifference: FIRST, columns: ['ema'] }, { ...path, columns: ['ema'] }),
    of({ outcome: 'leak', differing: 2, firstDifference: { ...FIRST, kind: 'poison' } }, path),
    of({ outcome: 'leak', firstDifference: { ...FIRST, kind: 'order', cut: null } }, path),
    of({ outcome: 'nondeterministic', firstDifference: { ...FIRST, kind: 'rerun' } }),
    of({ outcome: 'failed', error: 'no more' }),
    of({ outcome: 'not-run', cuts: [] }),
  ];
}

/** All of them. */
export function proofTexts(): readonly string[] {
  return [...leaks(), ...nullCalibrations(), ...discoveries(), ...testedStrategies()];
}
