import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, run } from '../house/testing/scratch.ts';

/** A fenced block of a page: its language, the file that it is to be saved as, its text. */
interface Block {
  readonly language: string;
  readonly title: string | undefined;
  readonly text: string;
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(path.join(ROOT, 'docs/how-to', page), 'utf8');
  return [...text.matchAll(/^```(\w+)(?: title=(\S+))?\n([\s\S]*?)^```$/gmu)].map((match) => ({
    language: match[1] ?? '',
    title: match[2],
    text: match[3] ?? '',
  }));
}

/** A page runs whole research runs, one after the other. */
const RUN_TIMEOUT_MS = 300_000;

const scratch = mkdtempSync(path.join(tmpdir(), 'assay-how-to-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A folder of programs that holds `assay` and the Node that runs this test. */
function programs(): string {
  const folder = path.join(scratch, 'bin');
  mkdirSync(folder);
  symlinkSync(path.join(ROOT, 'packages/platform/bin/assay.js'), path.join(folder, 'assay'));
  symlinkSync(process.execPath, path.join(folder, 'node'));
  return folder;
}

const bin = programs();

describe.each([
  'explain-a-number.md',
  'run-a-backtest.md',
  'run-research.md',
  'run-the-daemon.md',
  'write-a-strategy.md',
])('docs/how-to/%s', (page) => {
  const blocks = blocksOf(page);

  it('S4-28: its commands run, in their order, on the files that it shows', { timeout: RUN_TIMEOUT_MS }, async () => {
    const cwd = path.join(scratch, page);
    mkdirSync(cwd);
    for (const { title, text } of blocks) if (title !== undefined) writeFileSync(path.join(cwd, title), text);
    const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
    expect(commands.length).toBeGreaterThan(2);
    const env = { PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`, HOME: cwd };
    const { code, stdout, stderr } = await run('sh', ['-euc', commands.join('\n')], { cwd, env });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    for (const expected of EXPECTED[page] ?? []) expect(stdout).toMatch(expected);
  });

  it('S4-28: every block of commands or of a file is one that the test runs', () => {
    const idle = blocks.filter(({ language, title }) => language !== 'sh' && title === undefined);
    expect(idle).toEqual([]);
  });
});

describe('the TypeScript of docs/how-to/write-a-strategy.md', () => {
  it('S4-28: is what the types of a strategy ask for', () => {
    const folder = path.join(scratch, 'types');
    mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules/@assay'), path.join(folder, 'node_modules/@assay'));
    const modules = blocksOf('write-a-strategy.md').filter(({ language }) => language === 'ts');
    const files = modules.map(({ title = '' }) => path.join(folder, title));
    modules.forEach(({ text }, index) => writeFileSync(files[index] as string, text));
    const program = ts.createProgram(files, {
      strict: true,
      noEmit: true,
      erasableSyntaxOnly: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      customConditions: ['source'],
      types: [],
    });
    const faults = files.flatMap((file) => [
      ...program.getSemanticDiagnostics(program.getSourceFile(file)),
      ...program.getSyntacticDiagnostics(program.getSourceFile(file)),
    ]);
    expect(files).toHaveLength(2);
    expect(faults.map((fault) => ts.flattenDiagnosticMessageText(fault.messageText, '\n'))).toEqual([]);
  });
});

const EXPECTED: Readonly<Record<string, readonly RegExp[]>> = {
  'explain-a-number.md': [
    /^Recomputed without the engine: \d+ numbers, all equal to the ledger unit\.$/m,
    /^ +sp500-2000\.csv, SHA-256 [0-9a-f]{64}$/m,
    /^Written: .+trade\.html$/m,
    /^mean-reversion\.sp500\.SP500 of run [0-9a-f]{16}: killed$/m,
    /^Each was checked by evaluating its rule at the value and next to it\.$/m,
    /^formula +Φ/m,
  ],
  'run-a-backtest.md': [
    /^moving-average-crossover \(fast 20, slow 100, direction long-only\) on SP500 1d, 2006-\d\d-\d\d to/m,
    /Trials counted +1 trial on overlapping data/,
    /Cash 20,000 USD; fills pessimistic\/1\+/,
    /Trials counted +2 trials on overlapping data/,
    /^ +costs ×2 +/m,
    /wrote 6 files/,
  ],
  'run-research.md': [
    /momentum: What rose over some months/,
    /Nothing was written\./,
    /1 row: (no candidates|1 candidate)/,
    /wrote 3 files/,
    /run [0-9a-f]{16} on data [0-9a-f]{16}: \d candidates/,
  ],
  'run-the-daemon.md': [
    /Without --once cycles start by cron 30 22 \* \* 1-5 \(UTC\), and on a new version of its data/,
    /^Outcomes of SYN1 in prices@[0-9a-f]{16}, 1d, over 5bars would be kept up to date in prices-outcomes$/m,
    /^  "lastTrigger": "new data",$/m,
    /^the daemon ended with 130$/m,
    /^Cycle 1 \(new data\) /m,
    /^Outcomes of SYN1 over 1bars in prices-outcomes@[0-9a-f]{16}: 950 new/m,
    /^prices-outcomes@/m,
  ],
  'write-a-strategy.md': [
    /^pullback \(module:/m,
    /^month-start \(module:/m,
    /4 rows: /,
    /Leak check +passed: [\s\S]+Leak check +FAILED: .+first decision in SP500 at/,
    /ended with 1/,
  ],
};
