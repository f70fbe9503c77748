/**
 * Every sentence that a terminal shows of a result is turned round, as those of the pages are (report-words.test.ts). What is left
 * out of the two rooms is named here with its reason; a new file is taken in by itself.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { claimsIn } from '../../src/reports/testing/source-claims.ts';
import { turningOf } from '../../src/reports/testing/turned-round.ts';
import { backtestTexts } from './backtest-texts.ts';
import { LASTING_ON_TERMINALS } from './lasting-on-terminals.ts';
import { terminalTexts } from './terminal-texts.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** Files and folders whose sentences are not those of a result. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'cli/commands/': 'help: what a command does, whatever it is given',
  'cli/completion/': 'scripts for shells',
  'cli/testing/': 'tests',
  'cli/data/': 'data commands; they are followed by tests of their own',
  'cli/doctor/': 'the machine; followed by a test of its own',
  'cli/strategies/': 'lists what is built in',
  'cli/trials/': 'lists the ledger as it stands',
  'cli/demo-config.ts': 'the config that the demo writes',
  'cli/describe-plan.ts': 'what would be done, nothing that came of it',
  'cli/backtest/describe-backtest-plan.ts': 'the same of a backtest',
  'cli/backtest/read-params.ts': 'errors of options',
  'cli/explain/': 'commands around the texts of explain/',
  'cli/foreign-error.ts': 'errors',
  'cli/print-error.ts': 'errors',
  'cli/program.ts': 'errors of the command line',
  'cli/prove/noise-returns.ts': 'errors of options',
  'cli/research/': 'commands around the texts of describe-outcome',
  'cli/runs/export-columns.ts': 'definitions of columns',
  'cli/runs/export-run.ts': 'how to go on with an archive',
  'cli/runs/export-trades.ts': 'errors of options',
  'cli/runs/show-runs.ts': 'lists runs as they stand; followed by a test of its own',
  'cli/runs/write-table.ts': 'a statement for the database',
  'cli/shared-options.ts': 'help',
  'cli/verdict/open-lockbox.ts': 'a heading above a record, whose text is turned',
  'explain/find-row.ts': 'errors',
  'explain/trade/explain-decision.ts': 'arithmetic of a size, recomputed in test/explain',
  'explain/trade/trace-row.ts': 'why a strategy could not be asked again; test/explain/modules.test.ts',
  'explain/verdict/explain-verdict.ts': 'names of the stages of a verdict',
};

/** Pieces of errors, and a name, in files whose other sentences are turned. */
const ERRORS = [
  'cli/gates/build-gates-command.ts: Name a dataset with bars.',
  'cli/gates/build-gates-command.ts: : name that one.',
  'cli/gates/guard-options.ts: nothing: write it after =',
  'cli/gates/guard-options.ts: true or false',
  'cli/gates/guard-options.ts: a whole number',
  'cli/gates/pull-gates-command.ts: Valkey or Redis',
  'cli/prove/leaks-command.ts: ; what a config tests, and on what, stands in it',
  'cli/roster/show-roster.ts: `assay roster update` archives the first week of one.',
  "cli/runs/replay-run.ts: ' is missing from the run's folder; took '",
  'explain/metric/explain-metric.ts: `assay explain metric` lists them all.',
  "explain/metric/explain-metric.ts: Did you mean '",
];

const isLeftOut = (file: string): boolean => Object.keys(LEFT_OUT).some((start) => file.startsWith(start));

const ALL = ['cli', 'explain'].flatMap((room) =>
  readdirSync(path.join(SOURCES, room), { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`),
);
const FILES = ALL.filter((file) => file.endsWith('.ts') && !/\.(?:test|exam)\./u.test(file) && !isLeftOut(file)).sort();

describe('X-13: what a terminal shows of a result', () => {
  it('X-13: is each said by one text and not by another, or holds whatever the data are', async () => {
    const claims = FILES.flatMap((file) => claimsIn(path.join(SOURCES, file)));
    expect(claims.length).toBeGreaterThan(200);
    const { unsaid, lasting } = turningOf(claims, [...terminalTexts(), ...(await backtestTexts())]);
    expect(unsaid).toEqual(ERRORS);
    expect(lasting).toEqual(
      Object.entries(LASTING_ON_TERMINALS).flatMap(([file, words]) => words.map((piece) => `${file}: ${piece}`)),
    );
  });

  it('X-13: leaves out what is there, with a reason', () => {
    expect(Object.keys(LEFT_OUT).filter((start) => !ALL.some((file) => file.startsWith(start)))).toEqual([]);
  });
});
