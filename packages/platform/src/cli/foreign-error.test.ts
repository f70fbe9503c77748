import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { asPlatformError } from './foreign-error.ts';

const refused = (code: string, message: string): Error =>
  Object.assign(new Error(`${code}: ${message}`), { code, syscall: 'write', path: '/disk/file' });

describe('asPlatformError', () => {
  it.each([
    ['ENOSPC', 'no space left on device, write', /disk is full: make room, .*--workspace/u],
    ['EDQUOT', 'disk quota exceeded, write', /quota/u],
    ['EROFS', "read-only file system, open '/disk/file'", /only be read/u],
    ['EACCES', "permission denied, open '/disk/file'", /no right/u],
    ['EPERM', "operation not permitted, open '/disk/file'", /no right/u],
    ['EMFILE', "too many open files, open '/disk/file'", /ulimit -n.*--workers/u],
    ['EIO', 'i/o error, read', /disk failed/u],
  ])('says what to do about %s', (code, message, hint) => {
    const error = asPlatformError(refused(code, message));
    expect(error.code).toBe('EXTERNAL_FAILURE');
    expect(error.message).toBe(`${code}: ${message}`);
    expect(error.hint).toMatch(hint);
    expect(error.context).toEqual({ code, syscall: 'write', path: '/disk/file' });
  });

  it('has no advice where the system says something rare, and invents none', () => {
    const error = asPlatformError(refused('ELOOP', 'too many symbolic links'));
    expect({ code: error.code, hint: error.hint }).toEqual({ code: 'EXTERNAL_FAILURE', hint: undefined });
  });

  it.each([
    ['Could not write all bytes to file "/lake/a.parquet": wanted=4 wrote=0 No space left on device', /disk is full/u],
    ['Cannot open file "/lake/a.parquet": Permission denied', /no right/u],
    ['Cannot open file "/lake/a.parquet": Read-only file system', /only be read/u],
    ['Cannot open file "/lake/a.parquet": Too many open files', /ulimit/u],
  ])('X-08: knows what the database could not do: %s', (text, hint) => {
    const error = asPlatformError(new Error(`IO Error: ${text}\nmore`));
    expect(error.code).toBe('EXTERNAL_FAILURE');
    expect(error.message).toBe(`the database could not read or write: ${text}`);
    expect(error.context).toEqual({ path: '/lake/a.parquet' });
    expect(error.hint).toMatch(hint);
  });

  it('knows the words of the database that is used', async () => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const folder = temporaryFolder();
    await writeFile(path.join(folder, 'file'), '');
    const target = path.join(folder, 'file', 'a.parquet');
    const failure: unknown = await connection.run(`COPY (SELECT 1) TO '${target}'`).catch((error: unknown) => error);
    connection.closeSync();
    await rm(folder, { recursive: true });
    const { code, context } = asPlatformError(failure);
    expect({ code, path: context['path'] }).toEqual({ code: 'EXTERNAL_FAILURE', path: target });
  });

  it('calls memory that the database lacks a limit, and anything else foreign a defect', () => {
    const memory = asPlatformError(new Error('Out of Memory Error: could not allocate block of size 256 KiB'));
    expect(memory.code).toBe('MEMORY_LIMIT');
    expect(memory.hint).toContain('--memory');
    expect(asPlatformError(new TypeError('x is not a function')).code).toBe('INVARIANT_VIOLATED');
    expect(asPlatformError('text').code).toBe('INVARIANT_VIOLATED');
    const own = new PlatformError('USAGE', 'x');
    expect(asPlatformError(own)).toBe(own);
  });
});
