/** docs/how-to/trade-gates.md, keep-a-roster.md and run-a-grid.md, followed by the letter. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixedClock } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { blocksOf, commandLines, wordsOf } from './pages.ts';

const TRADE = 'docs/how-to/trade-gates.md';
const ROSTER = 'docs/how-to/keep-a-roster.md';
const GRID = 'docs/how-to/run-a-grid.md';

/** Runs the commands of a page in their order, at a moment that its data reach. */
async function follow(page: string, cwd: string): Promise<readonly CliResult[]> {
  const results: CliResult[] = [];
  const clock = fixedClock(Date.UTC(2016, 9, 12));
  for (const line of commandLines(page)) results.push(await runCli(wordsOf(line).slice(1), { cwd, clock }));
  return results;
}

const profileOf = (page: string): string => blocksOf(page).find(({ language }) => language === 'yaml')?.text ?? '';

describe('pages on trading gates', () => {
  it(
    `S4-28, S1-02, S1-14: ${TRADE} and ${ROSTER} do what they say, one after the other`,
    { timeout: 120_000 },
    async () => {
      const cwd = temporaryFolder();
      writeFileSync(path.join(cwd, 'profile.yaml'), profileOf(TRADE));
      const [synthetic, built, traded] = await follow(TRADE, cwd);
      expect([synthetic?.code, built?.code, traded?.code]).toEqual([0, 0, 0]);
      expect(built?.stdout).toMatch(/^fx-gates@/mu);
      expect(traded?.stdout).toMatch(/In force +9\d\.\d\s% of bars/u);
      const [updated, shown, drawn] = await follow(ROSTER, cwd);
      expect({ code: updated?.code, stderr: updated?.stderr }).toMatchObject({ code: 0 });
      expect(shown?.code).toBe(0);
      expect(shown?.stdout).toMatch(/EURUSD[^]*GBPUSD/u);
      expect(shown?.stdout).toContain('2016-W40');
      expect([drawn?.code, readFileSync(path.join(cwd, 'roster.html'), 'utf8')]).toEqual([
        0,
        expect.stringContaining('<title>EURUSD 2016-W40'),
      ]);
    },
  );

  it(`S4-28, S1-06, S1-10: ${GRID} does what it says`, { timeout: 120_000 }, async () => {
    const cwd = temporaryFolder();
    const [synthetic, grid, status] = await follow(GRID, cwd);
    expect([synthetic?.code, status?.code]).toEqual([0, 0]);
    expect([0, 4]).toContain(grid?.code);
    expect(grid?.stdout).toMatch(/18 cells on 2 instruments/u);
    expect(status?.stdout).toContain('completed');
    writeFileSync(path.join(cwd, 'profile.yaml'), profileOf(GRID));
    const planned = await runCli(
      wordsOf('backtest grid --strategy gates --dataset fx --profile profile.yaml --dry-run'),
      { cwd },
    );
    expect({ code: planned.code, stderr: planned.stderr }).toEqual({ code: 0, stderr: '' });
  });
});
