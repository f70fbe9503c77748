import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { ListCommandOptions } from '../gates/list-gates-command.ts';
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
  registerPull(gates, context);
  registerPush(gates, context);
  registerList(gates, context);
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
    .option('--store <place>', 'a folder, or redis://host:6379/0 (default: the server of ASSAY_GATES_URL)');
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
    .option('--last <n>', 'show the newest gates, too');
  withServer(withSelection(withDataOptions(list))).action(
    async (source: string | undefined, options: ListCommandOptions) => {
      const { listGatesCommand } = await import('../gates/list-gates-command.ts');
      await listGatesCommand(source, options, context);
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
