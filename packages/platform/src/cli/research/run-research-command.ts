import path from 'node:path';
import type { RunData } from '@assay/contracts/schemas';
import { fewerWorkersNote, fittingWorkers, runOnce, withResearchPlan } from '../../research/index.ts';
import type { ResearchOptions } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { describeOutcome } from '../describe-outcome.ts';
import { describePlan, planText } from '../describe-plan.ts';
import { priorTrialsOf } from '../prior-trials.ts';
import { runDataText } from '../run-data-text.ts';
import { progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { runDaemonCommand } from './run-daemon-command.ts';

/** Options of `assay research run`. */
export interface ResearchRunOptions extends SharedOptions {
  readonly config: string;
  readonly once?: boolean;
  readonly dryRun?: boolean;
  readonly priorTrials?: string;
}

/** `assay research run`: plans, runs one cycle, or runs cycle after cycle. */
export async function runResearchCommand(options: ResearchRunOptions, context: CommandContext): Promise<void> {
  const configPath = path.resolve(context.cwd, options.config);
  const workspace = await workspaceOf(options, context);
  const resources = await resourcesOf(options, context);
  const { clock } = context;
  const request = { configPath, workspace, ...resources, priorTrials: priorTrialsOf(options.priorTrials), clock };
  if (options.dryRun === true) return dryRun(request, options, context);
  const onData = options.json === true ? undefined : (data: RunData) => printLine(context, runDataText(data));
  const onNote = (note: string): void => void context.stderr.write(`assay: ${note}\n`);
  const research: ResearchOptions = { ...request, progress: await progressOf(options, context), onData, onNote };
  if (options.once !== true) return runDaemonCommand(research, options, context);
  const published = await runOnce({ research, env: context.env, onNote });
  if (options.json === true) printJson(context, published.summary);
  else printLine(context, describeOutcome(published, workspace, context));
}

async function dryRun(
  request: Omit<ResearchOptions, 'progress'>,
  options: ResearchRunOptions,
  context: CommandContext,
): Promise<void> {
  const plan = await withResearchPlan({ ...request, env: context.env }, (resolved, lake) => {
    const workers = fittingWorkers(resolved, request, 'research');
    if (workers < request.workers) context.stderr.write(`assay: ${fewerWorkersNote(request, workers)}\n`);
    return describePlan(resolved, lake, { workspace: request.workspace, now: context.clock.now() });
  });
  if (options.json === true) printJson(context, plan);
  else printLine(context, planText(plan));
}
