/**
 * Changes small files at random and imports them. Each case follows from the seed and its number alone.
 *
 * Arguments: seed, number of the first case, number after the last, and perhaps a folder to put the changed files in.
 * Prints the number of each case before it begins, so that who watches knows which one hangs or crashes; a line
 * `{"wrong": …}` for each that ends as none should; at the end the counts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { openLakehouse } from '../../../src/lakehouse/index.ts';
import type { Lakehouse } from '../../../src/lakehouse/index.ts';
import { leftovers, runCase } from './import-case.ts';
import type { ImportCase } from './import-case.ts';
import { plainRows } from './oracle.ts';
import { parquetCase } from './parquet-case.ts';
import { generatedSpecimens } from './generated-specimens.ts';
import { sharedSpecimens } from './shared-specimens.ts';
import type { Specimen } from './specimen.ts';
import { changedBytes, changedTable, changedText, pick } from './text-table.ts';

const CASES_PER_LAKE = 250;

async function textCase(specimen: Specimen, rng: Rng): Promise<ImportCase> {
  let { table } = specimen;
  const nTable = pick(rng, [0, 1, 1, 1, 2, 3]);
  for (let count = 0; count < nTable; count++) table = changedTable(table, rng);
  const text = specimen.write(table);
  let member = rng.nextInt(6) === 0 ? changedText(text, rng) : Buffer.from(text);
  const isPackChanged = specimen.isPacked && rng.nextInt(2) === 0;
  if (!isPackChanged && rng.nextInt(4) === 0) member = changedBytes(member, rng);
  const packed = await specimen.pack(member);
  const { name, layout, otherRows } = specimen;
  const others = otherRows === 0 ? [] : [plainRows(Buffer.from(specimen.write(specimen.table)), layout)];
  return {
    ...{ name, layout },
    bytes: isPackChanged ? changedBytes(packed, rng) : packed,
    members: [plainRows(member, layout), ...others],
    ...{ isStaged: rng.nextInt(8) === 0, acceptUnfit: rng.nextInt(4) > 0 },
  };
}

const [seed = '1', first = '0', end = '100', keep] = process.argv.slice(2);
const specimens = [...generatedSpecimens(), ...(await sharedSpecimens())];
const counts: Record<string, number> = { refused: 0, unfit: 0, published: 0, wrong: 0 };
const folder = mkdtempSync(path.join(tmpdir(), 'assay-fuzz-'));
const temporary = path.join(folder, 'temporary');
mkdirSync(temporary);
// What the import puts into the system's temporary folder is then seen.
process.env['TMPDIR'] = temporary;
let lake: Lakehouse | undefined;
try {
  for (let number = Number(first); number < Number(end); number++) {
    if (lake === undefined || number % CASES_PER_LAKE === 0) {
      await lake?.close();
      rmSync(path.join(folder, 'lake'), { recursive: true, force: true });
      lake = openLakehouse(path.join(folder, 'lake'), { threads: 1, memoryBytes: 2 ** 28 });
    }
    process.stdout.write(`${number}\n`);
    const rng = createRng(seed).fork(String(number));
    const place = rng.nextInt(specimens.length + 1);
    const specimen = specimens[place];
    const given = specimen === undefined ? await parquetCase(lake, folder, rng) : await textCase(specimen, rng);
    if (keep !== undefined) writeFileSync(path.join(keep, `${number}-${given.name}`), given.bytes);
    const outcome = await runCase(lake, folder, given);
    const left = leftovers(lake, temporary);
    const wrong =
      typeof outcome === 'object' ? outcome.wrong : left.length > 0 ? `it left ${left.join(', ')}` : undefined;
    const key = wrong === undefined && typeof outcome === 'string' ? outcome : 'wrong';
    counts[key] = (counts[key] ?? 0) + 1;
    if (wrong !== undefined) process.stdout.write(`${JSON.stringify({ wrong, seed, number, file: given.name })}\n`);
  }
} finally {
  await lake?.close();
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify(counts)}\n`);
