import { Command, CommanderError } from 'commander';
import { hasCredentials, PlatformError, withoutCredentials } from '@assay/core/errors';
import { registerBacktest } from './commands/backtest.ts';
import { registerCompletion } from './commands/completion.ts';
import { registerData } from './commands/data.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExplain } from './commands/explain.ts';
import { registerGates } from './commands/gates.ts';
import { registerProve } from './commands/prove.ts';
import { registerResearch } from './commands/research.ts';
import { registerRoster } from './commands/roster.ts';
import { registerRuns } from './commands/runs.ts';
import { registerStrategies } from './commands/strategies.ts';
import { registerTrials } from './commands/trials.ts';
import { registerVerdict } from './commands/verdict.ts';
import { printJson, widthOf } from './context.ts';
import type { CommandContext, Surroundings } from './context.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { asksForJson, printError } from './print-error.ts';

const REGISTERED = [
  registerDemo,
  registerResearch,
  registerBacktest,
  registerRoster,
  registerData,
  registerGates,
  registerRuns,
  registerExplain,
  registerVerdict,
  registerTrials,
  registerStrategies,
  registerProve,
  registerDoctor,
  registerCompletion,
];

/** The whole command line. Actions load what they need when they are called, so that starting stays fast. */
export function buildProgram(context: CommandContext, version: string): Command {
  const program = new Command('assay')
    .description('Strategy research whose numbers can be defended.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /u, 'assay: ')),
      getOutHelpWidth: () => widthOf(context.stdout),
      getErrHelpWidth: () => widthOf(context.stderr),
    })
    .exitOverride()
    .hook('preAction', async () => {
      const { checkEnvironment } = await import('../settings/index.ts');
      checkEnvironment(context.env, ['ASSAY_DEBUG']);
    });
  // What is set above is inherited by every command that is registered after it.
  for (const register of REGISTERED) register(program, context);
  return program.addHelpText('after', `\nStart here: assay demo\nHelp for one command: assay help research run`);
}

/** A command and everything below it. */
export function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap((child) => allCommands(child))];
}

/** Runs a command line and returns its exit code. */
export async function runProgram(
  args: readonly string[],
  surroundings: Surroundings,
  version: string,
): Promise<number> {
  const json = asksForJson(args);
  let exitCode: number = EXIT_CODES.done;
  const context: CommandContext = { ...surroundings, endWith: (code) => (exitCode = code) };
  const told = { out: '' };
  const program = buildProgram(context, version);
  if (json) keepForMachines(program, told);
  try {
    checkArguments(args);
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return printError(error, context, json);
    if (json) return commanderJson(error, context, { version, help: told.out });
    // Commander has already told the user; only its exit codes are not ours.
    return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
  }
}

/** Refuses secrets where every user of the machine can read them; what a command made of them could show them too. */
function checkArguments(args: readonly string[]): void {
  const shown = args.find(hasCredentials);
  if (shown === undefined) return;
  const hint =
    'Give secrets by the environment: command lines stand in the history of the shell and in the list of processes.';
  const message = `a user or a password stands in an address on the command line: '${withoutCredentials(shown)}'`;
  throw new PlatformError('USAGE', message, { hint });
}

/** Keeps to itself what commander writes for people, so that standard output holds one JSON document. */
function keepForMachines(program: Command, told: { out: string }): void {
  for (const command of allCommands(program)) {
    command.configureOutput({ writeOut: (text) => void (told.out += text), writeErr: () => undefined });
  }
}

/** What commander ended with: the version, help, or what is wrong with the command line. */
function commanderJson(
  error: CommanderError,
  context: CommandContext,
  answer: { readonly version: string; readonly help: string },
): number {
  if (error.exitCode === 0) {
    printJson(context, error.code === 'commander.version' ? { version: answer.version } : { help: answer.help });
    return EXIT_CODES.done;
  }
  const isHelp = error.code === 'commander.help';
  const message = isHelp ? 'the command is incomplete' : error.message.replace(/^error: /u, '');
  const hint = 'Add --help to see what the command takes.';
  return printError(new PlatformError('USAGE', message, { hint }), context, true);
}
