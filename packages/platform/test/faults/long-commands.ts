/** Every command that works for longer than a moment, with what it needs. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { WORKSPACE } from './lab.ts';
import type { Lab } from './lab.ts';

/** A command that is put to the test. */
export interface LongCommand {
  readonly name: string;
  readonly args: readonly string[];
  /** Brings a copy of the lab into the state in which the command is given. */
  readonly prepare?: (folder: string) => void;
  /** Where it never ends by itself: the text after which it is told to stop, and its exit code then. */
  readonly until?: string;
  /** Exit code when it goes well. @default 0 */
  readonly code?: number;
  /** It may be done once only: given again it completes what a killed one has begun, and refuses. */
  readonly onceOnly?: true;
  /** It mends a ledger that is damaged when it begins. */
  readonly startsDamaged?: true;
}

const QUIET = ['--quiet'] as const;
const GARBAGE_FILES = 300;

/** Names of the commands, in the order of `longCommands`. */
export const COMMAND_NAMES: readonly string[] = longCommands({
  runs: { cycle: '', suspects: '', boxed: '' },
  suspiciousRow: '',
}).map(({ name }) => name);

/** The command of a name. */
export function commandNamed(lab: Lab, name: string): LongCommand {
  return longCommands(lab).find((command) => command.name === name) as LongCommand;
}

/** The commands, on copies of a lab. */
export function longCommands({ runs, suspiciousRow }: Pick<Lab, 'runs' | 'suspiciousRow'>): readonly LongCommand[] {
  const cycle = ['research', 'run', '--config', 'cycle-2.yaml', ...QUIET];
  return [
    ...dataCommands(),
    // A config that is there is never overwritten: given again after the kill it may be refused.
    { name: 'research init', args: ['research', 'init', 'example.yaml'], onceOnly: true },
    { name: 'research run, 1 worker', args: [...cycle, '--once', '--workers', '1'] },
    { name: 'research run, 2 workers', args: [...cycle, '--once', '--workers', '2'] },
    { name: 'research run, cycle after cycle', args: [...cycle, '--workers', '1'], until: 'Next: ', code: 130 },
    ...backtestCommands(),
    { name: 'demo', args: ['demo', '--workers', '2', ...QUIET] },
    {
      name: 'verdict acknowledge',
      args: ['verdict', 'acknowledge', runs.suspects, suspiciousRow, '--reason', 'made this way'],
      onceOnly: true,
    },
    {
      name: 'verdict open-lockbox',
      args: ['verdict', 'open-lockbox', runs.boxed, '--reason', 'it is time', '--workers', '1', ...QUIET],
      onceOnly: true,
    },
    { name: 'verdict forward', args: ['verdict', 'forward', runs.cycle, '--workers', '1', ...QUIET] },
    { name: 'runs export-trades', args: ['runs', 'export-trades', runs.cycle, '--tables', 'all', '--out', 'trades'] },
    {
      name: 'runs export-trades --format parquet',
      args: ['runs', 'export-trades', runs.cycle, '--tables', 'all', '--format', 'parquet', '--out', 'trades'],
    },
    { name: 'runs diff', args: ['runs', 'diff', runs.cycle, runs.suspects, '--html', 'difference.html'] },
    { name: 'runs remove', args: ['runs', 'remove', runs.boxed, '--force'], onceOnly: true },
    { name: 'runs rebuild-ledger', args: ['runs', 'rebuild-ledger'], prepare: damageLedger, startsDamaged: true },
    ...readingCommands(runs.cycle),
    {
      name: 'prove nulls',
      args: ['prove', 'nulls', '--dataset', 'edge', '--paths', '100', '--picture', 'nulls.html', ...QUIET],
    },
    { name: 'prove leaks', args: ['prove', 'leaks', '--workers', '1', ...QUIET] },
    {
      name: 'prove leaks --strategy',
      args: ['prove', 'leaks', '--strategy', 'time-series-momentum', '--cuts', '3', '--workers', '1', ...QUIET],
    },
  ];
}

/** Single backtests, and many at once. */
function backtestCommands(): readonly LongCommand[] {
  const strategy = ['--strategy', 'time-series-momentum', '--dataset', 'edge', '--workers', '1', ...QUIET];
  const axes = ['--axes', 'lookback=3:8:1', '--axes', 'rebalanceBars=1,2'];
  return [
    {
      name: 'backtest run',
      args: ['backtest', 'run', ...strategy, '--params', 'lookback=5,rebalanceBars=1', '--name', 'single'],
    },
    { name: 'backtest grid', args: ['backtest', 'grid', ...strategy, ...axes, '--name', 'many'] },
    { name: 'gates build', args: ['gates', 'build', '--dataset', 'edge', '--null-draws', '500', ...QUIET] },
  ];
}

/** Commands that read a run and leave the workspace as it is. */
function readingCommands(run: string): readonly LongCommand[] {
  return [
    { name: 'runs verify', args: ['runs', 'verify', run] },
    { name: 'runs replay', args: ['runs', 'replay', run, '--workers', '1', ...QUIET] },
    { name: 'runs export', args: ['runs', 'export', run, 'run.tar.gz'] },
    {
      name: 'explain trade',
      args: [
        ...['explain', 'trade', run, '1', '--row', 'time-series-momentum.edge.EDGE'],
        ...['--png', 'trade.png', '--svg', 'trade.svg', '--html', 'trade.html'],
      ],
    },
    { name: 'explain verdict', args: ['explain', 'verdict', run, 'time-series-momentum.edge.EDGE'] },
  ];
}

function dataCommands(): readonly LongCommand[] {
  const bars = ['--layout', './bars.yaml', '--name', 'prices', ...QUIET];
  return [
    { name: 'data import', args: ['data', 'import', 'second.csv', ...bars] },
    {
      name: 'data import --append',
      args: ['data', 'import', 'more.csv', ...bars, '--append', '--received-at', 'stated'],
    },
    { name: 'data sample', args: ['data', 'sample'] },
    {
      name: 'data synthetic',
      args: ['data', 'synthetic', '--kind', 'jumps', '--seed', '3', '--bars', '3000', '--name', 'made'],
    },
    { name: 'data resample', args: ['data', 'resample', 'prices', '--to', '4h', '--name', 'quarters'] },
    {
      name: 'data adjust',
      args: ['data', 'adjust', 'walk', '--actions', 'events', '--as-of', '2010-01-01', '--name', 'adjusted'],
    },
    { name: 'data outcomes', args: ['data', 'outcomes', 'prices', '--horizon', '24h'] },
    { name: 'data repair', args: ['data', 'repair', 'gaps', '--from', 'prices'] },
    { name: 'data audit', args: ['data', 'audit', 'prices', '--picture', 'audit.html'] },
    { name: 'data diff', args: ['data', 'diff', 'prices', 'gaps'] },
    { name: 'data gc', args: ['data', 'gc'], prepare: writeGarbage },
  ];
}

/** Objects that no version names. */
function writeGarbage(folder: string): void {
  for (let count = 0; count < GARBAGE_FILES; count++) {
    const name = createHash('sha256').update(`garbage ${count}`).digest('hex');
    const place = path.join(folder, WORKSPACE, 'lake', 'objects', name.slice(0, 2));
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, `${name}.parquet`), 'no object');
  }
}

function damageLedger(folder: string): void {
  writeFileSync(path.join(folder, WORKSPACE, 'trials', 'ledger.jsonl'), 'no ledger\n');
}
