import path from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { RunData } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { priorTrialsOf } from '../prior-trials.ts';
import { shellWord, typedCommand } from '../typed-command.ts';
import {
  progressOf,
  resourcesOf,
  withJson,
  withRequired,
  withResources,
  withWorkspace,
  workspaceOf,
} from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

interface RunOptions extends SharedOptions {
  readonly config: string;
  readonly once?: boolean;
  readonly dryRun?: boolean;
  readonly priorTrials?: string;
}

interface InitOptions extends SharedOptions {
  readonly force?: boolean;
}

/** `assay research run`, `assay research init` and `assay research schema`. */
export function registerResearch(program: Command, context: CommandContext): void {
  const research = program.command('research').description('from one config to judged strategies');
  const run = withRequired(
    research.command('run').description('evaluate, judge and publish what a config asks for'),
    new Option('--config <file>', 'research config (YAML)'),
  )
    .option('--once', 'run one cycle and end')
    .option('--dry-run', 'print the plan and touch nothing')
    .option('--prior-trials <n>', 'trials made elsewhere on the same data (default: as the config says)');
  withJson(withResources(withWorkspace(run))).action((options: RunOptions) => runCommand(options, context));
  const init = research
    .command('init')
    .description('write a commented example config, and its JSON Schema beside it')
    .argument('[file]', 'where to write it', 'research.yaml')
    .option('--force', 'replace the file if it exists');
  withJson(init).action((file: string, options: InitOptions) => initCommand(file, options, context));
  research
    .command('schema')
    .description('print the JSON Schema of research configs')
    .action(async () => {
      const { researchJsonSchema } = await import('../../research/index.ts');
      printLine(context, JSON.stringify(researchJsonSchema(), null, 2));
    });
}

async function runCommand(options: RunOptions, context: CommandContext): Promise<void> {
  const configPath = path.resolve(context.cwd, options.config);
  const workspace = await workspaceOf(options, context);
  const resources = await resourcesOf(options, context);
  const request = { configPath, workspace, ...resources, priorTrials: priorTrialsOf(options.priorTrials) };
  if (options.dryRun === true) return dryRun({ ...request, json: options.json }, context);
  if (options.once !== true) {
    throw new PlatformError('USAGE', 'running again and again is not built yet', {
      hint: 'Add --once to run one cycle; start it from cron or a timer until the daemon exists.',
    });
  }
  const progress = await progressOf(options, context);
  const { runResearch } = await import('../../research/index.ts');
  const { runDataText } = await import('../run-data-text.ts');
  const onData = options.json === true ? undefined : (data: RunData) => printLine(context, runDataText(data));
  const published = await runResearch({ ...request, progress, clock: context.clock, onData });
  if (options.json === true) return printJson(context, published.summary);
  const { describeOutcome } = await import('../describe-outcome.ts');
  printLine(context, describeOutcome(published, workspace, context));
}

interface DryRun {
  readonly configPath: string;
  readonly workspace: string;
  readonly workers: number;
  readonly memoryBytes: number;
  readonly priorTrials: number | undefined;
  readonly json: boolean | undefined;
}

async function dryRun(request: DryRun, context: CommandContext): Promise<void> {
  const { checkMemory, withResearchPlan } = await import('../../research/index.ts');
  const { describePlan, planText } = await import('../describe-plan.ts');
  const options = { ...request, clock: context.clock };
  const plan = await withResearchPlan(options, (resolved, lake) => {
    checkMemory(resolved.accounts, request);
    return describePlan(resolved, lake, request.workspace);
  });
  if (request.json === true) printJson(context, plan);
  else printLine(context, planText(plan));
}

async function initCommand(file: string, options: InitOptions, context: CommandContext): Promise<void> {
  const { writeExampleConfig } = await import('../../research/index.ts');
  const written = await writeExampleConfig(path.resolve(context.cwd, file), options.force === true);
  if (options.json === true) return printJson(context, written);
  const assay = typedCommand(context);
  const lines = [
    `wrote ${written.config}`,
    `wrote ${written.schema}`,
    `Next: ${assay} data sample, then ${assay} research run --config ${shellWord(file)} --once`,
  ];
  printLine(context, lines.join('\n'));
}
