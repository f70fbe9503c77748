import { describe, expect, it } from 'vitest';
import { cycleChanges } from './cycle-changes.ts';
import type { JudgedRow, PublishedCycle } from './cycle-changes.ts';

const row = (id: string, verdict: JudgedRow['verdict'], score: number | null = 0.5): JudgedRow => ({
  id,
  verdict,
  score,
});
const cycle = (...rows: readonly JudgedRow[]): PublishedCycle => ({
  cycle: 'a.2',
  folder: 'nowhere',
  runId: 'a',
  generatedAt: '2024-01-01T00:00:00.000Z',
  rows,
});

describe('cycleChanges', () => {
  it('S4-20: names candidates that were won and lost, those of rows that came and went among them', () => {
    const before = cycle(
      row('kept', 'candidate'),
      row('fell', 'candidate'),
      row('gone', 'candidate'),
      row('rose', 'killed'),
    );
    const now = [row('kept', 'candidate'), row('fell', 'killed'), row('rose', 'candidate'), row('came', 'candidate')];
    expect(cycleChanges(before, now)).toMatchObject({
      since: { cycle: 'a.2', runId: 'a' },
      newCandidates: ['came', 'rose'],
      lostCandidates: ['fell', 'gone'],
    });
  });

  it('S4-20: lists verdicts and scores that differ, by row, and nothing that does not', () => {
    const before = cycle(
      row('same', 'killed', 0.1),
      row('score', 'killed', 0.1),
      row('verdict', 'insufficient', null),
      row('gone', 'killed'),
    );
    const now = [
      row('verdict', 'killed', 0),
      row('score', 'killed', 0.2),
      row('same', 'killed', 0.1),
      row('came', 'killed', 0.4),
    ];
    expect(cycleChanges(before, now).rows).toEqual([
      { id: 'came', verdict: { from: null, to: 'killed' }, score: { from: null, to: 0.4 } },
      { id: 'gone', verdict: { from: 'killed', to: null }, score: { from: 0.5, to: null } },
      { id: 'score', verdict: { from: 'killed', to: 'killed' }, score: { from: 0.1, to: 0.2 } },
      { id: 'verdict', verdict: { from: 'insufficient', to: 'killed' }, score: { from: null, to: 0 } },
    ]);
    expect(cycleChanges(before, before.rows)).toMatchObject({ newCandidates: [], lostCandidates: [], rows: [] });
  });

  it('S4-20: of a first cycle every candidate is new, and nothing is compared', () => {
    expect(cycleChanges(undefined, [row('a', 'candidate'), row('b', 'killed')])).toEqual({
      since: null,
      newCandidates: ['a'],
      lostCandidates: [],
      rows: [],
    });
  });
});
