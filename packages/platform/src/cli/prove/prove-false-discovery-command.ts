import { PlatformError } from '@assay/core/errors';
import { DEFAULT_JUDGING, FULL_SIZES, proveFalseDiscovery, REDUCED_SIZES } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { progressOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { falseDiscoveryText } from './false-discovery-text.ts';

/** Options of `assay prove false-discovery`, as typed. */
export interface ProveOptions extends SharedOptions {
  readonly full?: boolean;
  readonly seed?: string;
}

/**
 * `assay prove false-discovery`.
 *
 * @param prove - what does the work. @default the proof of the rules in use
 */
export async function proveFalseDiscoveryCommand(
  options: ProveOptions,
  context: CommandContext,
  prove: typeof proveFalseDiscovery = proveFalseDiscovery,
): Promise<void> {
  const seed = options.seed ?? '1';
  if (seed.trim() === '') throw new PlatformError('USAGE', "invalid '--seed': must not be empty");
  const progress = await progressOf(options, context);
  const proof = await prove({
    seed,
    sizes: options.full === true ? FULL_SIZES : REDUCED_SIZES,
    judging: DEFAULT_JUDGING,
    progress,
  });
  if (options.json === true) printJson(context, proof);
  else printLine(context, falseDiscoveryText(proof));
  if (!proof.ok) context.endWith(EXIT_CODES.failed);
}
