import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../house/testing/scratch.ts';
import { blocksOf, printedBy } from './testing/how-to-page.ts';

/** A page runs whole research runs, one after the other. */
const RUN_TIMEOUT_MS = 300_000;

/** What takes minutes: `how-to.exam.ts` runs it as well. */
const LONG: Readonly<Record<string, readonly string[]>> = {
  'write-a-strategy.md': [
    'assay research run --config mine.yaml --once',
    'assay backtest run --strategy ./slow-wave.mjs --instruments SP500 --from 2018-01-01',
    'assay backtest run --strategy ./tomorrow.mjs --instruments SP500 --from 2018-01-01',
  ],
};

const scratch = mkdtempSync(path.join(tmpdir(), 'assay-how-to-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each([
  'explain-a-number.md',
  'run-a-backtest.md',
  'run-research.md',
  'run-the-daemon.md',
  'write-a-strategy.md',
])('docs/how-to/%s', (page) => {
  const blocks = blocksOf(page);

  it('S4-28: its commands run, in their order, on the files that it shows', { timeout: RUN_TIMEOUT_MS }, async () => {
    const stdout = await printedBy(page, LONG[page]);
    expect(EXPECTED[page]?.length).toBeGreaterThan(2);
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
  'write-a-strategy.md': [/^pullback \(module:/m, /^month-start \(module:/m, /ended with 1/],
};
