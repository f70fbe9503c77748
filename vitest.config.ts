import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Without Node or any state of a process: their test files share one, which saves loading the sources for each. */
const PURE = ['packages/core', 'packages/contracts', 'packages/quant'];
const FOLDERS = ['packages/platform', 'test', 'examples'];

/** What the evaluator runs, for tests: `scripts/bundle-evaluator.mjs` makes it. Exams load the sources. */
const BUNDLED = {
  find: /^(?:\.{1,2}\/)+task-modules\.ts$/u,
  replacement: fileURLToPath(
    new URL('packages/platform/src/research/testing/bundled-task-modules.ts', import.meta.url),
  ),
};

/** `npm test` runs every *.test.ts at reduced size; `npm run exams` runs the *.exam.ts in full (`--mode exams`). */
export default defineConfig(({ mode }) => {
  const exams = mode === 'exams';
  const ending = exams ? 'exam' : 'test';
  const timeout = exams ? 3_600_000 : 60_000;
  return {
    resolve: { conditions: ['source'] },
    ssr: { resolve: { conditions: ['source'] } },
    test: {
      projects: [
        { extends: true, test: { name: 'pure', include: filesOf(PURE, ending), isolate: false } },
        {
          extends: true,
          ...(exams ? {} : { resolve: { alias: [BUNDLED] } }),
          test: {
            name: 'whole',
            include: filesOf(FOLDERS, ending),
            globalSetup: exams ? [] : ['scripts/bundle-evaluator.mjs'],
          },
        },
      ],
      env: { TZ: 'UTC' },
      testTimeout: timeout,
      hookTimeout: timeout,
      pool: 'forks',
      // The default leaves a core to a person; whole commands are most of the time here, and wait as often as they work.
      maxWorkers: availableParallelism(),
    },
  };
});

function filesOf(folders: readonly string[], ending: string): string[] {
  return folders.map((folder) => `${folder}/**/*.${ending}.ts`);
}
