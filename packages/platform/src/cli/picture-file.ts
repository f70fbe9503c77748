import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import type { CommandContext } from './context.ts';

/**
 * The file that `--picture` names; undefined where it was not given.
 *
 * @throws {PlatformError} USAGE unless it ends with .html.
 */
export function pictureFile(picture: string | undefined, { cwd }: Pick<CommandContext, 'cwd'>): string | undefined {
  if (picture === undefined) return undefined;
  if (path.extname(picture).toLowerCase() === '.html') return path.resolve(cwd, picture);
  throw new PlatformError('USAGE', `invalid '--picture': must be a file that ends with .html, was '${picture}'`);
}
