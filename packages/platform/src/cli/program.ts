import { Command, CommanderError } from 'commander';
import { PlatformError } from '@assay/core/errors';
import { registerCompletion } from './commands/completion.ts';
import { registerData } from './commands/data.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerResearch } from './commands/research.ts';
import { registerRuns } from './commands/runs.ts';
import { registerStrategies } from './commands/strategies.ts';
import type { CommandContext } from './context.ts';
import { printError } from './print-error.ts';

/** The whole command line. Actions load what they need when they are called, so that starting stays fast. */
export function buildProgram(context: CommandContext, version: string): Command {
  const program = new Command('assay')
    .description('Strategy research whose numbers can be defended.')
    .version(version, '--version', 'print the version')
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    })
    .exitOverride();
  for (const register of [
    registerDemo,
    registerResearch,
    registerData,
    registerRuns,
    registerStrategies,
    registerDoctor,
    registerCompletion,
  ]) {
    register(program, context);
  }
  for (const command of allCommands(program)) command.exitOverride().configureOutput(program.configureOutput());
  return program;
}

/** A command and everything below it. */
export function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap((child) => allCommands(child))];
}

/** Runs a command line and returns its exit code. */
export async function runProgram(args: readonly string[], context: CommandContext, version: string): Promise<number> {
  const json = args.includes('--json');
  try {
    await buildProgram(context, version).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return commanderExit(error, context, json);
    return printError(error, context, json);
  }
}

// Commander has already told the user; only its exit codes are not ours.
function commanderExit(error: CommanderError, context: CommandContext, json: boolean): number {
  if (error.exitCode === 0) return 0;
  if (!json) return 2;
  return printError(new PlatformError('USAGE', error.message.replace(/^error: /, '')), context, true);
}
