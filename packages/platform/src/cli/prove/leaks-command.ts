import { PlatformError } from '@assay/core/errors';
import { proveLeaks } from '../../research/index.ts';
import type { LeakRunPlace } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { progressOf, resourcesOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { leakProofText } from './leaks-text.ts';

/** Options of `assay prove leaks`, as typed. */
export interface ProveLeaksOptions extends SharedOptions {
  readonly full?: boolean;
  readonly seed?: string;
}

/**
 * `assay prove leaks`; ends with 1 where a planted leak is missed or a clean twin raises an alarm.
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
  const proof = await prove({ seed, inSandbox: options.full === true }, await leakPlace(options, context));
  if (!proof.ok) context.endWith(EXIT_CODES.failed);
  if (options.json !== true) return printLine(context, leakProofText(proof, seed));
  const { planted, caught, falseAlarms, kinds } = proof;
  printJson(context, {
    ...{ planted, caught, falseAlarms },
    kinds: kinds.map(({ kind, firstDifference }) => ({ kind, firstDifference })),
  });
}

/** Threads, memory and progress of a proof. */
export async function leakPlace(options: SharedOptions, context: CommandContext): Promise<LeakRunPlace> {
  const { workers, memoryBytes } = await resourcesOf(options, context);
  return { workers, memoryBytes, clock: context.clock, progress: await progressOf(options, context) };
}
