import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { baseContract } from '../execution/index.ts';
import { ohlcSeries, walkSeries } from '../market/testing/index.ts';
import type { StrategyInstance } from '../strategy/index.ts';
import { runOver, strategyOf, wantLots } from './testing/index.ts';

const contract = baseContract({ degenerateOpen: 'accept' });

/** Wants a random position of -3 to 3 lots at every decision. */
function restless(seed: number): StrategyInstance {
  const rng = createRng(seed);
  return strategyOf((view) => view.instruments.map((id) => wantLots(id, rng.nextInt(7) - 3)));
}

const costsOf = ({ costUnits }: ReturnType<typeof runOver>): number =>
  costUnits.spread + costUnits.slippage + costUnits.commission;

describe('X-12: costs', () => {
  it('are exactly what a restless strategy loses on flat prices (exam: engine)', () => {
    const flat = ohlcSeries({ close: new Array<number>(300).fill(123.45) });
    const result = runOver([flat], restless(1), { contract });
    expect(result.fills.length).toBeGreaterThan(200);
    expect(costsOf(result)).toBeGreaterThan(0);
    expect((result.equityUnits.at(-1) ?? NaN) - result.initialUnits).toBe(-costsOf(result));
    expect(result.trades.reduce((sum, trade) => sum + trade.grossUnits, 0)).toBe(0);
  });

  it('are exactly what separates net from gross on a random walk', () => {
    const result = runOver([walkSeries(3, 400)], restless(2), { contract });
    const gross = result.trades.reduce((sum, trade) => sum + trade.grossUnits, 0);
    const net = result.trades.reduce((sum, trade) => sum + trade.netUnits, 0);
    expect((result.equityUnits.at(-1) ?? NaN) - result.initialUnits).toBe(net);
    expect(gross - net).toBe(costsOf(result));
  });

  it('leave a strategy without an edge at an expectation of minus its costs, within 3 standard errors (exam: engine)', () => {
    const nets: number[] = [];
    const edges: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const result = runOver([walkSeries(`walk-${seed}`, 60)], restless(1000 + seed), { contract });
      const net = (result.equityUnits.at(-1) ?? NaN) - result.initialUnits;
      nets.push(net);
      edges.push(net + costsOf(result));
    }
    const mean = edges.reduce((sum, edge) => sum + edge, 0) / edges.length;
    const variance = edges.reduce((sum, edge) => sum + (edge - mean) ** 2, 0) / (edges.length - 1);
    expect(Math.abs(mean)).toBeLessThan(3 * Math.sqrt(variance / edges.length));
    expect(nets.reduce((sum, net) => sum + net, 0)).toBeLessThan(edges.reduce((sum, edge) => sum + edge, 0));
  });
});

describe('a short and a long position of one path', () => {
  it('together earn minus their costs (exam: engine)', () => {
    const path = walkSeries('both-ways', 80);
    const twin = { ...path, instrument: { ...path.instrument, id: 'TWIN' } };
    const once = strategyOf((view) => (view.barCount('TEST') === 1 ? [wantLots('TEST', 4), wantLots('TWIN', -4)] : []));
    const result = runOver([path, twin], once, { contract });
    expect(result.trades.map((trade) => trade.direction)).toEqual(['long', 'short']);
    expect((result.equityUnits.at(-1) ?? NaN) - result.initialUnits).toBe(-costsOf(result));
  });

  it('one after the other on one contract, round trip by round trip, earn minus their costs on a path that returns (exam: engine)', () => {
    const there = { open: [100, 100, 110, 110, 110], close: [100, 110, 110, 100, 100] };
    const series = ohlcSeries(there);
    const plan = [wantLots('TEST', 1), wantLots('TEST', -1)];
    const long = runOver(
      [series],
      strategyOf((view) => (view.barCount('TEST') === 1 ? [plan[0]] : [])),
      { contract },
    );
    const short = runOver(
      [series],
      strategyOf((view) => (view.barCount('TEST') === 1 ? [plan[1]] : [])),
      { contract },
    );
    const net = [...long.trades, ...short.trades].reduce((sum, trade) => sum + trade.netUnits, 0);
    expect(net).toBe(-costsOf(long) - costsOf(short));
  });
});
