import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finished } from './testing/scratch.ts';
import { plant, ROOT, run, temporaryFolder } from './testing/scratch.ts';

function status(...args: readonly string[]): Promise<Finished> {
  return run(process.execPath, [path.join(ROOT, 'scripts/status.mjs'), ...args], { cwd: ROOT });
}

describe('npm run status', () => {
  it('has been run since the tests or the rows last changed', async () => {
    const { code, stderr } = await status('--check');
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  describe('on a small project', () => {
    let folder: string;
    const write = async (rows: string, tests: string): Promise<string> => {
      plant(folder, 'docs/status-rows.yaml', rows);
      plant(folder, 'packages/a/src/a.test.ts', tests);
      const { code, stderr } = await status('--root', folder);
      if (code !== 0) return stderr;
      return readFileSync(path.join(folder, 'docs/status.md'), 'utf8');
    };
    // In pieces, so that these ids are not taken for proofs of the real rows.
    const first = ['X', '01'].join('-');
    const second = ['S4', '18'].join('-');
    beforeEach(() => {
      folder = temporaryFolder();
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('calls a row without a test not yet, whatever is claimed', async () => {
      const page = await write(`${first}: { title: one, scope: whole }\n`, '');
      expect(page).toContain(`| ${first} | one | not yet |  |  |`);
    });

    it('calls a row with a test partly until its scope is whole', async () => {
      const page = await write(`${first}: { title: one }\n`, `it('${first}: holds', () => {});`);
      expect(page).toContain(`| ${first} | one | partly | packages/a/src/a.test.ts: ${first}: holds | not reviewed |`);
    });

    it('calls a row partly while something is missing', async () => {
      const page = await write(
        `${first}: { title: one, scope: whole, missing: more }\n`,
        `test('${first}', () => {});`,
      );
      expect(page).toContain(`| one | partly | packages/a/src/a.test.ts: ${first} | more |`);
    });

    it('calls a whole row with a test working', async () => {
      const page = await write(`${first}: { title: one, scope: whole }\n`, `it('${first}', () => {});`);
      expect(page).toContain(`| one | works | packages/a/src/a.test.ts: ${first} |  |`);
    });

    it('finds ids in describe, each, skipIf and template names, several in one name', async () => {
      const tests = [
        `describe('${first} and ${second}', () => { it('a', () => {}); });`,
        `it.each([1])('${first}: each %i', () => {});`,
        `it.skipIf(false)(\`${second}: \${1} template\`, () => {});`,
      ];
      const page = await write(`${first}: { title: one }\n${second}: { title: two }\n`, tests.join('\n'));
      expect(page).toContain(`${first} and ${second}<br>packages/a/src/a.test.ts: ${first}: each %i | not reviewed |`);
      expect(page).toContain(
        `${first} and ${second}<br>packages/a/src/a.test.ts: ${second}: … template | not reviewed |`,
      );
    });

    it('takes no proof from a test that never runs, from a describe without tests, or from a longer id', async () => {
      const tests = [
        `it.skip('${first}: a', () => {});`,
        `it.todo('${first}: b');`,
        `describe('${first}: c', () => {});`,
        `it('A${first} ${first}0', () => {});`,
      ];
      expect(await write(`${first}: { title: one }\n`, tests.join('\n'))).toContain(`| one | not yet |`);
    });

    it('refuses an id that no row has, and a key that it does not know', async () => {
      const complaint = await write(`${first}: { title: one, scop: whole }\n`, `it('${second}', () => {});`);
      expect(complaint).toContain(`${first}: unknown key 'scop'`);
      expect(complaint).toContain(`no row '${second}', named in packages/a/src/a.test.ts: ${second}`);
    });

    it('says when the page is not current', async () => {
      await write(`${first}: { title: one }\n`, '');
      plant(folder, 'packages/a/src/a.test.ts', `it('${first}', () => {});`);
      const { code, stderr } = await status('--root', folder, '--check');
      expect(code).toBe(1);
      expect(stderr).toContain('npm run status');
    });
  });
});
