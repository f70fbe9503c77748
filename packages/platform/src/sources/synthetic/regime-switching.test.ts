import { describe, expect, it } from 'vitest';
import { REGIME_STATES, transitionMatrix } from './regime-options.ts';
import { regimeSwitching } from './regime-switching.ts';
import { at, closeReturns, deviationOf, meanOf } from './testing/index.ts';

const BARS = 20_000;
const MARKET = { bars: BARS, calendar: 'continuous', tickSize: '0.000001', start: '1970-01-01' } as const;

describe('regimeSwitching', () => {
  it.each([2, 4] as const)('draws the bars of each of %i states with the drift and volatility declared', (count) => {
    const { series, tables } = regimeSwitching({ ...MARKET, seed: 'law', states: count });
    const returns = closeReturns(series[0] as never);
    const labels = tables[0]?.numbers['value'] as Float64Array;
    for (const [state, { drift, volatility }] of REGIME_STATES[count].entries()) {
      const own = [...returns].filter((_, i) => at(labels, i + 1) === state);
      expect(own.length).toBeGreaterThan(1000);
      expect(Math.abs(deviationOf(own) / volatility - 1)).toBeLessThan(4 / Math.sqrt(2 * own.length));
      const mean = Math.log1p(drift) - volatility ** 2 / 2;
      expect(Math.abs(meanOf(own) - mean)).toBeLessThan((4 * volatility) / Math.sqrt(own.length));
    }
  });

  it('stays in a state as long as declared, and leaves it for the others alike', () => {
    const { tables } = regimeSwitching({ ...MARKET, seed: 'chain', states: 4, persistence: 0.9 });
    const labels = tables[0]?.numbers['value'] as Float64Array;
    const counts = transitionMatrix(REGIME_STATES[4]).map((row) => row.map(() => 0));
    for (let t = 1; t < labels.length; t++) {
      const row = counts[at(labels, t - 1)] as number[];
      row[at(labels, t)] = at(row, at(labels, t)) + 1;
    }
    for (const [from, row] of counts.entries()) {
      const total = row.reduce((sum, n) => sum + n, 0);
      for (const [to, n] of row.entries()) {
        const expected = from === to ? 0.9 : 0.1 / 3;
        const error = Math.sqrt((expected * (1 - expected)) / total);
        expect(Math.abs(n / total - expected)).toBeLessThan(4 * error);
      }
    }
  });

  it('keeps the truth from every reader of the past, and writes the parameters down', () => {
    const { series, tables, provenance } = regimeSwitching({ seed: 1, bars: 50, instruments: ['A', 'B'] });
    expect(tables.map(({ id, kind, unit, synthetic }) => [id, kind, unit, synthetic])).toEqual([
      ['A.state', 'values', 'state', true],
      ['B.state', 'values', 'state', true],
    ]);
    expect(tables[0]?.eventTime).toEqual(series[0]?.eventTime);
    expect(new Set(tables[0]?.availableAt)).toEqual(new Set([at(series[0]?.eventTime ?? [], 49)]));
    expect(provenance.generator).toMatchObject({
      name: 'regime-switching',
      states: REGIME_STATES[2],
      transition: [
        [0.99, expect.closeTo(0.01)],
        [expect.closeTo(0.02), 0.98],
      ],
    });
    expect(provenance.generator).not.toHaveProperty('volatility');
    expect(provenance.sources.map(({ name, rows }) => [name, rows])).toEqual([
      ['generator:regime-switching', 100],
      ['generator:values:A.state', 50],
      ['generator:values:B.state', 50],
    ]);
    expect(tables[0]?.source.files).toEqual([provenance.sources[1]?.sha256]);
  });

  it('puts given drifts and volatilities in the place of the default ones', () => {
    const { provenance } = regimeSwitching({ seed: 1, bars: 5, volatilities: [0.001, 0.05], drifts: [0, 0.1] });
    expect(provenance.generator).toMatchObject({
      states: [
        { drift: 0, volatility: 0.001 },
        { drift: 0.1, volatility: 0.05 },
      ],
    });
  });

  it.each([
    [{ states: 3 as 2 }, /'states'/],
    [{ volatilities: [0.01] }, /'volatilities': must be one for each of 2 states, was 1/],
    [{ drifts: [0, 0, 0] }, /'drifts'/],
    [{ persistence: 1 }, /'persistence': must be at least 0 and below 1, was 1/],
    [{ volatilities: [0, 0.1] }, /'volatility'/],
  ])('refuses %j', (wrong, message) => {
    expect(() => regimeSwitching({ seed: 1, bars: 5, ...wrong })).toThrow(message);
  });
});
