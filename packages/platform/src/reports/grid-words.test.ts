import { describe, expect, it } from 'vitest';
import { gridVerdict, gridVerdictWords, judgedDeflation } from './grid-words.ts';
import { renderGridPage } from './render-grid-page.ts';
import { GRID_RESULTS, gridInstrument, gridResult, judgedBest, openPage } from './testing/index.ts';

const LIMITS = { minTrades: 20, confidence: 0.95, maxPbo: 0.5 };
const NULL = { value: null, reason: 'no-sharpe' };

describe('gridVerdict', () => {
  it.each([
    ['unproven', {}],
    ['luck', { deflatedSharpe: { value: 0.94, reason: null } }],
    ['luck', { deflatedSharpeAtNull: { value: 0.94, reason: null } }],
    ['luck', { overfitting: { pbo: { value: 0.51, reason: null }, splits: 1, sets: 10 } }],
    ['unproven', { overfitting: { pbo: { value: 0.51, reason: null }, splits: 1, sets: 9 } }],
    ['insufficient', { nTrades: 19, deflatedSharpe: { value: 0.1, reason: null } }],
    ['insufficient', { deflatedSharpe: NULL }],
    ['suspicious', { tags: ['too-good'] }],
    ['luck', { tags: ['too-good'], deflatedSharpe: { value: 0.1, reason: null } }],
  ] as const)('X-15 S1-06 says %s of a best cell with %o', (verdict, changes) => {
    expect(gridVerdict(judgedBest(changes), LIMITS)).toBe(verdict);
  });

  it('X-13 shows the deflated Sharpe ratio that it judges by: the smaller one', () => {
    const [high, low] = [
      { value: 0.86, reason: null },
      { value: 0.82, reason: null },
    ];
    for (const [deflatedSharpe, deflatedSharpeAtNull] of [
      [high, low],
      [low, high],
    ] as const) {
      const best = judgedBest({ deflatedSharpe, deflatedSharpeAtNull });
      expect(judgedDeflation(best)).toBe(0.82);
      expect(gridVerdictWords('luck', best, LIMITS)[0]).toContain('probability 0.820');
      expect(gridVerdictWords('unproven', best, LIMITS)[0]).toContain('probability 0.820');
    }
  });

  it('X-13 accepts nothing: every word on a best cell says what it lacks', () => {
    for (const { instruments } of GRID_RESULTS)
      for (const { evidence } of instruments) expect(evidence?.words.join(' ') ?? '').not.toMatch(/candidate\b(?!\.)/u);
    const [first] = gridVerdictWords('unproven', judgedBest(), LIMITS);
    expect(first).toContain('18 trials');
  });
});

describe('renderGridPage', () => {
  it('C5 X-04 S1-09 shows no figure that does not exist, and no best cell where none qualifies', async () => {
    const page = await renderGridPage(gridResult([gridInstrument('EURUSD', undefined)]));
    expect(page).not.toMatch(/NaN|Infinity|undefined</u);
    const { words } = openPage(page);
    expect(words).toContain('no cell qualifies, and none is shown as the best');
    expect(words).not.toContain('Framed');
  });

  it('X-09 gives the same bytes for the same grid, and needs nothing from elsewhere', async () => {
    const [grid] = GRID_RESULTS;
    const pages = await Promise.all([renderGridPage(grid as never), renderGridPage(grid as never)]);
    expect(pages[0]).toBe(pages[1]);
    expect(pages[0]).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/u);
  });
});
