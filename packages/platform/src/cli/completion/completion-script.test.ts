import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { buildProgram } from '../program.ts';
import { runCli } from '../testing/index.ts';
import { commandShapes, wordsAt } from './command-shapes.ts';
import { completionScript } from './completion-script.ts';

const sink = { write: () => true };
const surroundings = {
  stdout: sink,
  stderr: sink,
  env: {},
  cwd: '/',
  clock: { now: () => 0 },
  endWith: () => undefined,
};
const program = buildProgram(surroundings, '1.2.3');
const shapes = commandShapes(program);
const SHELLS = ['bash', 'zsh', 'fish'] as const;

function isThere(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

/** What bash would offer for a line, whose last word is being typed. */
function offeredByBash(words: readonly string[]): readonly string[] {
  const file = path.join(temporaryFolder(), 'assay.bash');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  writeFileSync(
    file,
    `${completionScript('bash', program)}
COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _assay; printf '%s\\n' "\${COMPREPLY[@]}"\n`,
  );
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', file], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trim().split('\n');
}

describe('completionScript', () => {
  it.each(SHELLS)('%s: is what the command prints, and holds every command, option and choice', async (shell) => {
    const { code, stdout } = await runCli(['completion', shell], { cwd: temporaryFolder() });
    expect(code).toBe(0);
    expect(stdout).toBe(completionScript(shell, program));
    for (const shape of shapes) {
      expect(stdout).toContain(shape.place);
      for (const word of wordsAt(shape)) expect(stdout).toContain(word.replace(/^--?/u, ''));
    }
    expect(stdout).toContain('planted-edge');
  });

  it.for(SHELLS)('%s: is read by the shell without a complaint', (shell, { skip }) => {
    skip(!isThere(shell), `there is no ${shell} on this machine`);
    const file = path.join(temporaryFolder(), `assay.${shell}`);
    writeFileSync(file, completionScript(shell, program));
    const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    [['assay', 'dat'], ['data']],
    [['assay', 'data', 'sy'], ['synthetic']],
    [
      ['assay', 'data', 'layout', ''],
      ['list', 'show', 'guess', 'help', '--help', '-h'],
    ],
    [['assay', 'data', 'layout', 'guess', '--w'], ['--write']],
    [
      ['assay', 'data', 'resample', '--anchor', ''],
      ['session', 'utc'],
    ],
    [
      ['assay', 'data', 'adjust', '--for', ''],
      ['split', 'split-and-dividend'],
    ],
    [
      ['assay', 'data', 'adjust', '--terms', ''],
      ['last', 'first'],
    ],
    [['assay', 'data', 'freshness', '--str'], ['--strict']],
    [['assay', 'data', 'diff', '--exa'], ['--examples']],
    [['assay', 'data', 'import', '--rec'], ['--received-at']],
    [
      ['assay', 'data', 'synthetic', '--kind', ''],
      ['random-walk', 'planted-edge', 'regime-switching', 'jumps', 'correlated-panel', 'fx', 'option-chain'],
    ],
    [['assay', 'data', 'synthetic', '--kind', 'random-walk', '--se'], ['--seed']],
    [['assay', 'research', 'run', '--o'], ['--once']],
    [['assay', 'completion', 'z'], ['zsh']],
    [['assay', 'research', 'run', '--config', ''], ['']],
    [['assay', 'demo', '--workspace', 'data', '--qu'], ['--quiet']],
  ])('offers for %j: %j', (words, offered) => {
    expect(offeredByBash(words)).toEqual(offered);
  });
});
