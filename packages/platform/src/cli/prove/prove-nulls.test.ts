import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fixedClock } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { proveNullCalibration } from '../../research/index.ts';
import type { NullProof } from '../../research/index.ts';
import type { CommandContext } from '../context.ts';
import { runCli } from '../testing/index.ts';
import { proveNullsCommand } from './prove-nulls-command.ts';
import type { ProveNullsOptions } from './prove-nulls-command.ts';

interface Told {
  readonly code: number;
  readonly out: string;
}

const folder = (): string => mkdtempSync(path.join(os.tmpdir(), 'assay-nulls-'));

/** The command on few draws; `alter` changes what was found. */
async function prove(
  options: ProveNullsOptions,
  alter: (proof: NullProof) => NullProof = (proof) => proof,
): Promise<Told> {
  const told = { code: 0, out: '' };
  const context: CommandContext = {
    stdout: { write: (text: string) => void (told.out += text) },
    stderr: { write: () => undefined },
    env: {},
    cwd: folder(),
    clock: fixedClock(0),
    endWith: (code) => void (told.code = code),
  };
  await proveNullsCommand({ quiet: true, ...options }, context, async (given, progress) =>
    alter(await proveNullCalibration({ ...given, paths: 24 }, progress)),
  );
  return told;
}

describe('assay prove nulls', () => {
  it('X-15, S4-28: the commands of its page print statistics, thresholds and false-positive rates, and draw them', async () => {
    const page = readFileSync(new URL('../../../../../docs/methods/null-calibration.md', import.meta.url), 'utf8');
    const lines = (/^```sh\n([\s\S]*?)^```$/mu.exec(page)?.[1] ?? '').trim().split('\n');
    expect(lines).toHaveLength(2);
    const cwd = folder();
    for (const line of lines) {
      const { code, stdout, stderr } = await runCli(line.split(' ').slice(1), { cwd });
      expect([code, stderr]).toEqual([0, '']);
      for (const text of ['hurst/252', 'phase-randomised', 'SP500 1d of sample', 'No rule lets through more noise']) {
        expect(stdout).toContain(text);
      }
    }
    const picture = readFileSync(path.join(cwd, 'nulls.html'), 'utf8');
    expect(picture.match(/<svg/gu)).toHaveLength(26);
    expect(picture).not.toContain('NaN');
  }, 120_000);

  it('X-13, X-15: ends with 1 and names the rule that lets through more noise than it states', async () => {
    const failing = await prove({ json: true }, (proof) => ({
      ...proof,
      ok: false,
      failed: ['deflated-sharpe on iid noise'],
    }));
    expect(failing.code).toBe(1);
    const { failed, results } = JSON.parse(failing.out) as {
      failed: string[];
      results: { draws: { defined: number } }[];
    };
    expect(failed).toEqual(['deflated-sharpe on iid noise']);
    expect(results.every(({ draws }) => draws.defined > 0)).toBe(true);
    const text = await prove({}, (proof) => ({ ...proof, ok: false, failed: ['deflated-sharpe on iid noise'] }));
    expect(text.out).toContain('More noise than stated: deflated-sharpe on iid noise.');
  });

  it.each([
    [['--paths', '12'], "invalid '--paths'"],
    [['--paths', '500', '--full'], 'exclude each other'],
    [['--picture', 'x.gif'], "invalid '--picture'"],
    [['--instrument', 'SP500'], 'need --dataset'],
    [['--seed', ' '], "invalid '--seed'"],
  ])('X-08: refuses %j with 2', async (args, says) => {
    const { code, stderr } = await runCli(['prove', 'nulls', ...args], { cwd: folder() });
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it('X-08: a dataset with several series asks for one, an unknown one is not found', async () => {
    const workspace = folder();
    await runCli(['data', 'sample', '--workspace', workspace], { cwd: workspace });
    const several = await runCli(['prove', 'nulls', '--dataset', 'sample', '--workspace', workspace], {
      cwd: workspace,
    });
    expect(several.code).toBe(2);
    expect(several.stderr).toContain('name one by --instrument');
    expect(several.stderr).toContain('SP500 1d');
    const unknown = ['prove', 'nulls', '--dataset', 'sample', '--instrument', 'NONE', '--workspace', workspace];
    const none = await runCli(unknown, { cwd: workspace });
    expect(none.code).not.toBe(0);
    expect(none.stderr).toContain("'NONE' was not found");
    expect(existsSync(path.join(workspace, 'runs'))).toBe(false);
  });
});
