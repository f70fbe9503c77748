import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { walkSeries } from '../market/testing/index.ts';
import { buyAndHold } from './built-in/buy-and-hold.ts';
import { barColumns, strategyColumns } from './columns.ts';
import { combineStrategies } from './combine/combine-strategies.ts';
import { definitionProblems } from './definition.ts';
import type { BarColumns, StrategyDefinition } from './strategy.ts';
import { driveStrategy, exposuresByDecision } from './testing/index.ts';

const SERIES = walkSeries('columns', 6, { instrument: { id: 'A' } });
const BARS = [barColumns(SERIES)];

/** Long where a column named `name` says so, at bars 2 and 4. */
function byColumn(name: string): StrategyDefinition {
  return {
    ...{ name: 'by-column', summary: 's', source: 's', parameters: [] },
    terms: () => [],
    columns: ({ length }: BarColumns) => ({
      [name]: Float64Array.from({ length }, (_, i) => (i === 2 || i === 4 ? 1 : i === 0 ? NaN : 0)),
    }),
    create: () => ({
      decide: (view) => {
        const target = { kind: 'exposure', value: view.column('A', name) || 0 } as const;
        return [{ legs: [{ instrument: 'A', target }], allOrNone: false, reason: 'column' }];
      },
    }),
  };
}

const columnsOf = (columns: unknown): (() => unknown) => {
  const definition = { columns: () => columns } as unknown as StrategyDefinition;
  return () => strategyColumns(definition, {}, BARS);
};

describe('columns of a strategy', () => {
  it('X-01: are shown at the newest bar, whatever they hold beyond it', () => {
    const decisions = driveStrategy(byColumn('up'), {}, [SERIES]);
    expect(exposuresByDecision(decisions)).toEqual({ 0: 0, 1: 0, 2: 1, 3: 0, 4: 1, 5: 0 });
  });

  it('are given copies of the bars', () => {
    const [bars] = BARS;
    expect(bars?.close).toEqual(SERIES.close);
    expect(bars?.close.buffer).not.toBe(SERIES.close.buffer);
    expect(bars?.closeTime).toEqual(SERIES.eventTime);
  });

  it('X-08: must be columns of one value per bar, under the same names for every instrument', () => {
    expect(columnsOf([])).toThrow(/'columns\(\) of A': must be an object of columns by name/);
    expect(columnsOf(new Float64Array(6))).toThrow(/an object of columns by name/);
    expect(columnsOf({ up: [1, 2, 3, 4, 5, 6] })).toThrow(/'columns\(\) of A: up': must be a Float64Array/);
    expect(columnsOf({ up: new Float64Array(5) })).toThrow(/must be as long as the bars, 6, was 5/);
    expect(strategyColumns(buyAndHold, {}, BARS)).toEqual([{}]);
    const named = { columns: (bars: BarColumns) => ({ [bars.instrument]: bars.close }) };
    const other = { ...BARS[0], instrument: 'B' };
    expect(() => strategyColumns(named, {}, [...BARS, other])).toThrow(
      /the same names for every instrument, as A has: A/,
    );
    expect(definitionProblems({ ...byColumn('up'), columns: 3 })).toEqual(["'columns' must be a function"]);
  });

  it('of several strategies in one account stay apart', () => {
    const parts = ['first', 'second'].map((name) => ({ name, strategy: byColumn('up'), params: {}, share: 0.5 }));
    const both = combineStrategies('both', parts);
    expect(Object.keys(strategyColumns(both, {}, BARS)[0] ?? {})).toEqual(['first:up', 'second:up']);
    const decisions = driveStrategy(both, {}, [SERIES], { rng: createRng(1) });
    expect(exposuresByDecision(decisions)).toMatchObject({ 1: 0, 2: 1, 3: 0 });
    const alone = combineStrategies('alone', [{ name: 'hold', strategy: buyAndHold, params: {}, share: 1 }]);
    expect(Object.keys(alone)).not.toContain('columns');
  });
});
