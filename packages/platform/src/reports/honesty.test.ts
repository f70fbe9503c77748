import type { ReportModel, ReportRow } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { renderReport } from './render-report.ts';
import { modelOf, openPage, thinnedReportModel } from './testing/index.ts';

const model = thinnedReportModel();
const CANDIDATE = 'time-series-momentum';

function row(name: string): ReportRow {
  const found = model.rows.find((detail) => detail.row.strategy === name);
  if (found === undefined) throw new Error(`no row ${name}`);
  return structuredClone(found);
}

async function wordsOf(changed: ReportModel): Promise<string> {
  return openPage(await renderReport(changed)).words;
}

describe('X-13: the words of a report follow its numbers', () => {
  it('names the candidate and what its result depends on', async () => {
    const words = await wordsOf(model);
    expect(words).toContain('1 of 8 strategies is a candidate.');
    expect(words).toContain('The best of them is time-series-momentum (lookback 126, threshold 0.02).');
    expect(words).toContain('Under pessimistic fills it is killed');
    expect(words).toContain('Under pessimistic/1 the verdict changes to killed.');
    expect(words).toContain('1 verdict depends on how orders are assumed to fill');
    expect(words).not.toContain('Nothing survived');
  });

  it('says that nothing survived where nothing did, and how near the nearest came', async () => {
    const words = await wordsOf(modelOf(model, ...model.rows.filter((detail) => detail.row.verdict === 'killed')));
    expect(words).toContain('Nothing survived: none of 5 strategies is a candidate.');
    expect(words).toContain('moving-average-crossover came closest to passing that test');
    expect(words).not.toMatch(/The best of them|is a candidate under|A candidate\.|too good to be believed and/);
    expect(words).not.toContain('depends on how orders are assumed to fill');
  });

  it('does not claim that a losing candidate beats buy and hold', async () => {
    const detail = row(CANDIDATE);
    detail.row.metrics['totalReturn'] = -0.2;
    const words = await wordsOf(modelOf(model, detail));
    expect(words).toMatch(/it returned −20\.0\s%, less than the \+339\.3\s% of buy and hold/);
    expect(words).not.toContain('more than the +');
  });

  it('compares with nothing where there is no benchmark', async () => {
    const words = await wordsOf({ ...modelOf(model, row(CANDIDATE)), benchmarks: [] });
    expect(words).not.toMatch(/than the .* of buy and hold/);
    expect(words).not.toContain('Below a return or drawdown stands that of buy and hold');
  });

  it('says that a verdict holds under pessimistic fills only where it does', async () => {
    const detail = row(CANDIDATE);
    detail.row.pessimisticVerdict = 'candidate';
    const words = await wordsOf(modelOf(model, detail));
    expect(words).toContain('It is a candidate under pessimistic fills too.');
    expect(words).toContain('Under pessimistic/1 the verdict stays the same.');
    expect(words).not.toContain('the verdict changes');
  });

  it('X-12: labels figures without costs as such', async () => {
    expect(await wordsOf(model)).toContain('All figures are out of sample and after the costs named above.');
    const free = structuredClone(modelOf(model, row(CANDIDATE)));
    for (const contract of free.fillContracts)
      Object.assign(contract, { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 });
    for (const detail of free.rows) for (const trade of detail.trades) trade.costs = 0;
    const words = await wordsOf(free);
    expect(words).toContain('All figures are out of sample and before any cost of trading.');
    expect(words).toContain('Out of sample, free of costs, it returned');
    expect(words).toContain('Free of costs: base/1, pessimistic/1.');
    expect(words).not.toMatch(/after (the )?costs/);
  });

  it('warns of synthetic data only where data are synthetic', async () => {
    expect(await wordsOf(model)).toContain('Synthetic data. Seeded-index was made by a generator');
    const measured = { ...model, datasets: model.datasets.map((dataset) => ({ ...dataset, synthetic: false })) };
    expect(await wordsOf(measured)).not.toMatch(/synthetic/i);
  });

  it('counts trials as they are', async () => {
    const words = await wordsOf({ ...model, trials: { thisRun: 1, prior: 0, declared: 1200 } });
    expect(words).toContain(
      'counts 1 trial of this run, no earlier trials on overlapping data and 1,200 trials declared',
    );
    expect(words).toContain('only where they were declared: 1,200 were.');
  });

  it('says that no replay for leaks was made unless it was', async () => {
    expect(await wordsOf(model)).toContain('No row was replayed with its future cut off');
    const tested = structuredClone(model);
    const leak = { rule: 'leak', value: 0, limit: 0, comparison: '<=', passed: true, effect: 'killed' } as const;
    for (const { row: one } of tested.rankings.rows.map((ranked) => ({ row: ranked }))) one.checks.unshift({ ...leak });
    expect(await wordsOf(tested)).not.toContain('was replayed with its future cut off');
    tested.rankings.rows[0]?.checks.shift();
    expect(await wordsOf(tested)).toContain('1 row of 8 was not replayed with the future cut off');
  });

  it('counts in its captions what its pictures show', async () => {
    const detail = row(CANDIDATE);
    for (const cell of detail.heat?.cells ?? []) cell.value = -1;
    for (const neighbour of detail.neighbours) neighbour.annualSharpe = -0.5;
    const words = await wordsOf(modelOf(model, detail));
    expect(words).toContain('0 of 20 places are above 0.');
    expect(words).toContain('0 of 4 neighbours are above 0.');
  });

  it('draws no conclusion from an empty ranking', async () => {
    const words = await wordsOf(modelOf(model));
    expect(words).toContain('No strategy was judged.');
    expect(words).toContain('There is no row to rank.');
    expect(words).not.toMatch(/survived|candidate under|came closest|Passed every rule/);
  });
});
