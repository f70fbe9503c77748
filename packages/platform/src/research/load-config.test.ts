import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '@assay/core/errors';
import { loadConfig } from './load-config.ts';

const GOOD = 'name: a\npacks: [{ dataset: d, timeframe: 1d }]\nstrategies: [{ class: random-entry }]\n';

describe('loadConfig', () => {
  let folder = '';
  const load = (text: string): ReturnType<typeof loadConfig> => {
    const path = join(folder, 'research.yaml');
    writeFileSync(path, text);
    return loadConfig(path);
  };
  const problemsOf = (text: string): readonly string[] => {
    try {
      load(text);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
      throw error;
    }
    return [];
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('S4-01 fills in every default', () => {
    const { config } = load(GOOD);
    expect(config.experiment).toMatchObject({ cash: 100_000, fills: 'base', seed: 42 });
    expect(config.experiment.walkForward).toEqual({
      scheme: 'expanding',
      trainSize: '3y',
      testSize: '1y',
      purgeSize: 5,
      boundary: 'flatten',
    });
    expect(config.evaluation).toMatchObject({ priorTrials: 0, kill: { minTrades: 20, confidence: 0.95 } });
  });

  it('S4-01 names unknown keys with the nearest known one, at any depth', () => {
    const problems = problemsOf(`${GOOD}experimnt: {}\nevaluation: { kill: { maxDrawdwn: 0.3 } }\n`);
    expect(problems).toContain("experimnt: unknown key; did you mean 'experiment'?");
    expect(problems).toContain("evaluation.kill.maxDrawdwn: unknown key; did you mean 'maxDrawdown'?");
  });

  it('S4-01 keeps unquoted dates as texts', () => {
    const { config } = load(GOOD.replace('timeframe: 1d', 'timeframe: 1d, start: 2006-01-01'));
    expect(config.packs[0]?.start).toBe('2006-01-01');
  });

  it('S4-02 lists all problems at once: misspelt value, wrong type, nothing to do', () => {
    const problems = problemsOf(
      'name: A!\npacks: []\nstrategies: []\nexperiment: { fills: pesimistic, cash: many, walkForward: { trainSize: 3 years } }\n',
    );
    expect(problems.some((text) => text.startsWith('name: '))).toBe(true);
    expect(problems).toContain('packs: must hold at least one pack');
    expect(problems).toContain('strategies: must hold at least one strategy');
    expect(problems.find((text) => text.startsWith('experiment.fills'))).toContain("did you mean 'pessimistic'?");
    expect(problems.find((text) => text.startsWith('experiment.cash'))).toContain('number');
    expect(problems.find((text) => text.startsWith('experiment.walkForward.trainSize'))).toContain('3y');
  });

  it('S4-02 refuses lastNDays 0', () => {
    expect(problemsOf(GOOD.replace('timeframe: 1d', 'timeframe: 1d, lastNDays: 0'))[0]).toContain('packs[0].lastNDays');
  });

  it('S4-11 S4-12 reads sweep and kill limits from files, and names a missing or wrong one', () => {
    writeFileSync(join(folder, 'grid.yaml'), 'seed: [1, 2]\n');
    writeFileSync(join(folder, 'kill.yaml'), 'maxDrawdown: 0.25\n');
    const text = GOOD.replace('random-entry', 'random-entry, sweep: grid.yaml').concat(
      'evaluation: { kill: kill.yaml }\n',
    );
    const { config } = load(text);
    expect(config.strategies[0]?.sweep).toEqual({ seed: [1, 2] });
    expect(config.evaluation.kill).toMatchObject({ maxDrawdown: 0.25, minTrades: 20 });
    const missing = problemsOf(text.replace('grid.yaml', 'no-grid.yaml').replace('kill.yaml', 'no-kill.yaml'));
    expect(missing).toEqual([
      'strategies[0].sweep: no-grid.yaml: the file does not exist',
      'evaluation.kill: no-kill.yaml: the file does not exist',
    ]);
    writeFileSync(join(folder, 'kill.yaml'), 'maxDrawdown: 7\n');
    expect(problemsOf(text)[0]).toMatch(/^evaluation\.kill: kill\.yaml: maxDrawdown: /u);
  });

  it('X-08 says that aliases are not what they should be, and whose file it is', () => {
    const levels = ['b', 'c', 'd'].map((name, index) => {
      const below = `*${'abc'[index]}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => below).join(', ')}]\n`;
    });
    const bomb = `${GOOD}a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n${levels.join('')}`;
    expect(problemsOf(bomb)).toEqual([expect.stringMatching(/^: cannot be read as YAML: excessive alias count/u)]);
    expect(problemsOf(`${GOOD}hypothesis: *nowhere\n`)[0]).toContain('unresolved alias');
    expect(() => load(`${GOOD}hypothesis: *nowhere\n`)).toThrow(/research\.yaml: 1 problem/u);
    expect(load(`${GOOD}hypothesis: &h text\nevaluation: { kill: { maxDrawdown: 0.4 } }\n`).config.hypothesis).toBe(
      'text',
    );
  });

  it('does not echo one slip of the notation a thousand times', () => {
    const problems = problemsOf('['.repeat(1500));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatch(/^: and \d+ more$/u);
  });

  it('X-08 says how long a name and how large an account may be', () => {
    const name = (length: number): string => GOOD.replace('name: a', `name: ${'a'.repeat(length)}`);
    expect(load(name(100)).config.name).toHaveLength(100);
    expect(problemsOf(name(101))).toEqual(['name: must have at most 100 characters, has 101']);
    const cash = (amount: string): string => `${GOOD}experiment: { cash: ${amount} }\n`;
    expect(problemsOf(cash('1e15'))).toEqual([
      expect.stringMatching(/^experiment\.cash: must be at most 9000000000, /u),
    ]);
    expect(problemsOf(cash('1e-9'))).toEqual([
      expect.stringMatching(/^experiment\.cash: must be at least 0\.000001, /u),
    ]);
    expect(load(cash('9e9')).config.experiment.cash).toBe(9e9);
  });

  it('X-08 says that a key is missing', () => {
    expect(problemsOf('name: a\npacks: [{ timeframe: 1d }]\n')).toEqual([
      'packs[0].dataset: is required: a text is missing',
      'strategies: is required: a list is missing',
    ]);
  });

  it('X-08 says that a file is missing, empty or no YAML', () => {
    expect(() => loadConfig(join(folder, 'absent.yaml'))).toThrow('the file does not exist');
    expect(problemsOf('')).toEqual([': the file is empty']);
    expect(problemsOf('a: [1\n')).toHaveLength(1);
  });
});
