import { Command, CommanderError } from 'commander';
import { PlatformError } from '@assay/core/errors';
import { registerCompletion } from './commands/completion.ts';
import { registerData } from './commands/data.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerResearch } from './commands/research.ts';
import { registerRuns } from './commands/runs.ts';
import { registerStrategies } from './commands/strategies.ts';
import type { CommandContext, Surroundings } from './context.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { printError } from './print-error.ts';

const REGISTERED = [
  registerDemo,
  registerResearch,
  registerData,
  registerRuns,
  registerStrategies,
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
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => context.stderr.columns ?? 100,
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
  const json = args.includes('--json');
  let exitCode: number = EXIT_CODES.done;
  const context: CommandContext = { ...surroundings, endWith: (code) => (exitCode = code) };
  try {
    await buildProgram(context, version).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return commanderExit(error, context, json);
    return printError(error, context, json);
  }
}

// Commander has already told the user; only its exit codes are not ours.
function commanderExit(error: CommanderError, context: CommandContext, json: boolean): number {
  if (error.exitCode === 0) return EXIT_CODES.done;
  if (!json) return EXIT_CODES.usage;
  return printError(new PlatformError('USAGE', error.message.replace(/^error: /u, '')), context, true);
}
