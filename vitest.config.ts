import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** `npm test` runs every *.test.ts at reduced size; `npm run exams` runs the *.exam.ts in full (`--mode exams`). */
export default defineConfig(({ mode }) => {
  const exams = mode === 'exams';
  const ending = exams ? 'exam' : 'test';
  const timeout = exams ? 3_600_000 : 60_000;
  return {
    resolve: { conditions: ['source'] },
    ssr: { resolve: { conditions: ['source'] } },
    test: {
      include: ['packages', 'test', 'examples'].map((folder) => `${folder}/**/*.${ending}.ts`),
      env: { TZ: 'UTC' },
      testTimeout: timeout,
      hookTimeout: timeout,
      pool: 'forks',
      // The default leaves a core to a person; whole commands are most of the time here, and wait as often as they work.
      maxWorkers: availableParallelism(),
    },
  };
});
