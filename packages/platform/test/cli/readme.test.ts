/** README.md, followed by the letter, and every command of the other pages that no test of its own follows. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { randomWalk } from '../../src/sources/index.ts';
import { treeHash } from '../../src/cli/testing/index.ts';
import { blocksOf, commandLines, ROOT, wordsOf } from './pages.ts';
import { changedPaths, contacts, hasTracer, isBelow, movedEnvironment, tracingTo } from './traced-changes.ts';

const SCRIPTS = (
  JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
).scripts;

const scratch = mkdtempSync(path.join(tmpdir(), 'assay-readme-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function folder(name: string): string {
  mkdirSync(path.join(scratch, name), { recursive: true });
  return path.join(scratch, name);
}

const CANARY = 'canary5b1e';
/** What a person may have in the environment when the demo is tried. */
const SECRETS = {
  ASSAY_TELEGRAM_TOKEN: `123456:${CANARY}`,
  ASSAY_WEBHOOK_URL: `http://user:${CANARY}@127.0.0.1:9/`,
  AWS_SECRET_ACCESS_KEY: CANARY,
  HTTPS_PROXY: `http://user:${CANARY}@127.0.0.1:9`,
};

function filesBelow(place: string): readonly string[] {
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => path.join(place, name));
  return names.filter((name) => statSync(name).isFile());
}

/** What `npm run NAME` starts, on this Node instead of any. */
function scriptWords(name: string): readonly string[] {
  const [program, ...args] = wordsOf(SCRIPTS[name] ?? '');
  expect(program).toBe('node');
  return [process.execPath, ...args];
}

interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function finished(
  words: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Finished {
  const [program = '', ...args] = words;
  const { status, stdout, stderr } = spawnSync(program, args, { ...options, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Pages whose shell blocks another test runs, and which. */
const FOLLOWED: Readonly<Record<string, string>> = {
  'README.md': 'here',
  'CONTRIBUTING.md': 'here',
  'docs/how-to/bring-your-own-data.md': 'packages/platform/test/cli/how-to.test.ts',
  'docs/how-to/build-gates.md': 'packages/platform/test/cli/build-gates-page.test.ts',
  'docs/how-to/keep-a-roster.md': 'packages/platform/test/cli/gates-pages.test.ts',
  'docs/how-to/run-a-grid.md': 'packages/platform/test/cli/gates-pages.test.ts',
  'docs/how-to/trade-gates.md': 'packages/platform/test/cli/gates-pages.test.ts',
  'docs/how-to/prove-no-leak.md': 'packages/platform/test/cli/prove-no-leak.test.ts',
  'docs/how-to/read-a-verdict.md': 'packages/platform/test/cli/verdict-pages.test.ts',
  'docs/how-to/run-a-backtest.md': 'test/cli/how-to.test.ts',
  'docs/how-to/run-research.md': 'test/cli/how-to.test.ts',
  'docs/how-to/run-the-daemon.md': 'test/cli/how-to.test.ts',
  'docs/how-to/write-a-strategy.md': 'test/cli/how-to.test.ts',
  'docs/methods/false-discovery.md': 'packages/platform/test/cli/verdict-pages.test.ts',
  'docs/how-to/explain-a-number.md': 'test/cli/how-to.test.ts',
  'docs/how-to/verify-and-replay.md': 'packages/platform/test/research/verify-and-replay-guide.test.ts',
  'docs/methods/null-calibration.md': 'packages/platform/src/cli/prove/prove-nulls.test.ts',
  'docs/studies/README.md': 'packages/platform/src/cli/studies.exam.ts',
  'docs/studies/gates.md': 'packages/platform/test/cli/gates-study.exam.ts',
};

function pagesWithCommands(): readonly string[] {
  const below = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `docs/${name}`,
  );
  const pages = [...readdirSync(ROOT), ...below].filter((name) => name.endsWith('.md'));
  return pages.filter((page) => commandLines(page).length > 0).sort();
}

describe('the commands of the documentation', () => {
  it('S4-28: each page that has commands is followed by a test that names it', () => {
    expect(pagesWithCommands()).toEqual(Object.keys(FOLLOWED).sort());
    for (const [page, test] of Object.entries(FOLLOWED)) {
      if (test !== 'here') expect(readFileSync(path.join(ROOT, test), 'utf8'), test).toContain(path.basename(page));
    }
  });

  it('S4-28: every npm-script that a page names exists', () => {
    const pages = [
      ...Object.keys(FOLLOWED),
      'docs/benchmarks.md',
      'ARCHITECTURE.md',
      'docs/status.md',
      'golden/README.md',
    ];
    const named = pages.flatMap((page) => [
      ...readFileSync(path.join(ROOT, page), 'utf8').matchAll(
        /\bnpm (?:run )?(?!ci\b|install\b|workspaces\b|package\b)(?:--\S+ )*([a-z:]+)\b/gu,
      ),
    ]);
    const names = new Set(named.map(([, name = '']) => name));
    expect(names).toContain('demo');
    expect(names).toContain('test');
    expect([...names].filter((name) => !(name in SCRIPTS))).toEqual([]);
  });
});

describe('README.md and CONTRIBUTING.md', () => {
  it('S4-28: the first block names the demo and the tests, and what they start is there', () => {
    expect(commandLines('README.md').slice(0, 2)).toEqual(['npm run demo', 'npm test']);
    for (const name of ['demo', 'test', 'check']) {
      for (const file of scriptWords(name)
        .slice(1)
        .filter((word) => /\.m?js$/u.test(word)))
        expect(readFileSync(path.join(ROOT, file), 'utf8').length, file).toBeGreaterThan(100);
    }
    expect(commandLines('CONTRIBUTING.md').slice(1)).toEqual([
      'npm run demo',
      'npm run assay -- --help',
      'npm run check',
      'npm test',
    ]);
  });

  it('S4-28, X-10, X-16: the demo runs with all its roots moved, offline, beside secrets, and changes nothing outside them', (context) => {
    const [home, temporary, workspace] = [folder('home'), folder('temporary'), folder('workspace')];
    const env = { ...movedEnvironment({ home, temporary }), ...SECRETS, ASSAY_WORKSPACE: workspace };
    const trace = path.join(scratch, 'trace');
    const before = treeHash(home);
    const told = finished([...(hasTracer() ? tracingTo(trace) : []), ...scriptWords('demo')], { cwd: ROOT, env });
    expect({ status: told.status, stderr: told.status === 0 ? '' : told.stderr }).toEqual({ status: 0, stderr: '' });
    expect(told.stdout).toContain(`Report:   ${path.join(workspace, 'published/research/demo/report.html')}`);
    expect(treeHash(home)).toBe(before);
    expect(readdirSync(temporary).filter((name) => name !== 'node-compile-cache')).toEqual([]);
    expect(told.stdout + told.stderr).not.toContain(CANARY);
    const files = filesBelow(workspace);
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((file) => file.includes(CANARY) || readFileSync(file).includes(CANARY))).toEqual([]);
    if (!hasTracer()) return context.skip('strace is not there');
    expect(contacts(readFileSync(trace, 'utf8'))).toEqual([]);
    const changed = changedPaths(readFileSync(trace, 'utf8'));
    expect(changed.filter(isBelow(workspace)).length).toBeGreaterThan(20);
    const allowed = [workspace, temporary, '/dev/null'].map(isBelow);
    expect(changed.filter((name) => !allowed.some((is) => is(name)))).toEqual([]);
  });

  it('S4-28, X-10: the help is there, and what the demo made is exported to where it is said, nowhere else', (context) => {
    const [home, temporary, workspace, tables] = [
      folder('home'),
      folder('temporary'),
      folder('workspace'),
      folder('tables'),
    ];
    const env = { ...movedEnvironment({ home, temporary }), ASSAY_WORKSPACE: workspace };
    expect(finished([...scriptWords('assay'), '--help'], { cwd: ROOT, env }).stdout).toContain('Usage: assay');
    const summary = path.join(workspace, 'published/research/demo/summary.json');
    const { runId } = JSON.parse(readFileSync(summary, 'utf8')) as { runId: string };
    const trace = path.join(scratch, 'trace');
    const before = [treeHash(home), treeHash(workspace)];
    const words = [...scriptWords('assay'), 'runs', 'export-trades', runId, '--tables', 'all', '--out', tables];
    const told = finished([...(hasTracer() ? tracingTo(trace) : []), ...words], { cwd: ROOT, env });
    expect({ status: told.status, stderr: told.stderr }).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(tables).length).toBeGreaterThan(10);
    expect([treeHash(home), treeHash(workspace)]).toEqual(before);
    if (!hasTracer()) return context.skip('strace is not there');
    const allowed = [tables, temporary, '/dev/null'].map(isBelow);
    expect(changedPaths(readFileSync(trace, 'utf8')).filter((name) => !allowed.some((is) => is(name)))).toEqual([]);
  });

  it('S4-28: the commands for data of your own run, in their order', () => {
    const cwd = folder('mine');
    const bin = folder('bin');
    symlinkSync(path.join(ROOT, 'packages/platform/bin/assay.js'), path.join(bin, 'assay'));
    symlinkSync(process.execPath, path.join(bin, 'node'));
    const [bars] = randomWalk({ seed: 'readme', bars: 1500, instruments: ['SPY'], start: '2015-01-02' }).series;
    const rows = Array.from({ length: bars?.length ?? 0 }, (_, i) => [
      new Date(bars?.eventTime[i] ?? NaN).toISOString().slice(0, 10),
      ...(['open', 'high', 'low', 'close', 'volume'] as const).map((name) => (bars?.[name] as Float64Array)[i]),
    ]);
    mkdirSync(path.join(cwd, 'prices'));
    const header = 'date,open,high,low,close,volume';
    writeFileSync(path.join(cwd, 'prices/SPY.csv'), `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`);
    const lines = commandLines('README.md').slice(2);
    expect(lines.length).toBe(6);
    // "name your dataset in it"
    const named = "sed -i 's/dataset: sample/dataset: mine/; s/SP500/SPY/; s/2006-01-01/2015-01-02/' research.yaml";
    const script = lines.flatMap((line) => {
      expect(line).toMatch(/^npx assay /u);
      return [line.replace(/^npx /u, ''), ...(line.includes('research init') ? [named] : [])];
    });
    const env = { PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`, HOME: cwd };
    const told = finished(['sh', '-euc', script.join('\n')], { cwd, env });
    expect({ status: told.status, stderr: told.status === 0 ? '' : told.stderr }).toEqual({ status: 0, stderr: '' });
    expect(told.stdout).toContain('Nothing was written.');
    const published = path.join(cwd, 'assay-workspace/published/research/example');
    const named4 = ['candidates.json', 'held.json', 'killed.json', 'rankings.json', 'report.html', 'summary.json'];
    expect(
      readdirSync(published)
        .filter((name) => named4.includes(name))
        .sort(),
    ).toEqual(named4);
  });

  it('S4-28: `npx assay` is the command, in the checkout', () => {
    const { bin } = JSON.parse(readFileSync(path.join(ROOT, 'packages/platform/package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    expect(Object.keys(bin)).toEqual(['assay']);
    const linked = path.join(ROOT, 'node_modules/.bin/assay');
    const told = finished([process.execPath, linked, '--version'], { cwd: ROOT, env: { PATH: process.env['PATH'] } });
    expect(told.stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it('S4-28: has no block that nothing runs', () => {
    const idle = [...blocksOf('README.md'), ...blocksOf('CONTRIBUTING.md')].filter(({ language }) => language !== 'sh');
    expect(idle).toEqual([]);
  });
});
