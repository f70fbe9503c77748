import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import type { Evaluator } from '../workers/index.ts';
import { loadConfig } from './load-config.ts';
import { planStrategies } from './plan-strategies.ts';
import type { PlannedStrategies } from './plan-strategies.ts';

const PARAMETER = { name: 'length', type: 'integer', default: 1, min: 1, max: 9, description: 'a length' };
const DESCRIPTION = { name: 'mine', summary: 'mine', source: 'mine', parameters: [PARAMETER] };

/** What a user's module would answer when it is asked for its problems and terms. */
function answering(inspection: unknown): Evaluator {
  return {
    run: ({ argument }: { readonly argument: { readonly sets: readonly unknown[] } }) =>
      Promise.resolve({ result: { description: DESCRIPTION, inspections: argument.sets.map(() => inspection) } }),
  } as unknown as Evaluator;
}

function plan(strategies: readonly object[], inspection: unknown = {}): Promise<PlannedStrategies> {
  const folder = temporaryFolder();
  const file = path.join(folder, 'config.yaml');
  writeFileSync(path.join(folder, 'mine.js'), 'export const strategy = {};\n');
  writeFileSync(file, JSON.stringify({ name: 'a', packs: [{ dataset: 'd', timeframe: '1d', name: 'p' }], strategies }));
  const evaluator = answering(inspection);
  return planStrategies(loadConfig(file), {
    moduleStore: path.join(folder, 'store'),
    evaluator: () => Promise.resolve(evaluator),
  });
}

async function problemsOf(...args: Parameters<typeof plan>): Promise<readonly string[]> {
  const { problems } = await plan(...args);
  return problems.map(({ path: place, message }) => `${place}: ${message}`);
}

describe('planStrategies', () => {
  it('S4-02 lists what is wrong with axes, packs, parameters and the class together', async () => {
    const found = await problemsOf([
      {
        class: 'moving-average-crossover',
        params: { slow: 5000, fats: 3 },
        sweep: { fast: [5, 5], slow: { min: 9, max: 5, step: 1 } },
        packs: ['q'],
      },
      { class: 'no-such', sweep: { a: [1, 1] } },
    ]);
    expect(found).toEqual([
      expect.stringMatching(/^strategies\[0\]\.sweep\.fast: lists a value twice/u),
      expect.stringMatching(/^strategies\[0\]\.sweep\.slow: min 9 is above max 5/u),
      expect.stringMatching(/^strategies\[0\]\.packs\[0\]: no pack is named 'q'/u),
      expect.stringMatching(/^strategies\[0\]\.params\.fats: .*did you mean 'fast'/u),
      expect.stringMatching(/^strategies\[0\]\.params\.slow: .*5000/u),
      expect.stringMatching(/^strategies\[1\]\.sweep\.a: lists a value twice/u),
      expect.stringMatching(/^strategies\[1\]\.class: .*'no-such' was not found/u),
    ]);
  });

  it('says nothing of combinations where an axis could not be read', async () => {
    const sweep = { fast: [9, 9], slow: [5] };
    expect(await problemsOf([{ class: 'moving-average-crossover', sweep }])).toEqual([
      'strategies[0].sweep.fast: lists a value twice',
    ]);
  });

  it('lists the first problems of a long sweep, and how many there are', async () => {
    const values = Array.from({ length: 30 }, (_, index) => 5000 + index);
    const found = await problemsOf([{ class: 'mean-reversion', sweep: { window: values } }]);
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toBe("strategies[0].params: and 10 more problems of this strategy's parameters");
  });

  it.each([
    ['validate', { problems: 'wrong', terms: [] }, 'an array of texts'],
    ['validate', { problems: [1], terms: [] }, 'an array of texts'],
    ['validate', { problems: {}, terms: [] }, 'an array of texts'],
    ['terms', { problems: [], terms: 5 }, 'an array'],
  ])('X-08: names the module whose %s() answers something else', async (name, inspection, expected) => {
    const [found, ...others] = await problemsOf([{ class: './mine.js' }], inspection);
    expect(others).toEqual([]);
    expect(found).toMatch(
      new RegExp(`^strategies\\[0\\]\\.class: \\./mine\\.js: ${name}\\(\\) must return ${expected}`, 'u'),
    );
  });

  it('keeps the sets that a module allows', async () => {
    const {
      strategies: [planned],
    } = await plan([{ class: './mine.js', sweep: { length: [1, 2] } }], { problems: [], terms: [] });
    expect(planned).toMatchObject({ name: 'mine', skipped: 0, sets: [{ length: 1 }, { length: 2 }] });
    const refused = { problems: ['never'], terms: [] };
    expect(await problemsOf([{ class: './mine.js' }], refused)).toEqual([
      'strategies[0].params: no combination of parameters is allowed: never',
    ]);
  });

  it('says where the steps of a range pass its end by', async () => {
    const sweep = { window: { min: 5, max: 22, step: 5 }, entryZ: { min: 1, max: 1.3, step: 0.1 } };
    const {
      strategies: [planned],
    } = await plan([{ class: 'mean-reversion', sweep }]);
    expect(planned?.notes).toEqual(['window ends at 20: steps of 5 from 5 do not meet max 22']);
  });
});
