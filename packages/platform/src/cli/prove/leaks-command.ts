import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { proveLeaks, testStrategyForLeak } from '../../research/index.ts';
import type { LeakRunPlace } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { readParams } from '../backtest/read-params.ts';
import { lakeFolder } from '../with-lake.ts';
import { testedStrategyText } from './tested-strategy-text.ts';
import { columnsText, leakProofText } from './leaks-text.ts';

/** Options of `assay prove leaks`, as typed. */
export interface ProveLeaksOptions extends SharedOptions {
  readonly full?: boolean;
  readonly seed?: string;
  readonly strategy?: string;
  readonly param?: readonly string[];
  readonly cuts?: string;
  readonly dataset?: string;
  readonly timeframe?: string;
}

/** Cuts of a strategy's test unless told otherwise: more than a run makes, for here it is the question. */
const DEFAULT_CUTS = 10;
const MOST_CUTS = 100;

/**
 * `assay prove leaks`; ends with 1 where a planted leak is missed or a clean twin raises an alarm. With --strategy the same test
 * of that strategy: 1 where it leaks, 4 where nothing can be said of it.
 *
 * @param prove - what does the work. @default the proof with every kind
 */
export async function proveLeaksCommand(
  options: ProveLeaksOptions,
  context: CommandContext,
  prove: typeof proveLeaks = proveLeaks,
): Promise<void> {
  const seed = options.seed ?? '1';
  if (seed.trim() === '') throw new PlatformError('USAGE', "invalid '--seed': must not be empty");
  if (options.strategy !== undefined) return testStrategy(options.strategy, { ...options, seed }, context);
  for (const name of ['param', 'cuts', 'dataset', 'timeframe'] as const) {
    if (options[name] !== undefined) throw new PlatformError('USAGE', `'--${name}' goes with --strategy`);
  }
  const proof = await prove({ seed, inSandbox: options.full === true }, await leakPlace(options, context));
  if (!proof.ok) context.endWith(EXIT_CODES.failed);
  if (options.json !== true) return printLine(context, leakProofText(proof, seed));
  const { planted, caught, falseAlarms, kinds, columns } = proof;
  if (columns.violations.length > 0) context.stderr.write(`assay: ${columnsText(columns)}\n`);
  printJson(context, {
    ...{ planted, caught, falseAlarms },
    kinds: kinds.map(({ kind, firstDifference }) => ({ kind, firstDifference })),
  });
}

async function testStrategy(
  strategy: string,
  options: ProveLeaksOptions & { readonly seed: string },
  context: CommandContext,
): Promise<void> {
  const { seed, dataset, timeframe, param = [] } = options;
  if (options.full === true)
    throw new PlatformError('USAGE', "'--full' is for planted leaks: a strategy of yours is always in a sandbox");
  const lake = dataset === undefined ? undefined : lakeFolder(await workspaceOf(options, context));
  const tested = await testStrategyForLeak(
    {
      ...{ seed, cuts: cutsOf(options.cuts), params: readParams(param, context.cwd) },
      strategy: /[./\\]/u.test(strategy) ? path.resolve(context.cwd, strategy) : strategy,
      ...(lake === undefined || dataset === undefined ? {} : { data: { lake, dataset, timeframe } }),
    },
    await leakPlace(options, context),
  );
  const { outcome } = tested.report;
  if (outcome === 'leak') context.endWith(EXIT_CODES.failed);
  else if (outcome !== 'clean') context.endWith(EXIT_CODES.insufficientEvidence);
  if (options.json === true) printJson(context, tested);
  else printLine(context, testedStrategyText(tested));
}

function cutsOf(text: string | undefined): number {
  const cuts = text === undefined ? DEFAULT_CUTS : Number(text);
  if (Number.isInteger(cuts) && cuts >= 1 && cuts <= MOST_CUTS) return cuts;
  throw new PlatformError(
    'USAGE',
    `invalid '--cuts': must be a whole number from 1 to ${MOST_CUTS}, was ${text ?? ''}`,
  );
}

/** Threads, memory and progress of a proof. */
export async function leakPlace(options: SharedOptions, context: CommandContext): Promise<LeakRunPlace> {
  const { workers, memoryBytes } = await resourcesOf(options, context);
  return { workers, memoryBytes, clock: context.clock, progress: await progressOf(options, context) };
}
