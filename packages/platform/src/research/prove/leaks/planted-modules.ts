import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LEAK_FIXTURES_URL } from '@assay/quant/evidence';

/** One of the two strategies of a planted leak. */
export type Twin = 'leaky' | 'clean';

/** Files of the planted leaks beside `fixtures`, all without anything but each other. */
const FILES = ['fixtures', 'fixture-orders', 'fixture-tools'] as const;

/** The name that a twin declares. */
export function twinName(kind: string, twin: Twin): string {
  return `${kind}-${twin}`;
}

/**
 * Writes a strategy module for each twin of each kind, as a user would: small files that import their own.
 *
 * @returns paths of the modules, in the order of the kinds, the leaky one before the clean one.
 */
export async function writePlantedModules(folder: string, kinds: readonly string[]): Promise<readonly string[]> {
  const from = fileURLToPath(LEAK_FIXTURES_URL);
  const extension = path.extname(from);
  await mkdir(folder, { recursive: true });
  for (const file of FILES)
    await cp(path.join(path.dirname(from), file + extension), path.join(folder, file + extension));
  const written: string[] = [];
  for (const kind of kinds) {
    for (const twin of ['leaky', 'clean'] as const) {
      const file = path.join(folder, `${twinName(kind, twin)}.mjs`);
      await writeFile(
        file,
        `import { leakFixtures } from './fixtures${extension}';\n` +
          `const planted = leakFixtures().find(({ kind }) => kind === '${kind}');\n` +
          `export const strategy = { ...planted.${twin}(), name: '${twinName(kind, twin)}' };\n`,
      );
      written.push(file);
    }
  }
  return written;
}
