/** Every trade of whole runs is explained and equal to the ledger unit; what is a unit off is found and named. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tradeExplanationSchema } from '@assay/contracts/schemas';
import type { TradeExplanation } from '@assay/contracts/schemas';
import { explainTrade, findRow, traceFoundRow, tradeText } from '../../src/explain/index.ts';
import type { TracedRow } from '../../src/explain/index.ts';
import { rowsOfRun } from '../../src/research/index.ts';
import { simulationLake } from '../../src/research/testing/simulation-lake.ts';
import type { SimulationLake } from '../../src/research/testing/simulation-lake.ts';
import { runCli } from '../../src/cli/testing/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';

const WALK = { trainSize: 100, testSize: 100, purgeSize: 0 };

/** Everything that can happen to a trade: stops and targets, costs of all kinds, a split, dividends, euros, margin, financing. */
const EVENTFUL = {
  name: 'eventful',
  packs: [
    { name: 'home', dataset: 'shares', timeframe: '1d', symbols: ['SHARE', 'SPLIT'], mode: 'universe', acceptUnfit: true },
    { name: 'abroad', dataset: 'europe', timeframe: '1d', symbols: ['EURO'], acceptUnfit: true },
  ],
  strategies: [
    { class: 'random-entry', params: { entryProbability: 0.9, holdBars: 4, direction: 'long-short' } },
    {
      class: 'channel-breakout',
      params: { entryWindow: 5, exitWindow: 5, direction: 'long-short', stopFraction: 0.02, targetFraction: 0.03 },
    },
  ],
  experiment: {
    walkForward: WALK,
    account: { kind: 'reg-t' },
    maxGrossExposure: 1.8,
    conversion: { rates: [{ dataset: 'fx', symbol: 'EURUSD' }] },
    costs: {
      spread: { kind: 'bps', half: 3 },
      slippage: { kind: 'ticks', value: 0.4 },
      commission: { kind: 'per-share', perShare: 0.005, minimumUnits: 1_000_000 },
      financing: { borrow: 0.03, marginInterest: 0.07, cashInterest: 0.01 },
    },
  },
};

async function tracedRows(workspace: string, runId: string): Promise<readonly TracedRow[]> {
  const rows: TracedRow[] = [];
  for (const row of await rowsOfRun(workspace, runId)) rows.push(await traceFoundRow(workspace, await findRow(workspace, runId, row)));
  return rows;
}

function allTrades(row: TracedRow): readonly TradeExplanation[] {
  return row.record.simulation.trades.map((_, k) => explainTrade(row, k));
}

/** What must hold of any explained trade. */
function checkTrade(trade: TradeExplanation): void {
  expect(trade.comparison.differences).toEqual([]);
  expect(tradeExplanationSchema.safeParse(JSON.parse(JSON.stringify(trade))).success).toBe(true);
  const { net, ...parts } = trade.attribution;
  expect(Object.values(parts).reduce((sum, units) => sum + units, 0)).toBe(net);
  expect(trade.bars.entry.some(({ index, source }) => index === trade.entry.bar && source !== null)).toBe(true);
  const decided = trade.decision?.decisionTime ?? '';
  for (const input of trade.decision?.inputs ?? []) expect((input.availableAt ?? '') <= decided).toBe(true);
  for (const line of tradeText(trade).split('\n')) expect(line.length).toBeLessThanOrEqual(100);
}

describe('assay explain trade', () => {
  let lake: SimulationLake;
  let rows: readonly TracedRow[] = [];
  beforeAll(async () => {
    lake = await simulationLake();
    const { runId } = await lake.run(EVENTFUL);
    rows = await tracedRows(lake.workspace, runId);
  }, 120_000);
  afterAll(() => lake.remove());

  it('S3-45 X-01: explains every trade of a run with stops, targets, costs, splits, dividends, euros and margin, to the unit', () => {
    const trades = rows.flatMap(allTrades);
    expect(trades.length).toBeGreaterThan(100);
    trades.forEach(checkTrade);
    for (const row of rows) expect([row.record.rowId, row.differences]).toEqual([row.record.rowId, []]);
    const rules = new Set(trades.map(({ exit }) => exit.rule));
    expect([...rules].some((rule) => rule.startsWith('stop-'))).toBe(true);
    expect([...rules].some((rule) => rule.startsWith('target-'))).toBe(true);
    expect(trades.some(({ attribution }) => attribution.dividends !== 0)).toBe(true);
    expect(trades.some(({ attribution }) => attribution.financing !== 0)).toBe(true);
    expect(trades.some(({ attribution }) => attribution.fx !== 0)).toBe(true);
    expect(trades.some(({ actions }) => actions.some(({ kind }) => kind === 'split'))).toBe(true);
    expect(trades.every(({ decision }) => decision !== null)).toBe(true);
  });
});
