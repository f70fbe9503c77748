import path from 'node:path';
import type { Command } from 'commander';
import { PlatformError } from '@assay/core/errors';
import { printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { progressOf, resourcesOf, withJson, withResources, withWorkspace, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

interface RunOptions extends SharedOptions {
  readonly config: string;
  readonly once?: boolean;
  readonly dryRun?: boolean;
}

interface InitOptions extends SharedOptions {
  readonly force?: boolean;
}

/** `assay research run` and `assay research init`. */
export function registerResearch(program: Command, context: CommandContext): void {
  const research = program.command('research').description('from one config to judged strategies');
  const run = research
    .command('run')
    .description('evaluate, judge and publish what a config asks for')
    .requiredOption('--config <file>', 'research config (YAML)')
    .option('--once', 'run one cycle and end')
    .option('--dry-run', 'print the plan and touch nothing');
  withJson(withResources(withWorkspace(run))).action((options: RunOptions) => runCommand(options, context));
  const init = research
    .command('init')
    .description('write a commented example config')
    .argument('[file]', 'where to write it', 'research.yaml')
    .option('--force', 'replace the file if it exists');
  withJson(init).action((file: string, options: InitOptions) => initCommand(file, options, context));
}

async function runCommand(options: RunOptions, context: CommandContext): Promise<void> {
  const configPath = path.resolve(context.cwd, options.config);
  const workspace = workspaceOf(options, context);
  const resources = resourcesOf(options, context);
  const { runResearch, withResearchPlan } = await import('../../research/index.ts');
  if (options.dryRun === true) {
    const { describePlan } = await import('../describe-plan.ts');
    const request = { configPath, workspace, clock: context.clock, memoryBytes: resources.memoryBytes };
    const plan = await withResearchPlan(request, (resolved) => Promise.resolve(describePlan(resolved, workspace)));
    printLine(context, options.json === true ? JSON.stringify(plan.json) : plan.text);
    return;
  }
  if (options.once !== true) {
    throw new PlatformError('USAGE', 'running again and again is not built yet', {
      hint: 'Add --once to run one cycle; start it from cron or a timer until the daemon exists.',
    });
  }
  const progress = progressOf(options, context);
  const published = await runResearch({ configPath, workspace, ...resources, progress, clock: context.clock });
  const { describeOutcome } = await import('../describe-outcome.ts');
  printLine(
    context,
    options.json === true ? JSON.stringify(published.summary) : await describeOutcome(published, context),
  );
}

async function initCommand(file: string, options: InitOptions, context: CommandContext): Promise<void> {
  const { writeExampleConfig } = await import('../../research/index.ts');
  const written = await writeExampleConfig(path.resolve(context.cwd, file), options.force === true);
  if (options.json === true) printLine(context, JSON.stringify(written));
  else
    printLine(
      context,
      `wrote ${written.config}\nNext: assay demo once for the sample data, then assay research run --config ${file} --once`,
    );
}
