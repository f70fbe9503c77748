/** Every trade of whole runs is explained and equal to the ledger unit; what is a unit off is found and named. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricExplanationSchema, tradeExplanationSchema, verdictExplanationSchema } from '@assay/contracts/schemas';
import { compareAccount } from '@assay/quant/evidence';
import type { MetricExplanation, TradeExplanation } from '@assay/contracts/schemas';
import { explainTrade, findRow, traceFoundRow, tradeText } from '../../src/explain/index.ts';
import type { TracedRow } from '../../src/explain/index.ts';
import { rowsOfRun } from '../../src/research/index.ts';
import { simulationLake } from '../../src/research/testing/simulation-lake.ts';
import type { SimulationLake } from '../../src/research/testing/simulation-lake.ts';
import { runCli } from '../../src/cli/testing/index.ts';

const WALK = { trainSize: 100, testSize: 100, purgeSize: 0 };

/** Everything that can happen to a trade: stops and targets, costs of all kinds, a split, dividends, euros, margin, financing. */
const EVENTFUL = {
  name: 'eventful',
  packs: [
    {
      name: 'home',
      dataset: 'shares',
      timeframe: '1d',
      symbols: ['SHARE', 'SPLIT'],
      mode: 'universe',
      acceptUnfit: true,
    },
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
    conversion: { dataset: 'fx' },
    costs: {
      spread: { kind: 'bps', half: 3 },
      slippage: { kind: 'ticks', value: 0.4 },
      commission: { kind: 'per-share', perShare: 0.005, minimum: 1 },
      financing: { borrow: 0.03, marginInterest: 0.07, cashInterest: 0.01 },
    },
  },
};

async function tracedRows(workspace: string, runId: string): Promise<readonly TracedRow[]> {
  const rows: TracedRow[] = [];
  for (const row of await rowsOfRun(workspace, runId))
    rows.push(await traceFoundRow(workspace, await findRow(workspace, runId, row)));
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

  it('S3-45: a posting that is a unit off is found in the trade that it belongs to, and named', () => {
    const [row] = rows as readonly [TracedRow, ...TracedRow[]];
    const { simulation } = row.record;
    const trade = simulation.trades[3];
    const posting = simulation.postings.time.indexOf(trade?.exitTime ?? NaN);
    const units = simulation.postings.units.map((own, k) => (k === posting ? own + 1 : own));
    const postings = { ...simulation.postings, units };
    const changed = { ...simulation, postings };
    const differences = compareAccount(changed, row.found);
    expect(differences).toHaveLength(1);
    const found = explainTrade({ ...row, differences, record: { ...row.record, simulation: changed } }, 3);
    expect(found.comparison.equal).toBe(false);
    const account = postings.accounts[postings.account[posting] as number];
    expect(tradeText(found)).toMatch(new RegExp(`differ: posting to ${account}`.replaceAll(' ', '\\s+'), 'u'));
    expect(explainTrade({ ...row, differences }, 0).comparison).toMatchObject({ equal: true, elsewhere: 1 });
  });

  it('S3-45: every trade of a run that fills at quotes is explained as well', async () => {
    const quoted = await lake.run({
      name: 'at-quotes',
      packs: [{ name: 'share', dataset: 'shares', timeframe: '1d', symbols: ['SHARE'], acceptUnfit: true }],
      strategies: [{ class: 'random-entry', params: { entryProbability: 0.9, holdBars: 2, direction: 'long-short' } }],
      experiment: { walkForward: WALK, contract: { marketFill: 'next-quote' }, quotes: { dataset: 'nbbo' } },
    });
    const [row] = (await tracedRows(lake.workspace, quoted.runId)) as readonly [TracedRow];
    const trades = allTrades(row);
    expect(trades.length).toBeGreaterThan(20);
    trades.forEach(checkTrade);
    expect(row.differences).toEqual([]);
    expect(trades.some(({ entry }) => entry.rule === 'market-at-next-quote')).toBe(true);
  }, 60_000);
});

describe('assay explain on the demo', () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'assay-explain-'));
  let runId = '';
  let rows: readonly TracedRow[] = [];
  beforeAll(async () => {
    const demo = await runCli(['demo', '--json'], { cwd });
    ({ runId } = demo.json() as { runId: string });
    rows = await tracedRows(`${cwd}/assay-workspace`, runId);
  }, 120_000);
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it('S3-45 X-01: explains every trade of the demo, equal to the ledger unit', () => {
    const trades = rows.flatMap(allTrades);
    expect(trades.length).toBeGreaterThan(900);
    trades.forEach(checkTrade);
    expect(rows.flatMap(({ differences }) => differences)).toEqual([]);
    expect(trades.every(({ decision }) => decision !== null)).toBe(true);
  }, 60_000);

  it('S3-45: says how many trades a row has, the nearest row, and that several rows stand to choose from', async () => {
    const row = 'mean-reversion.sp500.SP500';
    const beyond = await runCli(['explain', 'trade', runId, '999', '--row', row], { cwd });
    expect(beyond).toMatchObject({ code: 2, stdout: '' });
    expect(beyond.stderr).toContain(`row '${row}' has 207 trades, 0 to 206`);
    const misspelt = await runCli(['explain', 'trade', runId, '0', '--row', 'mean-revrsion.sp500.SP500'], { cwd });
    expect(misspelt.stderr).toContain(`Did you mean '${row}'?`);
    const none = await runCli(['explain', 'trade', runId, '0'], { cwd });
    expect(none.code).not.toBe(0);
    expect(none.stderr).toContain('has 8 rows: say which one with --row');
    const word = await runCli(['explain', 'trade', runId, 'first', '--row', row], { cwd });
    expect(word).toMatchObject({ code: 2 });
  });

  it('S3-45: draws a trade with its stop and target, as a picture and as a page that stands alone', async () => {
    const row = 'channel-breakout.sp500.SP500';
    const trade = rows.find(({ record }) => record.rowId === row) as TracedRow;
    const stopped = allTrades(trade).find(({ exit }) => exit.rule.startsWith('stop-'));
    const number = String(stopped?.trade ?? 0);
    const args = [
      'explain',
      'trade',
      runId,
      number,
      '--row',
      row,
      '--svg',
      't.svg',
      '--png',
      't.png',
      '--html',
      't.html',
      '--json',
    ];
    const drawn = await runCli(args, { cwd });
    expect(drawn.code).toBe(0);
    expect(tradeExplanationSchema.safeParse(drawn.json()).success).toBe(true);
    const svg = readFileSync(`${cwd}/t.svg`, 'utf8');
    const png = readFileSync(`${cwd}/t.png`);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    // Width and height, in pixels, as the header says.
    expect([png.readUInt32BE(16) > 1000, png.readUInt32BE(20) > 500]).toEqual([true, true]);
    expect(svg).toMatch(/<svg[^>]*xmlns[^]*>stop [\d.,]+<[^]*<\/svg>/u);
    for (const name of ['entry', 'exit']) expect(svg).toContain(`>${name}</text>`);
    const page = readFileSync(`${cwd}/t.html`, 'utf8');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/u);
    expect(page).toContain('all equal to the ledger unit');
  });

  it('S3-45 X-08: explains nothing from a run in which a step is not as it was written', async () => {
    const file = leakFileOf(cwd, runId, 'day-of-week.sp500.SP500');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('"outcome":"clean"', '"outcome":"leak"'));
    const damaged = await runCli(['explain', 'trade', runId, '0', '--row', 'day-of-week.sp500.SP500'], { cwd });
    expect(damaged.stderr).toContain('is not as it was written');
    writeFileSync(file, before);
  });

  it('S3-45: explains a backtest, whose only row needs no name; it has no verdict', async () => {
    const args = ['backtest', 'run', '--strategy', 'mean-reversion', '--instruments', 'SP500', '--json'];
    const backtest = (await runCli(args, { cwd })).json() as { runId: string };
    const trade = await runCli(['explain', 'trade', backtest.runId, '0'], { cwd });
    expect(trade).toMatchObject({ code: 0, stderr: '' });
    expect(trade.stdout).toContain('all equal to the ledger unit');
    const verdict = await runCli(['explain', 'verdict', backtest.runId, 'x'], { cwd });
    expect(verdict.code).not.toBe(0);
    expect(verdict.stderr).toContain('it is not a research run');
  }, 60_000);

  it('X-13: a verdict names its failed rules alone, and each counterfactual turns its rule', async () => {
    for (const { record } of rows) {
      const told = await runCli(['explain', 'verdict', runId, record.rowId, '--json'], { cwd });
      expect(told.code).toBe(0);
      const explained = verdictExplanationSchema.parse(told.json());
      const failed = explained.rules.filter(({ outcome }) => outcome === 'failed').map(({ rule }) => rule);
      expect(new Set(explained.counterfactuals.map(({ rule }) => rule))).toEqual(new Set(failed));
      expect(explained.counterfactuals.every(({ checked }) => checked)).toBe(true);
    }
  }, 120_000);

  it('X-13: a metric is told with its formula and its rules; an unknown one with the nearest name', async () => {
    const all = (await runCli(['explain', 'metric', '--json'], { cwd })).json() as readonly MetricExplanation[];
    for (const metric of all) expect(metricExplanationSchema.safeParse(metric).success).toBe(true);
    expect(all.length).toBeGreaterThan(60);
    const { stdout } = await runCli(['explain', 'metric', 'deflatedSharpe'], { cwd });
    expect(stdout).toMatch(/formula +Φ\(/u);
    expect(stdout).toMatch(/read by +deflated-sharpe/u);
    const unknown = await runCli(['explain', 'metric', 'sharpRatio'], { cwd });
    expect(unknown.code).not.toBe(0);
    expect(unknown.stderr).toContain("Did you mean 'sharpeRatio'?");
  });
});

/** File of the step that holds what the leak test found of a row. */
function leakFileOf(cwd: string, runId: string, row: string): string {
  const folder = `${cwd}/assay-workspace/runs/${runId}`;
  const lines = readFileSync(`${folder}/audit.jsonl`, 'utf8').trim().split('\n');
  const entries = lines.map((line) => JSON.parse(line) as { readonly step?: string; readonly key?: string });
  const key = entries.findLast(({ step, key: of }) => step === `leak:${row}` && of !== undefined)?.key ?? '';
  return `${folder}/steps/${key}.json`;
}
