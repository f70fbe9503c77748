import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { unreadable } from './database.ts';
import { openLakehouse, publishDataset } from './index.ts';
import type { Lakehouse } from './index.ts';
import { hourSeries, testProvenance } from './testing/index.ts';

let lake: Lakehouse;

afterEach(() => lake.close());

describe('what the system refuses', () => {
  it.skipIf(!existsSync('/dev/full'))('is not taken for a damaged object when the disk is full', async () => {
    lake = openLakehouse(temporaryFolder());
    const sql = `COPY (SELECT range::DOUBLE FROM range(300000)) TO '/dev/full' (FORMAT parquet)`;
    const error: unknown = await lake.database.withConnection((connection) =>
      connection.run(sql).catch((cause: unknown) => cause),
    );
    expect(String(error)).toMatch(/IO Error: .*\/dev\/full.*No space left/);
    expect(unreadable('/dev/full', error)).toBe(error);
    expect(unreadable('x.parquet', new Error('Invalid Input Error: no magic bytes'))).toMatchObject({
      code: 'DATA_INVALID',
    });
  });

  it('ends a publication with the place that failed, and leaves nothing behind', async () => {
    const root = path.join(temporaryFolder(), 'lake');
    lake = openLakehouse(root);
    const series = hourSeries(0, 50);
    const request = { name: 'hours', series: [series], provenance: testProvenance(series), createdAt: 0 };
    mkdirSync(root);
    writeFileSync(path.join(root, 'objects'), 'a file where a folder should be');
    await expect(publishDataset(lake, request)).rejects.toMatchObject({
      syscall: 'mkdir',
      path: expect.stringContaining(root),
    });
    expect(readdirSync(path.join(root, 'incoming'))).toEqual([]);
  });
});
