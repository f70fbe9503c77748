/** The pages about verdicts, followed by the letter: read-a-verdict.md, own-kill-rules.md, false-discovery.md. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RankingRow } from '@assay/contracts/schemas';
import { fixedClock } from '@assay/core/time';
import { registerProve } from '../../src/cli/commands/prove.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { proveFalseDiscoveryCommand } from '../../src/cli/prove/prove-false-discovery-command.ts';
import { runCli } from '../../src/cli/testing/index.ts';
import { loadConfig, proveFalseDiscovery } from '../../src/research/index.ts';
import type { ProofContext } from '../../src/research/index.ts';
import { suspiciousMarkets } from '../research/suspicious-markets.ts';
import { publishedRows, testWorkspace } from '../research/workspace.ts';
import type { TestWorkspace } from '../research/workspace.ts';
import { blocksOf, commandLines, wordsOf } from './pages.ts';

/** Follows yesterday's direction on a market that is too good to be true. */
const CONFIG = {
  name: 'verdicts',
  packs: [{ name: 'lab', dataset: 'lab', timeframe: '1d' }],
  strategies: [
    {
      class: 'time-series-momentum',
      params: { rebalanceBars: 1, direction: 'long-short' },
      sweep: { lookback: [1, 2] },
    },
  ],
  experiment: {
    costs: { halfSpreadBps: 0.2, slippageBps: 0.2, commissionBps: 0.1 },
    walkForward: { trainSize: '2y', testSize: '1y' },
  },
};

describe('docs/how-to/read-a-verdict.md', () => {
  const page = 'docs/how-to/read-a-verdict.md';
  let workspace: TestWorkspace;
  let runId = '';
  const rows = (list: string): readonly RankingRow[] => publishedRows(workspace, 'verdicts', list);

  beforeAll(async () => {
    workspace = testWorkspace();
    await workspace.publish('lab', suspiciousMarkets([{ id: 'SPY', run: 12, drift: 0.006, noise: 0.0005 }]));
    runId = (await workspace.run(workspace.write('verdicts.yaml', JSON.stringify(CONFIG)))).runId;
  });
  afterAll(() => workspace.remove());

  it('S4-28: its commands run, in their order, on a suspicious row', async () => {
    const [suspicious] = rows('held').filter(({ verdict }) => verdict === 'suspicious');
    const options = { cwd: workspace.root };
    const listed = await runCli(['trials', 'list', '--json', '--workspace', workspace.root], options);
    const { families } = listed.json() as {
      readonly families: readonly [{ readonly trials: readonly [{ readonly key: string }] }];
    };
    const meant: Readonly<Record<string, string>> = {
      RUN: runId,
      ROW: suspicious?.id ?? '',
      '3f2a9c': families[0].trials[0].key,
    };
    const lines = commandLines(page);
    expect(lines.map((line) => wordsOf(line).slice(1, 3).join(' '))).toEqual([
      'trials list',
      'trials show',
      'runs export-trades',
      'verdict acknowledge',
      // Bars that come later and a lockbox are followed in forward.test.ts and lockbox-judged.test.ts; here there are none.
      'data import',
      'verdict forward',
      'verdict forward',
      'verdict open-lockbox',
    ]);
    const typed = (line: string): readonly string[] => wordsOf(line).map((word) => meant[word] ?? word);
    for (const [line, code, says] of [
      [lines[5], 4, 'no bar came after'],
      [lines[7], 1, 'lockbox'],
    ] as const) {
      const refused = await runCli([...typed(line ?? '').slice(1), '--workspace', workspace.root], options);
      expect([line, refused.code]).toEqual([line, code]);
      expect(refused.stderr).toContain(says);
    }
    for (const line of lines.slice(0, 4)) {
      const [program, ...args] = typed(line);
      const { code, stdout, stderr } = await runCli([...args, '--workspace', workspace.root], options);
      expect({ line, program, code, stderr }).toEqual({ line, program: 'assay', code: 0, stderr: '' });
      expect(stdout.length).toBeGreaterThan(10);
    }
    expect(rows('candidates')).toMatchObject([
      { id: suspicious?.id, acknowledged: { reason: expect.any(String) as string } },
    ]);
  });

  it('S4-28: the verdicts and fields that it names are those of the published rows', () => {
    const [row] = rows('candidates');
    const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), 'utf8');
    const fields = [...text.matchAll(/^\d\. `(\w+)`:/gmu)].map(([, name = '']) => name);
    expect(fields.length).toBeGreaterThan(5);
    for (const field of fields) expect(row, field).toHaveProperty(field);
    expect(row).toHaveProperty('nulls');
    expect(row?.metrics).toHaveProperty('effectiveTrials');
  });
});

describe('docs/how-to/own-kill-rules.md', () => {
  const blocks = blocksOf('docs/how-to/own-kill-rules.md');

  it('S4-28: each of its blocks may stand in a config, and changes it', () => {
    const workspace = testWorkspace();
    const load = (config: object): unknown => loadConfig(workspace.write('config.yaml', JSON.stringify(config))).config;
    expect(blocks.map(({ language }) => language)).toEqual(['yaml', 'yaml', 'yaml']);
    for (const { text } of blocks) {
      const [[part, keys] = []] = Object.entries(parse(text) as Record<string, Record<string, unknown>>);
      expect([part, Object.keys(keys ?? {}).length]).toEqual(['evaluation', 1]);
      expect(load({ ...CONFIG, evaluation: keys })).toMatchObject({ evaluation: keys });
    }
    workspace.remove();
  });
});

describe('docs/methods/false-discovery.md', () => {
  const SIZES = { strategies: 20, families: 2, members: 3, planted: 4, isFull: false };

  it('S4-28: each of its commands runs, here with fewer markets', async () => {
    const lines = commandLines('docs/methods/false-discovery.md');
    expect(lines.map((line) => wordsOf(line).slice(0, 3).join(' '))).toEqual(
      lines.map(() => 'assay prove false-discovery'),
    );
    const asked: unknown[] = [];
    for (const line of lines) {
      let told = '';
      const context: CommandContext = {
        stdout: { write: (text: string) => void (told += text) },
        stderr: { write: () => undefined },
        env: {},
        cwd: path.sep,
        clock: fixedClock(0),
        endWith: () => undefined,
      };
      const program = new Command();
      registerProve(program, context);
      const [command] = program.commands[0]?.commands ?? [];
      command?.action(async (options: object) => {
        await proveFalseDiscoveryCommand({ quiet: true, ...options }, context, (given: ProofContext) => {
          asked.push([given.seed, given.sizes.isFull]);
          return proveFalseDiscovery({ ...given, sizes: SIZES });
        });
      });
      await program.parseAsync(wordsOf(line).slice(1), { from: 'user' });
      if (line.includes('--json')) expect(JSON.parse(told)).toMatchObject({ sizes: SIZES });
      else expect(told).toContain('Size: worthless strategies that pass');
    }
    expect(asked).toEqual([
      ['1', false],
      ['1', true],
      ['7', false],
    ]);
  });
});
