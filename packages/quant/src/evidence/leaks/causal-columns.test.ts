import { describe, expect, it } from 'vitest';
import { TERM_EXAMPLES, termKey } from '../../features/index.ts';
import { STRATEGIES } from '../../strategy/index.ts';
import { columnMakers, countViolatingColumns } from './causal-columns.ts';

describe('every built-in column', () => {
  it('X-02: none reads the future, term by term, strategy by strategy, regimes and change points', () => {
    const { columns, violations } = countViolatingColumns();
    expect(violations).toEqual([]);
    expect(columns).toBeGreaterThan(TERM_EXAMPLES.length + STRATEGIES.length);
  });

  it('X-02: takes in whatever is added to the lists of terms and strategies', () => {
    const names = columnMakers().map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(TERM_EXAMPLES.length + 5);
    for (const strategy of STRATEGIES.filter((one) => 'columns' in one)) expect(names).toContain(strategy.name);
    for (const spec of TERM_EXAMPLES) expect(names).toContain(termKey(spec));
  });

  it('X-02: counts a centred mean and the scale of a whole sample, and no honest column beside them', () => {
    const centred = (x: Float64Array): Float64Array => x.map((_, t) => ((x[t - 1] ?? NaN) + (x[t + 1] ?? NaN)) / 2);
    const scaled = (x: Float64Array): Float64Array => x.map((value) => value / Math.max(...x));
    const { columns, violations } = countViolatingColumns([
      { name: 'centred', make: ({ close }) => ({ value: centred(close) }) },
      { name: 'scaled', make: ({ close }) => ({ value: scaled(close), honest: close.map((value) => value) }) },
    ]);
    expect(columns).toBe(3);
    expect(violations.map(({ column }) => column)).toEqual(['centred', 'scaled: value']);
    expect(violations[0]).toMatchObject({ bar: 61, cut: 61, kind: 'prefix' });
  });
});
