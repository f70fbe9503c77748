/**
 * Global setup of the tests: the modules that run in the evaluator and in a sandbox, each with its imports in a few files.
 *
 * They lie where paths that are relative to a module's own give what they give in packages/platform/src/workers: two folders below
 * the package. The folder is named after its content, so that runs side by side do not get into each other's way.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const PLATFORM = fileURLToPath(new URL('../packages/platform/', import.meta.url));
const CACHE = path.join(PLATFORM, '.cache');
const PREFIX = 'evaluator-';
const STAGED = 'staged-';
const DAY_MS = 86_400_000;

const ENTRIES = {
  evaluate: 'src/research/evaluate.ts',
  'evaluate-cells': 'src/research/grid/evaluate-cells.ts',
  'sweep-evidence': 'src/research/sweep-evidence.ts',
  'trace-task': 'src/research/prove/leaks/trace-task.ts',
  'feature-task': 'src/research/prove/leaks/feature-task.ts',
  boot: 'src/workers/sandbox/boot.ts',
};

export async function setup(project) {
  project.provide('evaluatorBundle', await bundle());
  project.onTestsRerun(async () => project.provide('evaluatorBundle', await bundle()));
}

async function bundle() {
  const made = await rolldown({
    input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, path.join(PLATFORM, file)])),
    platform: 'node',
    resolve: { conditionNames: ['source', 'node', 'import', 'default'] },
    external: (id) => !id.startsWith('.') && !id.startsWith('@assay/') && !path.isAbsolute(id),
  });
  const { output } = await made.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    keepNames: true,
  });
  await made.close();
  return published(output);
}

function published(output) {
  const hash = createHash('sha256');
  for (const { fileName, code } of output) hash.update(`${fileName}\n${code}\n`);
  const folder = path.join(CACHE, `${PREFIX}${hash.digest('hex').slice(0, 16)}`);
  mkdirSync(CACHE, { recursive: true });
  removeOld();
  if (existsSync(folder)) return folder;
  const staged = path.join(CACHE, `${STAGED}${process.pid}`);
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged);
  for (const { fileName, code } of output) writeFileSync(path.join(staged, fileName), code);
  try {
    renameSync(staged, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(staged, { recursive: true });
  }
  return folder;
}

function removeOld() {
  for (const name of readdirSync(CACHE)) {
    if (!name.startsWith(PREFIX) && !name.startsWith(STAGED)) continue;
    const folder = path.join(CACHE, name);
    if (Date.now() - statSync(folder).mtimeMs > DAY_MS) rmSync(folder, { recursive: true, force: true });
  }
}
