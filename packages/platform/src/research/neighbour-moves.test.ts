import { describe, expect, it } from 'vitest';
import type { Fold } from '@assay/quant/evidence';
import { movingAverageCrossover } from './testing/planned-strategy.ts';
import { neighbourMoves, plannedNeighbours } from './neighbour-moves.ts';

const folds: readonly Fold[] = [0, 1].map((index) => ({
  index,
  train: { from: 0, to: 10 + 5 * index },
  test: { from: 10 + 5 * index, to: 15 + 5 * index },
}));

describe('plannedNeighbours', () => {
  it('moves one parameter of every fold’s own choice, over the same test windows', async () => {
    const strategy = movingAverageCrossover();
    const chosen = [
      { fast: 10, slow: 50, direction: 'long-only' },
      { fast: 20, slow: 100, direction: 'long-only' },
    ];
    const neighbours = await plannedNeighbours(strategy, chosen, folds);
    expect(neighbours.map(({ move }) => `${move.parameter} ${move.direction}`)).toEqual([
      'fast down',
      'fast up',
      'slow down',
      'slow up',
    ]);
    expect(neighbours[0]?.trial.segments).toEqual([
      { from: 11, to: 15, params: { fast: 9, slow: 50, direction: 'long-only' } },
      { from: 16, to: 20, params: { fast: 18, slow: 100, direction: 'long-only' } },
    ]);
  });

  it('keeps a fold’s choice where the strategy refuses the move, and drops a move that changes nothing', async () => {
    const strategy = movingAverageCrossover();
    const chosen = [
      { fast: 10, slow: 11, direction: 'long-only' },
      { fast: 10, slow: 11, direction: 'long-only' },
    ];
    const found = await plannedNeighbours(strategy, chosen, folds);
    expect(found.map(({ move }) => `${move.parameter} ${move.direction}`)).toEqual(['fast down', 'slow up']);
    const mixed = await plannedNeighbours(
      strategy,
      [chosen[0] as (typeof chosen)[0], { fast: 10, slow: 50, direction: 'long-only' }],
      folds,
    );
    const up = mixed.find(({ move }) => move.parameter === 'fast' && move.direction === 'up');
    expect(up?.trial.segments.map(({ params }) => params['fast'])).toEqual([10, 11]);
  });
});

describe('neighbourMoves', () => {
  it('S4-19 knows every move before anything is evaluated, choices and nominal parameters apart', () => {
    expect(neighbourMoves(movingAverageCrossover())).toHaveLength(4);
  });
});
