/**
 * Every sentence of every page is turned round: a literal of three words or more in the sources of the reports must be said by one
 * of the pages made here and be missing from another that says something else of the same function, or stand on the list of
 * what holds whatever the data are. No file of the room is left out, so that a new sentence cannot be forgotten.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderBacktestReport, renderReport } from '../../src/reports/index.ts';
import { openPage } from '../../src/reports/testing/index.ts';
import { claimsIn } from '../../src/reports/testing/source-claims.ts';
import { turningOf } from '../../src/reports/testing/turned-round.ts';
import { BACKTEST_REPORTS } from './backtest-reports.ts';
import { LASTING } from './lasting.ts';
import { otherTexts } from './other-pages.ts';
import { RESEARCH_REPORTS } from './research-reports.ts';

const FOLDER = fileURLToPath(new URL('../../src/reports', import.meta.url));
const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.(?:test|exam)\./u.test(file) && !file.includes('testing'))
  .sort();

describe('X-13: the sentences of reports', () => {
  const texts: string[] = [];

  beforeAll(async () => {
    for (const model of Object.values(RESEARCH_REPORTS)) texts.push(openPage(await renderReport(model())).words);
    for (const model of Object.values(BACKTEST_REPORTS))
      texts.push(openPage(await renderBacktestReport(model())).words);
    texts.push(...(await otherTexts()));
  }, 300_000);

  it('X-13: are each said by one text and not by another, or hold whatever the data are', () => {
    const claims = FILES.flatMap((file) => claimsIn(path.join(FOLDER, file)));
    expect(claims.length).toBeGreaterThan(500);
    const { unsaid, lasting } = turningOf(claims, texts);
    expect(unsaid).toEqual([]);
    expect(lasting).toEqual(
      Object.entries(LASTING).flatMap(([file, words]) => words.map((piece) => `${file}: ${piece}`)),
    );
  });
});
