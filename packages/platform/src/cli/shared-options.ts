import type { Command, Option } from 'commander';
import { PlatformError } from '@assay/core/errors';
import type { Resources } from '../settings/index.ts';
import type { Progress } from '../telemetry/index.ts';
import type { CommandContext } from './context.ts';

/** Options that mean the same wherever they stand. */
export interface SharedOptions {
  readonly workspace?: string | undefined;
  readonly workers?: string | undefined;
  readonly memory?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/**
 * Adds options that must be given; all that are missing are named at once.
 *
 * Commander would check its own kind before it looks for misspelt options, and never tell of those.
 */
export function withRequired(command: Command, ...options: readonly Option[]): Command {
  for (const option of options) {
    option.description += ' (required)';
    command.addOption(option);
  }
  return command.hook('preAction', (_command, called) => {
    const given: Readonly<Record<string, unknown>> = called.opts();
    const missing = options.filter((option) => given[option.attributeName()] === undefined);
    if (missing.length === 0) return;
    const flags = missing.map(({ flags: text }) => text).join(' and ');
    throw new PlatformError('USAGE', `missing ${missing.length === 1 ? 'option' : 'options'}: ${flags}`, {
      hint: 'Add --help to see what the command takes.',
    });
  });
}

/** Adds `--workspace`. */
export function withWorkspace(command: Command): Command {
  return command.option(
    '--workspace <dir>',
    'folder that holds lake, runs and published results (default: ./assay-workspace, or ASSAY_WORKSPACE)',
  );
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document for machines');
}

/** Adds `--memory`. */
export function withMemory(command: Command): Command {
  return command.option(
    '--memory <size>',
    'memory of the whole process tree, as 1.5GiB (default: a quarter of the machine, at most 2GiB, or ASSAY_MEMORY)',
  );
}

/** Adds `--workers`, `--memory` and `--quiet`. */
export function withResources(command: Command): Command {
  command.option('--workers <n>', 'threads that evaluate (default: every core, or ASSAY_WORKERS)');
  return withMemory(command).option('--quiet', 'no progress');
}

/** Absolute path of the workspace that the options and the environment name. */
export async function workspaceOf(options: SharedOptions, context: CommandContext): Promise<string> {
  const { resolveWorkspace } = await import('../settings/index.ts');
  return resolveWorkspace({ option: options.workspace, env: context.env, folder: context.cwd });
}

/** Workers and memory that the options and the environment allow; says where the memory carries fewer workers. */
export async function resourcesOf(options: SharedOptions, context: CommandContext): Promise<Resources> {
  const { formatMemory, resolveResources } = await import('../settings/index.ts');
  const resources = resolveResources({ option: options.workers, memory: options.memory, env: context.env });
  if (resources.workersLimitedByMemory && options.json !== true && options.quiet !== true) {
    const { workers, memoryBytes } = resources;
    const noun = workers === 1 ? 'worker' : 'workers';
    context.stderr.write(`assay: ${formatMemory(memoryBytes)} carry ${workers} ${noun}, fewer than there are cores\n`);
  }
  return resources;
}

/** Bytes that a command without workers may use. */
export async function memoryOf(options: SharedOptions, context: CommandContext): Promise<number> {
  const { resolveMemory } = await import('../settings/index.ts');
  return resolveMemory({ option: options.memory, env: context.env, workers: 0 });
}

/** A progress display that stays silent for machines. */
export async function progressOf(options: SharedOptions, context: CommandContext): Promise<Progress> {
  const { createProgress } = await import('../telemetry/index.ts');
  const silent = options.json === true || options.quiet === true;
  return createProgress({ silent, env: context.env, stream: context.stderr });
}
