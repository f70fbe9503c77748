import { GATE_SOURCES } from '@assay/quant/signals';
import { describe, expect, it } from 'vitest';
import { coverageOf } from './coverage.ts';

const SOURCES = ['none', 'gate', 'gate', 'derived', 'gate', 'derived', 'none', 'gate'] as const;
const source = Float64Array.from(SOURCES, (one) => GATE_SOURCES.indexOf(one));
const signal = Float64Array.of(0, 0, 1, -1, 0, 1, 0, NaN);
// The third bar came late: it is decided with the fourth.
const moments = Float64Array.of(10, 20, 40, 40, 50, 60, 70, 80);

describe('coverage of a cell', () => {
  it('S1-02 counts bars, what was admitted, and entries by the newest bar that was known when they were decided', () => {
    const entries = { moments, decided: [40, 55, 60] };
    expect(coverageOf({ source, signal }, [0, 7], entries)).toEqual({
      ...{ gate: 0.5, derived: 0.25, none: 0.25 },
      admitted: { gate: 1, derived: 2, none: 0 },
      entries: { gate: 1, derived: 2, none: 0 },
    });
    const later = coverageOf({ source, signal }, [4, 7], { moments, decided: [] });
    expect(later).toMatchObject({
      gate: 0.5,
      admitted: { gate: 0, derived: 1 },
      entries: { gate: 0, derived: 0, none: 0 },
    });
  });

  it('S1-02 is not the coverage of another cell on the same gates', () => {
    const other = coverageOf({ source, signal: new Float64Array(8) }, [0, 7], { moments, decided: [20] });
    expect(other).toMatchObject({ gate: 0.5, admitted: { gate: 0, derived: 0 }, entries: { gate: 1, derived: 0 } });
  });

  it('is unknown where a strategy does not say where its gates come from, or there is no bar', () => {
    expect(coverageOf({ signal }, [0, 7], { moments, decided: [] })).toBeUndefined();
    expect(coverageOf({ source }, [-1, 7], { moments, decided: [] })).toBeUndefined();
    expect(coverageOf({ source }, [0, 0], { moments, decided: [5] })).toMatchObject({ entries: { none: 1 } });
  });
});
