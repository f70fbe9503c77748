import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withJson, withMemory, withResources, withWorkspace } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { exportColumnsText } from '../runs/export-columns.ts';
import type { DiffCommandOptions } from '../runs/diff-runs.ts';
import type { ExportCommandOptions } from '../runs/export-trades.ts';
import type { ReplayCommandOptions } from '../runs/replay-run.ts';

/** `assay runs …`. */
export function registerRuns(program: Command, context: CommandContext): void {
  const runs = program.command('runs').description('runs: look at, export, remove; the trial ledger');
  const list = runs.command('list').description('every run of the workspace, oldest first');
  withJson(withWorkspace(list)).action(async (options: SharedOptions) => {
    const { listRunsCommand } = await import('../runs/show-runs.ts');
    await listRunsCommand(options, context);
  });
  const show = onRun(runs.command('show').description('one run: state, what went in, what came out'));
  withJson(withWorkspace(show)).action(async (run: string, options: SharedOptions) => {
    const { showRunCommand } = await import('../runs/show-runs.ts');
    await showRunCommand(run, options, context);
  });
  const exporting = onRun(
    runs
      .command('export-trades')
      .description('write trades, equity, returns, fills, orders and ledger postings of a run, a file of each per row'),
  )
    .option('--row <id>', 'this row alone (default: every row)')
    .option('--tables <list>', 'which of trades,equity,returns,fills,orders,postings, or all', 'trades,equity,returns')
    .addOption(new Option('--format <format>', 'kind of file').choices(['csv', 'parquet']).default('csv'))
    .option('--out <dir>', 'folder to write to (default: ./trades-<run id>)')
    .addHelpText('after', `\n${exportColumnsText()}`);
  withJson(withMemory(withWorkspace(exporting))).action(async (run: string, options: ExportCommandOptions) => {
    const { exportTrades } = await import('../runs/export-trades.ts');
    await exportTrades(run, options, context);
  });
  registerProof(runs, context);
  registerDiff(runs, context);
  const remove = onRun(runs.command('remove').description('remove a run; what it published stays')).option(
    '--force',
    'also where its results are the current ones',
  );
  withJson(withWorkspace(remove)).action(async (run: string, options: SharedOptions & { readonly force?: boolean }) => {
    const { removeRunCommand } = await import('../runs/show-runs.ts');
    await removeRunCommand(run, options, context);
  });
  registerLedger(runs, context);
}

function registerProof(runs: Command, context: CommandContext): void {
  const verify = onFolder(
    runs
      .command('verify')
      .description('whether a run is as it was left: every byte of its folder, what it published, the trial ledger'),
  );
  withJson(withWorkspace(verify)).action(async (run: string, options: SharedOptions) => {
    const { verifyRunCommand } = await import('../runs/verify-run.ts');
    await verifyRunCommand(run, options, context);
  });
  const replay = onFolder(
    runs
      .command('replay')
      .description('make a run again from its folder alone, without its workspace, and compare every byte'),
  )
    .option('--lax', "take slices of data that are gone from the workspace's lakehouse, with a warning for each")
    .option('--all', 'list every file and every difference');
  withJson(withResources(withWorkspace(replay))).action(async (run: string, options: ReplayCommandOptions) => {
    const { replayRunCommand } = await import('../runs/replay-run.ts');
    await replayRunCommand(run, options, context);
  });
  const archive = onFolder(
    runs.command('export').description('write a finished run as one archive, to verify and replay anywhere'),
  ).argument('<file>', 'archive to write, ending in .tar.gz');
  withJson(withWorkspace(archive)).action(async (run: string, file: string, options: SharedOptions) => {
    const { exportRunCommand } = await import('../runs/export-run.ts');
    await exportRunCommand(run, file, options, context);
  });
}

function onFolder(command: Command): Command {
  return command.argument('<run>', 'id of the run, or the beginning of it; or the path of its folder');
}

function registerDiff(runs: Command, context: CommandContext): void {
  const diff = runs
    .command('diff')
    .description('two research runs side by side: what went into them, what each row became')
    .argument('<first>', 'id of a run, or the beginning of it')
    .argument('<second>', 'id of another one')
    .option('--html <file>', 'write the comparison as a page, with the equity of both')
    .option('--all', 'list every value that went in and differs');
  withJson(withWorkspace(diff)).action(async (first: string, second: string, options: DiffCommandOptions) => {
    const { diffRunsCommand } = await import('../runs/diff-runs.ts');
    await diffRunsCommand([first, second], options, context);
  });
}

function registerLedger(runs: Command, context: CommandContext): void {
  const rebuild = runs
    .command('rebuild-ledger')
    .description('make a damaged or lost trial ledger again, from the finished runs and what is left of it');
  withJson(withWorkspace(rebuild)).action(async (options: SharedOptions) => {
    const { rebuildLedgerCommand } = await import('../runs/rebuild-ledger.ts');
    await rebuildLedgerCommand(options, context);
  });
}

function onRun(command: Command): Command {
  return command.argument('<run>', 'id of the run, or the beginning of it');
}
