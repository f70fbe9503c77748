/** docs/how-to/prove-no-leak.md, followed by the letter. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import { plantedKinds } from '../../src/research/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { blocksOf, commandLines, wordsOf } from './pages.ts';

const PAGE = 'docs/how-to/prove-no-leak.md';

/** A pattern for what is shown: `…` stands for any characters of a line, a line of it alone for any lines. */
function shown(text: string): RegExp {
  const escaped = (part: string): string => part.replace(/[$()*+.?[\\\]^{|}]/gu, '\\$&');
  const lines = text.trimEnd().split('\n');
  return new RegExp(
    `^${lines.map((line) => (line === '…' ? '[^]*' : line.split('…').map(escaped).join('.*'))).join('\n')}`,
    'u',
  );
}

describe(PAGE, () => {
  it('S4-28, X-01: its commands run in their order and print what it shows', { timeout: 300_000 }, async () => {
    const cwd = temporaryFolder();
    for (const { title, text } of blocksOf(PAGE)) if (title !== undefined) writeFileSync(path.join(cwd, title), text);
    const results: Awaited<ReturnType<typeof runCli>>[] = [];
    for (const line of commandLines(PAGE)) results.push(await runCli(wordsOf(line).slice(1), { cwd }));
    expect(results.map(({ code }) => code)).toEqual([0, 1, 1, 0, 0, 1]);
    expect(results[0]?.stdout).toContain(
      `${plantedKinds().length} leaks planted, ${plantedKinds().length} caught; 0 false alarms`,
    );
    expect(results[0]?.stdout).toMatch(/\d+ built-in columns made again without their future: 0 of them read it\./u);
    const told = blocksOf(PAGE).filter(({ language }) => language === 'text');
    expect(told.length).toBe(2);
    told.forEach(({ text }, k) => expect(results[k + 1]?.stdout).toMatch(shown(text)));
    expect(results[5]?.stdout).toMatch(/^mine: 1 row replayed\. 1 row of 1 decides by what comes later\./u);
    expect(plantedKinds().length).toBe(30);
  });
});
