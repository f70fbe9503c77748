import { MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { cannedGates, hourlySeries, walkSeries } from '../../market/testing/index.ts';
import { EVIDENCE_DEFAULTS, gateEvidence } from '../../signals/index.ts';
import { barColumns } from '../columns.ts';
import { resolveParameters } from '../parameters.ts';
import type { ParameterValue } from '../strategy.ts';
import { gateCoverage } from './coverage.ts';
import type { CoveredSegment, CoverageRequest, GateCoverage } from './coverage.ts';
import { gatesStrategy } from './gates.ts';

const SERIES = hourlySeries(walkSeries('coverage', 600, { instrument: { id: 'A' } }));
const GATES = cannedGates(SERIES, 'coverage', { isMissing: (nth) => nth % 2 === 0 });

type Asked = Readonly<Record<string, ParameterValue>>;

function resolvedOf(params: Asked): CoveredSegment['params'] {
  const resolved = resolveParameters(gatesStrategy, { gateTtlBars: 16, calibrationWindow: 100, ...params });
  expect(resolved.problems).toEqual([]);
  return resolved.params;
}

function covered(params: Asked, { from, to, ...more }: Partial<CoverageRequest & CoveredSegment> = {}): GateCoverage {
  const whole = { params: resolvedOf(params), from: from ?? SERIES.eventTime[0], to: to ?? SERIES.eventTime[599] };
  return gateCoverage({ bars: [barColumns(SERIES)], gates: [GATES], segments: [whole], trades: [], ...more });
}

describe('coverage of gates', () => {
  it('S1-02: counts each bar once by its source, in minutes and over time', () => {
    const { bars, minutes, admitted, overTime, regimes, refusals } = covered({ maxHazard: 0.5 });
    expect(bars.gate + bars.derived + bars.none).toBe(600);
    expect(bars.gate / 600).toBeCloseTo(0.5, 1);
    expect(minutes).toEqual({ gate: bars.gate * 60, derived: bars.derived * 60, none: bars.none * 60 });
    const over = (source: 'gate' | 'derived' | 'none'): number => overTime.reduce((sum, one) => sum + one[source], 0);
    expect([over('gate'), over('derived'), over('none')]).toEqual([bars.gate, bars.derived, bars.none]);
    expect(overTime).toHaveLength(60);
    expect(overTime[59]?.to).toBe(SERIES.eventTime[599]);
    expect(regimes.reduce((sum, one) => sum + one.bars, 0)).toBe(bars.gate + bars.derived);
    expect(regimes.reduce((sum, one) => sum + one.admitted, 0)).toBe(admitted.gate + admitted.derived);
    expect(refusals.find(({ reason }) => reason === 'gate-missing')?.bars).toBe(bars.none);
  });

  it('S1-02: a store that is disconnected without the deriver is none everywhere', () => {
    const { bars, refusals, regimes } = covered({ fallback: false }, { gates: [] });
    expect([bars, regimes]).toEqual([{ none: 600, derived: 0, gate: 0 }, []]);
    expect(refusals).toEqual([{ reason: 'gate-missing', bars: 600 }]);
  });

  it('S1-02: a trade counts in the regime that was in force when its entry was decided', () => {
    const [gate, later] = [GATES.availableAt[4], GATES.availableAt[5]];
    const regimeOf = (time: number): string => {
      const trades = [{ instrument: 'A', decisionTime: time, netUnits: 5 }];
      return covered({}, { trades }).regimes.find((one) => one.trades === 1)?.regime ?? '?';
    };
    const labels = GATES.texts['regime'];
    expect(regimeOf(gate)).toBe(labels?.words[labels.index[4]]);
    expect(regimeOf(later - 1)).not.toBe(regimeOf(gate));
    const trades = [7, -1, 0].map((netUnits) => ({ instrument: 'A', decisionTime: gate, netUnits }));
    const { regimes, entries } = covered({}, { trades });
    expect(regimes.find((one) => one.trades > 0)).toMatchObject({ trades: 3, won: 1 });
    // Parts of one position have one decision.
    expect(entries).toEqual({ none: 0, derived: 0, gate: 1 });
    const early = { instrument: 'A', decisionTime: SERIES.eventTime[0] - 1, netUnits: 1 };
    expect(covered({}, { trades: [...trades, early] }).entries).toEqual({ none: 1, derived: 0, gate: 1 });
  });

  it('X-01: behind a late bar a trade counts in the regime of the newest bar that was known, in the period of its moment', () => {
    const availableAt = SERIES.availableAt.slice();
    for (let i = 20; i < 600; i += 20) availableAt[i] += 6 * MS_PER_HOUR;
    const columns = barColumns({ ...SERIES, availableAt });
    const bars = [columns];
    const { row } = gateEvidence(columns, GATES, { ...EVIDENCE_DEFAULTS, gateTtlBars: 16 });
    const labels = GATES.texts['regime'];
    // The bar before the late one was known long ago, and the newest one behind it tells of another regime.
    let told = 0;
    for (let late = 40; late < 580; late += 20) {
      const [before, newest] = [late - 1, late + 6].map((i) => labels?.words[labels.index[row[i]]]);
      if (before === newest || newest === undefined) continue;
      told++;
      const regimeOf = (decisionTime: number): string | undefined => {
        const trades = [{ instrument: 'A', decisionTime, netUnits: 1 }];
        return covered({}, { bars, trades }).regimes.find((one) => one.trades === 1)?.regime;
      };
      expect(regimeOf(availableAt[late])).toBe(newest);
      if (before !== undefined) expect(regimeOf(availableAt[late] - 1)).toBe(before);
    }
    expect(told).toBeGreaterThan(2);
    const until = covered({}, { bars, to: availableAt[20] - 1 }).bars;
    expect(until.gate + until.derived + until.none).toBe(20);
  });

  it('S1-02: bars outside the period are not counted', () => {
    const from = SERIES.eventTime[100];
    const { bars } = covered({}, { from, to: from + 49 * MS_PER_HOUR });
    expect(bars.gate + bars.derived + bars.none).toBe(50);
  });

  it('S1-02: of a walk-forward each stretch counts by its own parameters, as if it were covered alone', () => {
    const [first, second] = [SERIES.eventTime[299], SERIES.eventTime[300]];
    const wide = { maxHazard: 1, gateTtlBars: 4, direction: 'long-short' };
    const narrow = { maxHazard: 0.05, fallback: false };
    const trades = [
      ...[10, 250, 299].map((bar) => ({ instrument: 'A', decisionTime: SERIES.availableAt[bar], netUnits: 1 })),
      ...[300, 500].map((bar) => ({ instrument: 'A', decisionTime: SERIES.availableAt[bar], netUnits: -1 })),
    ];
    const both = covered(
      {},
      {
        trades,
        segments: [
          { params: resolvedOf(wide), from: SERIES.eventTime[0], to: first },
          { params: resolvedOf(narrow), from: second, to: SERIES.eventTime[599] },
        ],
      },
    );
    const parts = [
      covered(wide, { to: first, trades: trades.slice(0, 3) }),
      covered(narrow, { from: second, trades: trades.slice(3) }),
    ];
    const sum = (of: (one: GateCoverage) => number): number => parts.reduce((total, one) => total + of(one), 0);
    for (const source of ['gate', 'derived', 'none'] as const) {
      expect(both.bars[source]).toBe(sum(({ bars }) => bars[source]));
      expect(both.minutes[source]).toBe(sum(({ minutes }) => minutes[source]));
      expect(both.admitted[source]).toBe(sum(({ admitted }) => admitted[source]));
    }
    expect(parts.map(({ bars }) => bars.derived > 0)).toEqual([true, false]);
    for (const { regime, ...counts } of both.regimes) {
      const own = (key: 'bars' | 'admitted' | 'trades' | 'won'): number =>
        sum(({ regimes }) => regimes.find((one) => one.regime === regime)?.[key] ?? 0);
      expect(counts).toEqual({ bars: own('bars'), admitted: own('admitted'), trades: own('trades'), won: own('won') });
    }
    for (const { reason, bars } of both.refusals)
      expect(bars).toBe(sum(({ refusals }) => refusals.find((one) => one.reason === reason)?.bars ?? 0));
  });
});
