import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import type { StatisticOnNoise } from '@assay/quant/evidence';
import { DEFAULT_JUDGING, NULL_PATHS, proveNullCalibration } from '../../research/index.ts';
import type { NullProof } from '../../research/index.ts';
import { writeNamedFile } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { pictureFile } from '../picture-file.ts';
import { progressOf } from '../shared-options.ts';
import { returnsOf } from './noise-returns.ts';
import type { SeriesOptions } from './noise-returns.ts';
import { nullsText } from './nulls-text.ts';

/** Options of `assay prove nulls`, as typed. */
export interface ProveNullsOptions extends SeriesOptions {
  readonly full?: boolean;
  readonly paths?: string;
  readonly seed?: string;
  readonly picture?: string;
}

const FEWEST_PATHS = 100;

/**
 * `assay prove nulls`.
 *
 * @param prove - what does the work. @default the statistics and thresholds in use
 */
export async function proveNullsCommand(
  options: ProveNullsOptions,
  context: CommandContext,
  prove: typeof proveNullCalibration = proveNullCalibration,
): Promise<void> {
  const seed = options.seed ?? '1';
  if (seed.trim() === '') throw new PlatformError('USAGE', "invalid '--seed': must not be empty");
  const paths = pathsOf(options);
  const picture = pictureFile(options.picture, context);
  const { name, returns } = await returnsOf(options, context);
  const progress = await progressOf(options, context);
  const proof = await prove({ returns, policy: DEFAULT_JUDGING.policy, paths, seed }, progress);
  if (picture !== undefined) await draw(picture, proof, name);
  if (options.json === true) printJson(context, { source: name, ...proof, results: proof.results.map(withoutDraws) });
  else
    printLine(context, [nullsText(proof, name), ...(picture === undefined ? [] : [`Picture: ${picture}`])].join('\n'));
  if (!proof.ok) context.endWith(EXIT_CODES.failed);
}

function pathsOf({ paths, full }: ProveNullsOptions): number {
  if (paths === undefined) return full === true ? NULL_PATHS.full : NULL_PATHS.reduced;
  if (full === true) throw new PlatformError('USAGE', '--full and --paths exclude each other');
  if (/^\d{1,7}$/u.test(paths) && Number(paths) >= FEWEST_PATHS) return Number(paths);
  throw new PlatformError('USAGE', `invalid '--paths': must be a whole number >= ${FEWEST_PATHS}, was '${paths}'`);
}

async function draw(file: string, proof: NullProof, source: string): Promise<void> {
  const [{ renderNullsPage }, { nullsPage }] = await Promise.all([
    import('../../reports/index.ts'),
    import('./nulls-picture.ts'),
  ]);
  await mkdir(path.dirname(file), { recursive: true });
  await writeNamedFile(file, await renderNullsPage(nullsPage(proof, source)));
}

/** For machines: the figures, with the number of draws in place of the draws. */
function withoutDraws({ distribution, ...rest }: StatisticOnNoise): unknown {
  const { sorted, undefinedDraws } = distribution;
  return { ...rest, draws: { defined: sorted.length, undefined: undefinedDraws } };
}
