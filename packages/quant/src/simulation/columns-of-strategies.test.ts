import { describe, expect, it } from 'vitest';
import { walkSeries } from '../market/testing/index.ts';
import type { NamedColumns } from '../strategy/index.ts';
import { simulate } from './simulate.ts';
import { optionsOver, strategyOf, wholeSegment } from './testing/index.ts';

const SERIES = walkSeries('named', 5, { instrument: { id: 'TEST' }, delayMs: 3_600_000 });

function seenBy(name: string, columns: readonly NamedColumns[] | undefined): readonly number[] {
  const seen: number[] = [];
  const strategy = strategyOf((view) => {
    seen.push(view.column('TEST', name));
    return [];
  });
  const segments = [{ ...wholeSegment([SERIES], strategy), columns }];
  simulate(optionsOver([SERIES], strategy, { segments }));
  return seen;
}

describe('columns that a strategy has computed', () => {
  it('X-01: are shown once their bar is available, as NaN where they are not finite', () => {
    expect(seenBy('a', [{ a: Float64Array.of(1, NaN, Infinity, 4, 5) }])).toEqual([1, NaN, NaN, 4]);
  });

  it('X-08: are asked for by a name that there is, and are as long as the bars', () => {
    expect(() => seenBy('b', [{ a: new Float64Array(5) }])).toThrow(/a column that columns\(\) returns: a, was 'b'/);
    expect(() => seenBy('b', undefined)).toThrow(/a column that columns\(\) returns: none/);
    expect(() => seenBy('a', [{ a: new Float64Array(4) }])).toThrow(/segments\[0\]\.columns\[0\]\.a/);
    expect(() => seenBy('a', [])).toThrow(/segments\[0\]\.columns/);
  });
});
