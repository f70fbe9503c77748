import { readFileSync } from 'node:fs';
import type { IndexSource } from '@assay/core/inference';
import { describe, expect, it } from 'vitest';
import { figuresOfPaths } from './monte-carlo.ts';
import { walkPaths } from './paths.ts';

interface GoldenCase {
  readonly name: string;
  readonly trades: readonly number[];
  readonly startEquity: number | null;
  readonly horizon: number;
  readonly paths: number;
  readonly ruinLevel: number;
  readonly places: readonly number[];
  readonly expected: Readonly<Record<string, number>> & { readonly fan: readonly (readonly number[])[] };
}
const golden = JSON.parse(
  readFileSync(new URL('../../../../../golden/evidence/monte-carlo.json', import.meta.url), 'utf8'),
) as { meta: { tolerance: { relative: number; absolute: number } }; cases: GoldenCase[] };
const { relative, absolute } = golden.meta.tolerance;

describe('Monte Carlo of trades against plain walks', () => {
  it.each(golden.cases)('S4-14: $name', (one) => {
    const { startEquity, horizon, expected } = one;
    const fanTrades = Int32Array.from({ length: horizon }, (_, t) => t + 1);
    const plan = {
      steps: Float64Array.from(one.trades, (trade) => trade / (startEquity ?? 1)),
      isCompounding: startEquity === null,
      nPaths: one.paths,
      horizon,
      ruinLevel: one.ruinLevel,
      fanTrades,
    };
    const { figures, fan } = figuresOfPaths(walkPaths(plan, recorded(one)), fanTrades);
    for (const [name, { value }] of Object.entries(figures as unknown as Record<string, { value: number }>)) {
      expectNear(name, value, expected[name]);
    }
    for (const [band, { equity }] of fan.bands.entries()) {
      for (const [t, value] of equity.entries()) expectNear(`fan ${band} ${t}`, value, expected.fan[band][t]);
    }
  });
});

function recorded({ places, horizon }: GoldenCase): IndexSource {
  let next = 0;
  return {
    fill: (out) => {
      out.set(places.slice(next, next + horizon));
      next += horizon;
      return out;
    },
  };
}

function expectNear(name: string, actual: number, expected: number): void {
  const error = Math.abs(actual - expected);
  expect([name, actual, error <= relative * Math.abs(expected) + absolute]).toEqual([name, actual, true]);
}
