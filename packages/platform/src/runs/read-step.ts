import { readFile } from 'node:fs/promises';
import { DataError } from '@assay/core/errors';
import { hasErrorCode, sha256Hex } from '../settings/index.ts';
import { decodeColumns } from './columns.ts';
import type { Columns } from './columns.ts';

/**
 * Reads the bytes of a step's result again.
 *
 * @throws {DataError} naming the file if it is gone or has not the hash that the audit holds for it.
 */
export async function readStepBytes(file: string, hash: string): Promise<Buffer> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) throw damaged(file, 'is missing');
    throw error;
  });
  if (sha256Hex(bytes) !== hash) throw damaged(file, 'is not as it was written');
  return bytes;
}

/**
 * Reads a result with columns again.
 *
 * @throws {DataError} as `readStepBytes`.
 */
export async function readStepColumns(
  file: string,
  hash: string,
): Promise<{ readonly json: unknown; readonly columns: Columns }> {
  const { meta, columns } = decodeColumns(await readStepBytes(file, hash), { verify: false });
  return { json: (meta as { readonly json: unknown }).json, columns };
}

function damaged(file: string, how: string): DataError {
  return new DataError(`step result '${file}' ${how}`, {
    context: { file },
    hint: 'Run its config again: what is damaged or missing is computed again.',
  });
}
