import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finished } from './testing/scratch.ts';
import { plant, ROOT, run, scratchCopy } from './testing/scratch.ts';

/** One broken rule each: the file that breaks it, and the files around it. */
const FAULTS = [
  {
    rule: 'one-way:quant/panel',
    what: 'an upward import',
    files: {
      'packages/quant/src/panel/planted-up.ts': "export { planted } from '../simulation/index.ts';",
      'packages/quant/src/simulation/index.ts': 'export const planted = 1;',
    },
  },
  {
    rule: 'one-way:quant/features',
    what: 'an import of a sibling, for a type only',
    files: {
      'packages/quant/src/features/planted-sibling.ts':
        "import type { T } from '../labels/index.ts';\nexport type U = T;",
      'packages/quant/src/labels/index.ts': 'export type T = 1;',
    },
  },
  {
    rule: 'room-entry-only',
    what: "an import past another room's index.ts",
    files: {
      'packages/quant/src/panel/planted-deep.ts': "export { planted } from '../market/planted-inner.ts';",
      'packages/quant/src/market/planted-inner.ts': 'export const planted = 1;',
    },
  },
  {
    rule: 'pure-means-no-node',
    what: 'Node in a pure package',
    files: { 'packages/quant/src/panel/planted-node.ts': "export { cpus } from 'node:os';" },
  },
  {
    rule: 'core-has-no-npm-deps',
    what: 'an npm package in core',
    files: { 'packages/core/src/vector/planted-npm.ts': "export { parse } from 'yaml';" },
  },
  {
    rule: 'no-phantom-dependency',
    what: 'a dependency that is installed but not declared',
    files: { 'packages/platform/src/settings/planted-phantom.ts': "export { ESLint } from 'eslint';" },
  },
  {
    rule: 'no-phantom-dependency',
    what: 'the same where the package keeps its code in dist/',
    files: { 'packages/platform/src/settings/planted-dist.ts': "export { parse } from 'acorn';" },
  },
  {
    rule: 'no-circular',
    what: 'two files that import each other',
    files: {
      'packages/quant/src/panel/planted-cycle-a.ts':
        "import { b } from './planted-cycle-b.ts';\nexport const a = () => b;",
      'packages/quant/src/panel/planted-cycle-b.ts':
        "import { a } from './planted-cycle-a.ts';\nexport const b = () => a;",
    },
  },
  {
    rule: 'room-is-listed',
    what: 'a room that is not on the list',
    files: {
      'packages/quant/src/planted-room/index.ts': "export { one } from './one.ts';",
      'packages/quant/src/planted-room/one.ts': 'export const one = 1;',
    },
  },
  {
    rule: 'room-is-listed:alone',
    what: 'a lone file in a room that is not on the list',
    files: { 'packages/quant/src/planted-alone/index.ts': 'export const one = 1;' },
  },
  {
    rule: 'room-is-listed:used',
    what: 'the use of a room that is not on the list',
    files: {
      'packages/quant/src/panel/planted-user.ts': "export { one } from '../planted-used/index.ts';",
      'packages/quant/src/planted-used/index.ts': 'export const one = 1;',
    },
  },
  {
    rule: 'no-test-code-in-source',
    what: 'test code in a source',
    files: {
      'packages/quant/src/panel/planted-tested.ts': "export { two } from './planted.test.ts';",
      'packages/quant/src/panel/planted.test.ts': 'export const two = 2;',
    },
  },
  {
    rule: 'dashboard-sees-contracts-only',
    what: 'the dashboard reaching into quant',
    files: {
      'apps/dashboard/src/planted-page.ts':
        "export { planted } from '../../../packages/quant/src/simulation/index.ts';",
    },
  },
  {
    rule: 'resolves',
    what: 'an import of nothing',
    files: { 'packages/quant/src/panel/planted-nothing.ts': "export { none } from './planted-none.ts';" },
  },
] as const;

function cruise(folder: string): Promise<Finished> {
  return run(process.execPath, ['scripts/boundaries.mjs'], { cwd: folder });
}

describe('npm run boundaries', () => {
  it('passes on the sources as they are, having looked at every one of them', async () => {
    const { code, stdout } = await cruise(ROOT);

    expect(stdout).toMatch(/^0 boundary violations/u);
    expect(code).toBe(0);
    const sources = readdirSync(path.join(ROOT, 'packages/core/src'), { recursive: true }).map(String);
    const floor = sources.filter((file) => file.endsWith('.ts')).length;
    expect(Number(/[(](\d+) modules/u.exec(stdout)?.[1])).toBeGreaterThan(Math.max(floor, 50));
  });

  describe('on planted faults', () => {
    const scratch = scratchCopy();
    let finished: Finished;
    beforeAll(async () => {
      for (const [file, text] of FAULTS.flatMap((fault) => Object.entries(fault.files))) {
        plant(scratch.folder, file, `${text}\n`);
      }
      finished = await cruise(scratch.folder);
    });
    afterAll(scratch.remove);

    it('exits with 1', () => {
      expect(finished.code).toBe(1);
    });

    it.each(FAULTS)('reports $what as $rule', ({ rule, files }) => {
      const [file] = Object.keys(files);
      expect(finished.stdout.split('\n')).toContainEqual(expect.stringContaining(`error ${rule}: ${file}`));
    });
  });

  it('fails when a source file was not looked at', async () => {
    const scratch = scratchCopy();
    try {
      plant(scratch.folder, '.dependency-cruiser.mjs', "export default { options: { includeOnly: '^nothing/' } };\n");
      const { code, stdout } = await cruise(scratch.folder);
      expect(stdout).toContain('error not-cruised: packages/core/src/errors/index.ts');
      expect(code).toBe(1);
    } finally {
      scratch.remove();
    }
  });
});
