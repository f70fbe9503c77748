import { readFileSync } from 'node:fs';
import { researchConfigSchema, simulationConfigSchema } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { simulationProblems } from './simulation-problems.ts';
import { simulationSettings } from './simulation-settings.ts';

const GUIDE = new URL('../../../../docs/how-to/accounts-costs-risk.md', import.meta.url);
const EXAMPLES = [...readFileSync(GUIDE, 'utf8').matchAll(/```yaml title=(\S+)\n([\s\S]*?)```/g)].map(
  ([, title = '', text = '']) => [title, parse(text) as Record<string, unknown>] as const,
);

describe('docs/how-to/accounts-costs-risk.md', () => {
  it.each(EXAMPLES)('S4-01: its example %s is a part of a config, as it stands', (_, example) => {
    const config = simulationConfigSchema.parse(example);
    expect(simulationProblems(config, '')).toEqual([]);
    expect(() => simulationSettings(config)).not.toThrow();
    const whole = { name: 'a', packs: [{ dataset: 'd', timeframe: '1d' }], strategies: [{ class: 'random-entry' }] };
    expect(researchConfigSchema.parse({ ...whole, experiment: example }).experiment).toMatchObject(config);
  });

  it('has every kind of every block among its examples', () => {
    const kinds = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('kind' in value) kinds.add(String(value.kind));
      Object.values(value).forEach(collect);
    };
    EXAMPLES.forEach(([, example]) => collect(example));
    const wanted = ['unlimited', 'cash', 'reg-t', 'fx', 'crypto', 'ticks', 'quoted', 'profile', 'volume-share'];
    wanted.push('square-root', 'per-share', 'tiered', 'per-contract', 'maker-taker', 'points', 'differential');
    wanted.push('target-weight', 'fixed', 'fraction', 'volatility-target', 'kelly', 'risk-per-trade');
    wanted.push('daily-loss', 'weekly-loss', 'monthly-loss', 'drawdown', 'losing-streak', 'exposure-change');
    wanted.push('external-scale', 'instrument', 'currency', 'group', 'gross', 'net', 'order-notional', 'order-lots');
    expect(wanted.filter((kind) => !kinds.has(kind))).toEqual([]);
  });
});
