import path from 'node:path';
import type { Command } from 'commander';
import { resolveResources, resolveWorkspace } from '../settings/index.ts';
import { createProgress } from '../telemetry/index.ts';
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

/** Adds `--workers`, `--memory` and `--quiet`. */
export function withResources(command: Command): Command {
  return command
    .option('--workers <n>', 'threads that evaluate (default: every core, or ASSAY_WORKERS)')
    .option(
      '--memory <size>',
      'memory of the whole process tree, as 1.5GiB (default: a quarter of the machine, at most 2GiB)',
    )
    .option('--quiet', 'no progress');
}

/** Absolute path of the workspace that the options and the environment name. */
export function workspaceOf(options: SharedOptions, context: CommandContext): string {
  return path.resolve(context.cwd, resolveWorkspace({ option: options.workspace, env: context.env }));
}

/** Workers and memory that the options and the environment allow. */
export function resourcesOf(
  options: SharedOptions,
  context: CommandContext,
): { readonly workers: number; readonly memoryBytes: number } {
  return resolveResources({ option: options.workers, memory: options.memory, env: context.env });
}

/** A progress display that stays silent for machines. */
export function progressOf(options: SharedOptions, context: CommandContext): Progress {
  return createProgress({ silent: options.json === true || options.quiet === true, env: context.env });
}
