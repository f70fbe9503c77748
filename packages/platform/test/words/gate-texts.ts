/** Where decisions on gates came from, and pages of gates and of what followed them, that turn each other's sentences round. */
import type { GateCoverageModel } from '@assay/contracts/schemas';
import { renderGatesPage, renderOutcomesPage } from '../../src/reports/index.ts';
import type { CandlePanel, DrawnGate } from '../../src/reports/index.ts';
import { openPage } from '../../src/reports/testing/index.ts';

const BARS = { none: 10, derived: 20, gate: 70 };
const stretch = { from: '2020-01-01T00:00:00.000Z', to: '2020-02-01T00:00:00.000Z' };

function coverage(bars: GateCoverageModel['bars'], more: Partial<GateCoverageModel> = {}): GateCoverageModel {
  const total = bars.none + bars.derived + bars.gate;
  const share = (count: number): number | null => (total === 0 ? null : count / total);
  return {
    ...{ bars, minutes: bars, admitted: { none: 0, derived: 1, gate: 5 }, entries: { none: 0, derived: 1, gate: 3 } },
    ...{ regimes: [], refusals: [] },
    fractions: { none: share(bars.none), derived: share(bars.derived), gate: share(bars.gate) },
    overTime: [{ ...stretch, ...bars }],
    ...more,
  };
}

/** Coverage with everything; with gaps that nothing fills; with no bar at all. */
export const GATE_COVERAGES: readonly GateCoverageModel[] = [
  coverage(BARS, {
    regimes: [{ regime: 'bull', bars: 70, admitted: 5, trades: 4, won: 3, hitRate: 0.75 }],
    refusals: [{ reason: 'hazard-above-max', bars: 60 }],
  }),
  coverage({ none: 30, derived: 0, gate: 70 }),
  coverage({ none: 0, derived: 0, gate: 0 }),
];

const GATE: DrawnGate = { at: 1, until: 2, regime: 'bull', direction: 1, decision: 'admitted' };

function candles(...gates: readonly DrawnGate[]): CandlePanel {
  const drawn = [1, 2, 3].map((day) => ({ time: Date.UTC(2020, 0, day), open: 1, high: 3, low: 0.5, close: 2 }));
  return { name: 'A 1h', candles: drawn, gates, decimals: 2, note: 'The last candles.' };
}

/** Pictures of gates that are admitted, that lack a direction, and of none. */
async function gatePages(): Promise<readonly string[]> {
  const measure = { name: 'hazard', values: Float64Array.of(0.1, 0.5), noise: 'uniform', note: 'Level.' } as const;
  const page = { title: 'Gates', headline: 'None', guards: 'A triangle.', noise: 'noise', remarks: [] };
  return Promise.all([
    renderGatesPage({ ...page, candles: [candles(GATE)], measures: [measure] }),
    renderGatesPage({ ...page, candles: [candles({ ...GATE, decision: 'undirected', direction: 0 })], measures: [] }),
    renderGatesPage({ ...page, candles: [candles({ ...GATE, decision: 'refused', regime: 'chaotic' })], measures: [] }),
  ]);
}

/** Pages on what followed gates: with costs and every interval, with neither, and with nothing. */
async function outcomePages(): Promise<readonly string[]> {
  const measured = { n: 90, meanBp: 1, lowBp: -1, highBp: 3, costBp: 0.5 };
  const outcome = { ...measured, instrument: 'A', group: 'all' as const };
  const deciles = [{ decile: 0, n: 9, meanBp: 2 }];
  const panels = [
    [{ horizon: '60m', outcomes: [outcome], deciles: [{ decile: 0, n: 9, meanBp: 2, interval: [1, 3] as const }] }],
    [{ horizon: '60m', outcomes: [outcome, { ...outcome, instrument: 'B' }], deciles }],
    [{ horizon: '24h', outcomes: [{ ...outcome, n: 2, lowBp: NaN, highBp: NaN, costBp: NaN }], deciles }],
    [],
  ];
  const page = { title: 'Gates', headline: 'None', remarks: [], columns: [{ title: 'Cell' }], rows: [['x']] };
  return Promise.all(panels.map((drawn) => renderOutcomesPage({ ...page, panels: drawn })));
}

/** All pages as what a reader reads. */
export async function gatePageTexts(): Promise<readonly string[]> {
  return [...(await gatePages()), ...(await outcomePages())].map((page) => openPage(page).words);
}
