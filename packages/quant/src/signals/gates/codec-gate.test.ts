import { describe, expect, it } from 'vitest';
import { walkSeries } from '../../market/testing/index.ts';
import { CODEC_MEASURES, codecGates } from '../../regimes/index.ts';
import { gateOf } from './gate-of.ts';
import { GATE_MEASURES, gateAt, gateProblems, gateTable } from './gate.ts';

describe('readings of the codec as gates', () => {
  const series = walkSeries(1, 500);
  const readings = codecGates(series, { nullDraws: 200, edgeWindow: 64 });
  const identity = { instrument: 'TEST', timeframe: '1d', maker: 'codec' };

  it('S0-11: are kept and given back with every measure, and nothing is wrong with them', () => {
    const gates = readings.map((reading) => gateOf(reading, identity));
    const table = gateTable('TEST', gates);
    expect(table.length).toBeGreaterThan(20);
    const none = { admit: undefined, hardBlocked: undefined };
    for (const [row, gate] of gates.entries()) {
      expect(gateAt(table, row)).toEqual({ ...gate, ...none });
      expect(gateProblems(table, row)).toEqual([]);
    }
    expect(CODEC_MEASURES.filter((name) => !GATE_MEASURES.includes(name))).toEqual([]);
  });
});
