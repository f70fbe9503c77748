/** Files of other people's projects, read where they lie beside this one; nothing here depends on them. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { peekRecords } from './peek-records.ts';
import { readMembers } from './read-members.ts';

const data = path.resolve(fileURLToPath(new URL('../../../../../', import.meta.url)), '../shared/data');
const isThere = existsSync(data);
if (!isThere) console.log(`skipped: no files in ${path.relative(process.cwd(), data)}`);

/** Files whose listed count is one of lines, with the header. */
function listed(): readonly (readonly [file: string, lines: number])[] {
  const [, ...rows] = readFileSync(path.join(data, 'files.tsv'), 'utf8').trim().split('\n');
  return rows.map((row) => {
    const fields = row.split('\t');
    return [fields[0] ?? '', Number(fields[5])];
  });
}

describe.skipIf(!isThere)('files as they are found', () => {
  it('X-07: each gives as many rows as it has lines, by what was guessed of its format', async () => {
    const archives = new Map<string, number>();
    for (const [file, lines] of listed()) {
      const target = path.join(data, file);
      const { format, header } = await peekRecords(target);
      const { members } = await readMembers(target, format, { header: () => undefined, records: () => undefined });
      const rows = members.reduce((sum, member) => sum + member.rows, 0);
      if (members.length === 1 && format.format === 'csv')
        expect([file, rows + (header === undefined ? 0 : 1)]).toEqual([file, lines]);
      else archives.set(path.basename(file), rows);
    }
    expect(Object.fromEntries(archives)).toEqual({
      'aapl_2014_quote_american.zip': 4532,
      'aapl_2014_openinterest_american.zip': 6016,
      'Coinbase-ETH-USD-PT1D-20160517_20260310.json': 3582,
      'individual_stocks_5yr_dev_337.tar.gz': 414_707,
    });
  });
});
