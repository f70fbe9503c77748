import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RankingRow } from '@assay/contracts/schemas';
import { runCli } from '../../src/cli/testing/index.ts';
import { acknowledgeRow } from '../../src/research/index.ts';
import { ledgerFile, readAmendments, readLedger, readPublished, showRun } from '../../src/runs/index.ts';
import { suspiciousMarkets } from './suspicious-markets.ts';
import { publishedRows, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const MARKETS = [
  { id: 'STEADY', run: 12, drift: 0.006, noise: 0.0005 },
  { id: 'QUICK', run: 12, drift: 0.006, noise: 0.006 },
];
const LEAP = { id: 'LEAP', run: 12, drift: 0.008, noise: 0.0005, jump: 4.3 };

const CONFIG = `
name: suspects
packs:
  - { name: lab, dataset: lab, timeframe: 1d }
  - { name: leap, dataset: leap, timeframe: 1d }
strategies:
  - class: time-series-momentum
    params: { rebalanceBars: 1, direction: long-short }
    sweep: { lookback: [1, 2] }
  - class: random-entry
    sweep: { seed: [1] }
    packs: [lab]
experiment:
  costs: { halfSpreadBps: 0.2, slippageBps: 0.2, commissionBps: 0.1 }
  walkForward: { trainSize: 2y, testSize: 1y }
`;

const STEADY = 'time-series-momentum.lab.STEADY';
const SUSPICIONS = [
  'suspicious-excess-sharpe',
  'suspicious-period-return',
  'suspicious-profit-factor',
  'suspicious-return',
  'suspicious-sharpe',
  'suspicious-win-rate',
];

describe('suspicious rows of a whole run', () => {
  let workspace: TestWorkspace;
  let runId: string;
  const rows = (list: string): RankingRow[] => publishedRows(workspace, 'suspects', list);
  const ids = (list: string): string[] => rows(list).map(({ id }) => id);
  const acknowledge = (row: string, reason = 'the market was made this way'): ReturnType<typeof acknowledgeRow> =>
    acknowledgeRow({ workspace: workspace.root, run: runId, row, reason, clock: { now: () => 0 } });

  beforeAll(async () => {
    workspace = testWorkspace();
    await workspace.publish('lab', suspiciousMarkets(MARKETS));
    await workspace.publish('leap', suspiciousMarkets([LEAP]));
    runId = (await workspace.run(workspace.write('suspects.yaml', CONFIG))).runId;
  });
  afterAll(() => workspace.remove());

  it('X-14: every kind of suspicion holds a row, and no suspicious row is a candidate', () => {
    const held = rows('held').filter(({ verdict }) => verdict === 'suspicious');
    const found = new Set(held.flatMap(({ reasons }) => reasons.map(({ rule }) => rule)));
    expect([...found].sort()).toEqual(SUSPICIONS);
    expect(held.map(({ id }) => id)).toContain(STEADY);
    for (const { checks } of rows('candidates')) {
      expect(checks.filter(({ passed, effect }) => !passed && effect === 'suspicious')).toEqual([]);
    }
    expect(ids('candidates')).toEqual([]);
  });

  it('S4-20: publishes an empty list of candidates where nothing passes', () => {
    const text = JSON.parse(workspace.read('suspects', 'candidates.json')) as { rows: unknown[]; generatedAt: string };
    expect(text.rows).toEqual([]);
    expect(text.generatedAt).toMatch(/Z$/u);
  });

  it('S4-24: the cost rules have had data', () => {
    for (const { checks, verdict } of rows('rankings')) {
      if (verdict === 'suspicious') expect(checks.map(({ rule }) => rule)).toContain('stressed-costs-mean');
    }
  });

  it('X-14: what is killed cannot be acknowledged, nor what is not there, nor without a reason', async () => {
    const [killed] = ids('killed');
    await expect(acknowledge(killed as string)).rejects.toMatchObject({
      code: 'ILLEGAL_STATE',
      message: expect.stringMatching(/cannot be acknowledged: it is killed/u) as string,
    });
    await expect(acknowledge('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(acknowledge(STEADY, '  ')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(ids('candidates')).toEqual([]);
  });

  it('X-09 S2-10: nothing is acknowledged on published files that somebody has changed', async () => {
    const place = { workspace: workspace.root, area: 'research', name: 'suspects' };
    const file = join((await readPublished(place))?.folder as string, 'rankings.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"trades": ', '"trades": 1'));
    await expect(acknowledge(STEADY)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/is not what run '[0-9a-f]{16}' published: a file was changed/u) as string,
      hint: expect.stringContaining(`assay runs verify ${runId}`) as string,
    });
    writeFileSync(file, text);
    expect(await readAmendments(workspace.root, runId, 'verdict-acknowledged')).toEqual([]);
  });

  it('X-14, ruling 4: a row whose trades are found again and that a person answers for is a candidate, in all lists at once', async () => {
    const before = await showRun(workspace.root, runId);
    const done = await acknowledge(STEADY);
    expect(done.row).toMatchObject({ verdict: 'candidate', acknowledged: { reason: 'the market was made this way' } });
    expect(done.row.acknowledged?.trades).toBe(done.row.trades);
    expect(ids('candidates')).toEqual([STEADY]);
    expect(ids('held')).not.toContain(STEADY);
    expect([...ids('killed'), ...ids('held'), ...ids('candidates')].sort()).toEqual(ids('rankings').sort());
    expect(JSON.parse(workspace.read('suspects', 'summary.json'))).toMatchObject({
      counts: { candidates: 1, acknowledged: 1 },
    });
    expect(workspace.read('suspects', 'report.html')).toContain('the market was made this way');
    const after = await showRun(workspace.root, runId);
    expect(after.state).toBe('finished');
    expect(after.problems).toEqual([]);
    expect(after.audit.entries).toBe(before.audit.entries + 4);
    const heads: string[] = [];
    for await (const entry of readLedger(workspace.root)) if (entry.kind === 'run-finished') heads.push(entry.key);
    expect(heads.at(-1)).toBe(after.audit.head);
  });

  it('X-14: a second time is refused, with the first reason', async () => {
    await expect(acknowledge(STEADY, 'again')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/was acknowledged on .*: the market was made this way/u) as string,
    });
    expect(rows('candidates')[0]?.acknowledged?.reason).toBe('the market was made this way');
  });

  it('X-14: the same run made again keeps what was acknowledged', async () => {
    const again = await workspace.run(join(workspace.root, 'suspects.yaml'));
    expect(again.origin).toBe('reopened');
    expect(ids('candidates')).toEqual([STEADY]);
  });

  it('S4-17: an alien artefact in the folders changes nothing', async () => {
    const before = workspace.read('suspects', 'rankings.json').replace(/"generatedAt": "[^"]*"/u, '');
    const folder =
      (await readPublished({ workspace: workspace.root, area: 'research', name: 'suspects' }))?.folder ?? '';
    const alien = readFileSync(join(folder, 'rankings.json'));
    writeFileSync(join(workspace.root, 'published', 'research', 'suspects', 'history', 'alien.json'), alien);
    writeFileSync(join(workspace.root, 'runs', runId, 'steps', 'alien.json'), '{"params":{"lookback":1},"sharpe":9}');
    await workspace.run(join(workspace.root, 'suspects.yaml'));
    expect(workspace.read('suspects', 'rankings.json').replace(/"generatedAt": "[^"]*"/u, '')).toBe(before);
  });

  it('S4-19: the ledger lists every trial with its family, raw and effective counts and its returns', async () => {
    const options = { cwd: workspace.root };
    const at = ['--workspace', workspace.root];
    const listed = await runCli(['trials', 'list', '--instrument', 'STEADY', '--json', ...at], options);
    const { families } = listed.json() as {
      families: { count: number; effective: number; trials: { key: string }[] }[];
    };
    expect(families).toHaveLength(1);
    const { count, effective, trials } = families[0] as (typeof families)[number];
    expect(trials).toHaveLength(count);
    expect(count).toBeGreaterThan(3);
    expect(effective).toBeGreaterThan(1);
    expect(effective).toBeLessThan(count);
    const shown = await runCli(['trials', 'show', trials[0]?.key.slice(0, 14) ?? '', ...at], options);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/returns +.*\.cols, column excess\.\d/u);
    const text = await runCli(['trials', 'list', '--strategy', 'random-entry', ...at], options);
    expect(text.stdout).toMatch(/STEADY, .*: \d+ trials \(about \d+\.\d independent\), \d of them shown/u);
  });

  it('S4-19: a damaged ledger lists nothing', async () => {
    const file = ledgerFile(workspace.root);
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.replace('"lookback":1', '"lookback":9'));
    const listed = await runCli(['trials', 'list', '--workspace', workspace.root], { cwd: workspace.root });
    writeFileSync(file, whole);
    expect(listed.code).toBe(3);
    expect(listed.stdout).toBe('');
    expect(listed.stderr).toMatch(/ledger/u);
  });
});
