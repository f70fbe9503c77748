import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { BuildCommandOptions } from '../gates/build-gates-command.ts';
import type { ListCommandOptions } from '../gates/list-gates-command.ts';
import type { MetricsCommandOptions } from '../gates/metrics-command.ts';
import type { OutcomesCommandOptions } from '../gates/outcomes-command.ts';
import type { PullCommandOptions } from '../gates/pull-gates-command.ts';
import type { PushCommandOptions } from '../gates/push-gates-command.ts';
import { withRequired } from '../shared-options.ts';
import { nameOption, withDataOptions } from './data-options.ts';

const STORE = 'a file or folder of JSON lines, redis://host:6379/0, or a dataset';

/** `assay gates …`. */
export function registerGates(program: Command, context: CommandContext): void {
  const gates = program
    .command('gates')
    .description('gates: what candles say of an instrument; make, bring in, hand out, look at, measure what followed');
  registerBuild(gates, context);
  registerPull(gates, context);
  registerPush(gates, context);
  registerList(gates, context);
  registerMetrics(gates, context);
  registerOutcomes(gates, context);
}

function registerBuild(gates: Command, context: CommandContext): void {
  const build = withRequired(
    gates.command('build').description('make gates of the bars of a dataset and publish those that are new'),
    new Option('--dataset <name[@version]>', 'the dataset whose bars they are made of'),
  )
    .option('--timeframe <length>', 'which bars to use, where the dataset has several (default: the only ones)')
    .option('--instruments <ids>', 'which instruments, with commas between (default: all)')
    .option(
      '--name <dataset>',
      'dataset that holds the gates (default: <dataset>-gates); brought up to date if it exists',
    )
    .option('--window <bars>', 'bars that a gate reads (default: 64)')
    .option('--stride <bars>', 'bars from one gate to the next (default: 16)')
    .option('--median-window <bars>', 'bars of the trailing medians of spread and volume (default: 64)')
    .addOption(
      new Option('--edges <kind>', 'buckets of a candle by its own past, or by those of random-walk candles').choices([
        'trailing',
        'fixed',
      ]),
    )
    .option('--edge-window <bars>', 'bars of the past that trailing edges are of (default: 256)')
    .addOption(
      new Option('--hazard <measure>', 'measure whose level under its null is the hazard (default: flipRate)').choices([
        'flipRate',
        'damping',
      ]),
    )
    .addOption(
      new Option(
        '--thresholds <kind>',
        'regimes and tags by levels under noise, or by raw values in use elsewhere',
      ).choices(['levels', 'raw']),
    )
    .option('--null-draws <n>', 'windows of noise that levels are found by (default: 10000)')
    .option('--rebuild', 'replace all gates of the dataset instead of adding to them')
    .option('--dry-run', 'make and count them, write nothing')
    .option('--accept-unfit', 'use series in which the audit found errors')
    .option(
      '--picture <file>',
      'draw candles with regimes and admitted gates, and the measures against noise, into a .html file',
    )
    .option('--quiet', 'no progress');
  withDataOptions(build).action(async (options: BuildCommandOptions) => {
    const { buildGatesCommand } = await import('../gates/build-gates-command.ts');
    await buildGatesCommand(options, context);
  });
}

function registerPull(gates: Command, context: CommandContext): void {
  const pull = withRequired(
    gates.command('pull').description('publish the gates of files or of a server as a version of a dataset'),
    nameOption(),
  )
    .option('--store <place>', `${STORE} (default: the server of ASSAY_GATES_URL)`)
    .option('--append', 'add to the latest version: gates it has are known already, changed ones become restatements')
    .option('--labels <dataset>', 'keep what stands beside the gates of what followed, in a dataset of its own')
    .option('--leave-out-malformed', 'publish although lines are no gates; the dataset then says which')
    .option('--quiet', 'no progress');
  withServer(withSelection(withDataOptions(pull))).action(async (options: PullCommandOptions) => {
    const { pullGatesCommand } = await import('../gates/pull-gates-command.ts');
    await pullGatesCommand(options, context);
  });
}

function registerPush(gates: Command, context: CommandContext): void {
  const push = gates
    .command('push')
    .description('write gates to a folder of files or to a server; what is there stays, nothing is there twice')
    .argument('<source>', `${STORE}[@version]`)
    .option('--store <place>', 'a folder, or redis://host:6379/0 (default: the server of ASSAY_GATES_URL)')
    .option('--quiet', 'no progress');
  withServer(withSelection(withDataOptions(push))).action(async (source: string, options: PushCommandOptions) => {
    const { pushGatesCommand } = await import('../gates/push-gates-command.ts');
    await pushGatesCommand(source, options, context);
  });
}

function registerList(gates: Command, context: CommandContext): void {
  const list = gates
    .command('list')
    .description('what a store has; without one, which datasets have gates')
    .argument('[source]', `${STORE}[@version]`)
    .option('--last <n>', 'show the newest gates, too')
    .option('--quiet', 'no progress');
  withServer(withSelection(withDataOptions(list))).action(
    async (source: string | undefined, options: ListCommandOptions) => {
      const { listGatesCommand } = await import('../gates/list-gates-command.ts');
      await listGatesCommand(source, options, context);
    },
  );
}

function registerMetrics(gates: Command, context: CommandContext): void {
  const metrics = gates
    .command('metrics')
    .description(
      'by instrument: how many are admitted, mean measures, why they are refused, strands, best recent ones, how fresh',
    )
    .argument('<source>', `${STORE}[@version]`)
    .option('--guards <list>', 'what admits a gate, as maxHazard=0.2,regimes=trend (default: maxHazard=0.1)')
    .option('--now <time>', 'the moment that ages are counted to (default: now)')
    .option('--max-age <seconds>', 'age from which gates are stale (default: their usual distance and 180 seconds)')
    .option('--top <n>', 'reasons, strands and recent gates that are shown (default: 5)')
    .option('--recent <n>', 'newest gates of an instrument that count as recent (default: 100)')
    .option(
      '--noise',
      'also tell how many gates of noise the guards admit: of random walks, and of the bars in random order',
    )
    .option('--strict', 'end with 3 where an instrument has no gates or stale ones')
    .option('--quiet', 'no progress');
  withServer(withSelection(withDataOptions(metrics))).action(async (source: string, options: MetricsCommandOptions) => {
    const { metricsCommand } = await import('../gates/metrics-command.ts');
    await metricsCommand(source, options, context);
  });
}

function registerOutcomes(gates: Command, context: CommandContext): void {
  const outcomes = gates
    .command('outcomes')
    .description('what followed gates, for all, the admitted and the rejected, with tests that know of overlap')
    .argument('<source>', `${STORE}[@version]`)
    .option(
      '--bars <name[@version]>',
      'dataset whose bars say what followed (default: those that the gates were made of)',
    )
    .option('--bars-timeframe <length>', 'which of its bars (default: those of the gates)')
    .option(
      '--horizons <list>',
      'how far ahead, with commas between, as 60m,24h,5bars (default: 5m,15m,30m,60m,240m,24h, or 1bars,5bars,21bars of days)',
    )
    .option('--guards <list>', 'what admits a gate, as maxHazard=0.2,regimes=trend (default: maxHazard=0.1)')
    .addOption(
      new Option('--side <side>', 'whose return: as the gate points, against it, or the price whatever it points')
        .choices(['follow', 'against', 'price'])
        .default('follow'),
    )
    .option('--slippage-bp <n>', 'slippage of a round trip in basis points, of which half is charged (default: 0)')
    .option('--commission-bp <n>', 'commission of a round trip in basis points (default: 0)')
    .option('--as-of <time>', 'what was known then counts, nothing that came later')
    .option('--picture <file>', 'draw means, intervals and tenths of hazard into a .html file')
    .option('--quiet', 'no progress');
  withServer(withSelection(withDataOptions(outcomes))).action(
    async (source: string, options: OutcomesCommandOptions) => {
      const { outcomesCommand } = await import('../gates/outcomes-command.ts');
      await outcomesCommand(source, options, context);
    },
  );
}

/** Adds what selects gates. */
function withSelection(command: Command): Command {
  return command
    .option('--instruments <ids>', 'which instruments, with commas between (default: all)')
    .option('--timeframe <length>', 'gates of bars of this length only')
    .option('--maker <name>', 'gates of this maker only, as codec')
    .option('--from <time>', 'gates of this moment or later')
    .option('--to <time>', 'gates of this moment or earlier');
}

/** Adds what a server takes. */
function withServer(command: Command): Command {
  return command
    .addOption(new Option('--prefix <keys>', 'what the keys on a server begin with (default: assay:gates)'))
    .option('--wait <seconds>', 'how long to wait for a server that loads its data or is away (default: 30)');
}
