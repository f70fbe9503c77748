/** docs/how-to/build-gates.md, followed by the letter. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';
import { hasRedisServer, redisServer } from '../../src/gates/testing/index.ts';
import { blocksOf, commandLines, wordsOf } from './pages.ts';

const PAGE = 'docs/how-to/build-gates.md';
/** What commands say of how far they are; anything else on stderr is a complaint. */
const PROGRESS = /^(?:gates|outcomes|publishing|reading|writing)\b.*\d/u;

describe(PAGE, () => {
  let cwd = '';
  const told: { readonly line: string; readonly result: CliResult }[] = [];
  const assay = (line: string): Promise<CliResult> => runCli(wordsOf(line).slice(1), { cwd });
  const after = (start: string): CliResult => {
    const found = told.find(({ line }) => line.startsWith(start));
    if (found === undefined) throw new Error(`the page has no ${start}`);
    return found.result;
  };

  beforeAll(async () => {
    cwd = mkdtempSync(path.join(tmpdir(), 'assay-gates-page-'));
    for (const { title, text } of blocksOf(PAGE)) {
      if (title === undefined) continue;
      mkdirSync(path.dirname(path.join(cwd, title)), { recursive: true });
      writeFileSync(path.join(cwd, title), text);
    }
    for (const line of commandLines(PAGE)) told.push({ line, result: await assay(line) });
  }, 60_000);

  // All tests look at the same folder: it outlives each of them.
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it('S0-02, S0-07, S0-09, S0-12: every command does what the page says', () => {
    expect(told.length).toBeGreaterThan(8);
    for (const { line, result } of told) {
      const words = result.stderr.split('\n').filter((one) => one !== '' && !PROGRESS.test(one));
      expect([line, result.code, words]).toEqual([line, 0, []]);
    }
    expect(after('assay gates build').stdout).toMatch(/EURUSD 1h: 56 gates of 1,200 bars, 56 new/u);
    for (const file of ['gates.html', 'outcomes.html', 'archive/EURUSD/2024-W43.jsonl'])
      expect([file, existsSync(path.join(cwd, file))]).toEqual([file, true]);
    expect(after('assay gates metrics').stdout).toMatch(/EURUSD +56 /u);
  });

  it('S0-10: on a random walk no test survives, as the page says', () => {
    expect(after('assay gates outcomes').stdout).toContain(
      'none says that returns are not luck, and none that anything is left',
    );
  });

  it('S0-01, S0-11: recorded gates come in from lines and from a CSV, labels apart', () => {
    expect(after('assay gates pull').stdout).toMatch(
      /1 gate with labels of what followed: kept apart in desk-labels@/u,
    );
    expect(after('assay gates list desk-table').stdout).toMatch(/GBPUSD +1h +desk +2 /u);
  });

  it.skipIf(!hasRedisServer)('S0-09: gates go through a server and come back the same', async () => {
    const server = await redisServer();
    await server.start();
    const block = blocksOf(PAGE).find(({ language }) => language === 'console');
    const lines = (block?.text ?? '').trim().replaceAll('127.0.0.1:6379', `127.0.0.1:${server.port}`).split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect((await assay(line)).code).toBe(0);
    const [own, shared] = await Promise.all(
      ['desk', 'shared'].map((name) => assay(`assay gates list ${name} --last 9 --json`)),
    );
    expect({ ...shared?.json(), place: '' }).toEqual({ ...own?.json(), place: '' });
  });
});
