import { describe, expect, it } from 'vitest';
import { bandNotes } from './band-notes.ts';
import type { ChosenCap } from './band-notes.ts';

const BAND = [0.08, 0.1, 0.12];

function notes(chosen: Partial<ChosenCap>): readonly string[] {
  const coverage = { gate: 0.9, derived: 0.05, none: 0.05 };
  return bandNotes([{ instrument: 'AUDUSD', caps: BAND, cap: 0.12, coverage, ...chosen }]);
}

describe('bandNotes', () => {
  it.each([0.08, 0.12])(
    'F3 advises a wider band where real gates cover most bars and the best cap, %d, is at its end',
    (cap) => {
      expect(notes({ cap })).toEqual([
        `maxHazard: on AUDUSD the best cap ${cap} lies at the end of the band and real gates cover 90 % of the bars: ` +
          "a wider band (grid.hazardBand, or caps of your own with --axes 'maxHazard=…') is worth trying",
      ]);
    },
  );

  it.each([
    [{ gate: 0.71, derived: 0.29, none: 0 }, 1],
    [{ gate: 0.7, derived: 0.3, none: 0 }, 0],
    [{ gate: 0.36, derived: 0.14, none: 0.5 }, 0],
    [{ gate: 0.71, derived: 0, none: 0.29 }, 1],
    [{ gate: 0, derived: 0, none: 1 }, 0],
    [undefined, 0],
  ] as const)('F3 asks for real gates on more than 70 %% of all bars: %o', (coverage, length) => {
    expect(notes({ coverage })).toHaveLength(length);
  });

  it('F3 says nothing where the best cap has caps on both sides, is the only one, or there is none', () => {
    expect(notes({ cap: 0.1 })).toEqual([]);
    expect(notes({ cap: 0.12, caps: [0.12] })).toEqual([]);
    expect(notes({ cap: undefined })).toEqual([]);
    expect(notes({ cap: undefined, caps: [] })).toEqual([]);
  });

  it.each([0.06, 0.14])('F3 advises no wider band than there is, at %d', (cap) => {
    const [note = ''] = notes({ cap, caps: [0.06, 0.1, 0.14] });
    expect(note).toContain("no band goes beyond 0.06 to 0.14; --axes 'maxHazard=…' tries caps of your own");
    expect(note).not.toContain('hazardBand');
  });

  it('F3 names each instrument of its own', () => {
    const coverage = { gate: 1, derived: 0, none: 0 };
    const two = ['AUDUSD', 'GBPUSD'].map((instrument) => ({ instrument, caps: BAND, cap: 0.08, coverage }));
    expect(bandNotes(two).map((note) => /on (\S+)/u.exec(note)?.[1])).toEqual(['AUDUSD', 'GBPUSD']);
  });
});
