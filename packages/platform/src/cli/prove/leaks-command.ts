import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import {
  isFeatureModule,
  proveLeaks,
  testConfigForLeaks,
  testFeatureForLeak,
  testStrategyForLeak,
} from '../../research/index.ts';
import type { LeakRunPlace, StrategyTest } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { readParams } from '../backtest/read-params.ts';
import { lakeFolder } from '../with-lake.ts';
import { testedFeatureText } from './tested-feature-text.ts';
import { testedConfigText, testedStrategyText } from './tested-strategy-text.ts';
import { columnsText, leakProofText } from './leaks-text.ts';

/** Options of `assay prove leaks`, as typed. */
export interface ProveLeaksOptions extends SharedOptions {
  readonly full?: boolean;
  readonly seed?: string;
  readonly strategy?: string;
  readonly feature?: string;
  readonly config?: string;
  readonly param?: readonly string[];
  readonly cuts?: string;
  readonly dataset?: string;
  readonly timeframe?: string;
}

/** Cuts of a test of one's own unless told otherwise: more than a run makes, for here it is the question. */
const DEFAULT_CUTS = 10;
const MOST_CUTS = 100;

/**
 * `assay prove leaks`; ends with 1 where a planted leak is missed or a clean twin raises an alarm. With --strategy the same test
 * of that strategy, with --feature of columns, with --config of every row of a config: 1 where one leaks, 4 where of one nothing can
 * be said.
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
  const asked = { ...options, seed };
  checkOptions(asked);
  if (options.strategy !== undefined) return testStrategy(options.strategy, asked, context);
  if (options.feature !== undefined) return testFeature(options.feature, asked, context);
  if (options.config !== undefined) return testConfig(options.config, asked, context);
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

/** What of one's own is tested, and the options that change something of it. */
const OWN = {
  strategy: ['param', 'cuts', 'dataset', 'timeframe'],
  feature: ['param', 'cuts', 'dataset', 'timeframe'],
  config: ['cuts'],
} as const;

/** @throws {PlatformError} USAGE for options that would change nothing, or name two things to test. */
function checkOptions(options: ProveLeaksOptions): void {
  const kinds = Object.keys(OWN) as readonly (keyof typeof OWN)[];
  const [kind, second] = kinds.filter((name) => options[name] !== undefined);
  if (second !== undefined)
    throw new PlatformError('USAGE', `'--${kind ?? ''}' and '--${second}' do not go together: test one at a time`);
  if (kind !== undefined && options.full === true)
    throw new PlatformError('USAGE', "'--full' is for planted leaks: a module of yours is always in a sandbox");
  for (const name of ['param', 'cuts', 'dataset', 'timeframe'] as const) {
    const takers = kinds.filter((one) => (OWN[one] as readonly string[]).includes(name));
    if (options[name] === undefined || (kind !== undefined && takers.includes(kind))) continue;
    const others = takers.map((one) => `--${one}`).join(' or ');
    const why = kind === 'config' ? '; what a config tests, and on what, stands in it' : '';
    throw new PlatformError('USAGE', `'--${name}' goes with ${others}${why}`);
  }
}

type Tested = ProveLeaksOptions & { readonly seed: string };

async function testStrategy(strategy: string, options: Tested, context: CommandContext): Promise<void> {
  const test = { ...(await testOf(options, context)), strategy: moduleOrName(strategy, context) };
  const tested = await testStrategyForLeak(test, await leakPlace(options, context));
  endBy([tested.report.outcome], context);
  if (options.json === true) printJson(context, tested);
  else printLine(context, testedStrategyText(tested));
}

async function testFeature(feature: string, options: Tested, context: CommandContext): Promise<void> {
  const named = isFeatureModule(feature) ? path.resolve(context.cwd, feature) : feature;
  const test = { ...(await testOf(options, context)), feature: named };
  const tested = await testFeatureForLeak(test, await leakPlace(options, context));
  endBy([tested.outcome], context);
  if (options.json === true) printJson(context, tested);
  else printLine(context, testedFeatureText(tested));
}

async function testConfig(config: string, options: Tested, context: CommandContext): Promise<void> {
  const { seed, cuts } = options;
  const lake = lakeFolder(await workspaceOf(options, context));
  const test = { configPath: path.resolve(context.cwd, config), lake, seed, cuts: cutsOf(cuts) };
  const tested = await testConfigForLeaks(test, await leakPlace(options, context));
  endBy(
    tested.rows.map(({ report }) => report.outcome),
    context,
  );
  if (options.json === true) printJson(context, tested);
  else printLine(context, testedConfigText(tested));
}

/** 1 where anything leaks, 4 where of something nothing can be said. */
function endBy(outcomes: readonly string[], context: CommandContext): void {
  if (outcomes.includes('leak')) context.endWith(EXIT_CODES.failed);
  else if (outcomes.some((outcome) => outcome !== 'clean')) context.endWith(EXIT_CODES.insufficientEvidence);
}

function moduleOrName(strategy: string, { cwd }: CommandContext): string {
  return /[./\\]/u.test(strategy) ? path.resolve(cwd, strategy) : strategy;
}

/** What something is tested with and on. */
async function testOf(options: Tested, context: CommandContext): Promise<Omit<StrategyTest, 'strategy'>> {
  const { seed, dataset, timeframe, param = [] } = options;
  const lake = dataset === undefined ? undefined : lakeFolder(await workspaceOf(options, context));
  return {
    ...{ seed, cuts: cutsOf(options.cuts), params: readParams(param, context.cwd) },
    ...(timeframe === undefined ? {} : { timeframe }),
    ...(lake === undefined || dataset === undefined ? {} : { data: { lake, dataset } }),
  };
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
