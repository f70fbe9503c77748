import { describe, expect, it } from 'vitest';
import type { RankingRow } from '@assay/contracts/schemas';
import { lastChoice } from './frozen-run.ts';

describe('lastChoice', () => {
  const selection = (fold: number, fast: number): RankingRow['selections'][number] => {
    const dates = { trainFrom: '', trainTo: '', testFrom: '', testTo: '' };
    return { fold, ...dates, params: { fast } };
  };

  it('ruling 8a: is what the last fold chose, not what an earlier one did', () => {
    const row = { params: { fast: 5 }, selections: [selection(1, 5), selection(2, 10), selection(3, 20)] };
    expect(lastChoice(row)).toEqual({ fast: 20 });
  });

  it('is the row’s own parameters where nothing was chosen', () => {
    expect(lastChoice({ params: { fast: 5 }, selections: [] })).toEqual({ fast: 5 });
  });
});
