import { GATE_LINE_LEVELS, GATE_LINE_VALUES } from '@assay/contracts/schemas';
import { GATE_LEVELS, GATE_MEASURES, gateAt, gateTable } from '@assay/quant/signals';
import { describe, expect, it } from 'vitest';
import { formatGateLine, parseGateLine } from './gate-lines.ts';
import type { ParsedLine } from './gate-lines.ts';
import { testGate } from './testing/index.ts';

const line = (change: object = {}): string =>
  JSON.stringify({ ...(JSON.parse(formatGateLine(testGate(4), false)) as object), ...change });
const faultOf = (text: string): string => {
  const parsed = parseGateLine(text);
  return 'fault' in parsed ? parsed.fault : 'none';
};

describe('a gate as a line', () => {
  it('S0-09: comes back as it was, and the same gate gives the same bytes', () => {
    for (const gate of [testGate(3), testGate(4), testGate(5, { regime: undefined, measures: {}, tags: [] })]) {
      const text = formatGateLine(gate, false);
      expect(parseGateLine(text)).toEqual({ gate, labels: [], isSynthetic: false });
      expect(formatGateLine((parseGateLine(text) as ParsedLine).gate, false)).toBe(text);
      expect(gateAt(gateTable(gate.instrument, [gate]), 0)).toEqual((parseGateLine(text) as ParsedLine).gate);
    }
    expect(parseGateLine(formatGateLine(testGate(1), true))).toMatchObject({ isSynthetic: true });
  });

  it('S0-09: knows every measure that a gate can have, and no other', () => {
    expect([...GATE_LINE_LEVELS, ...GATE_LINE_VALUES].sort()).toEqual([...GATE_MEASURES].sort());
    expect(GATE_LINE_LEVELS).toEqual(GATE_LEVELS);
    expect(faultOf(line({ measures: { hazzard: 0.1 } }))).toMatch(/measures: unrecognized key: "hazzard"/u);
  });

  it('S0-11: what followed stands under labels, known from the end of its horizon, and is no part of the gate', () => {
    const parsed = parseGateLine(line({ labels: { 'return.60m': 0.0012, 'mae.1d': -0.01 } })) as ParsedLine;
    expect(parsed.labels).toEqual([
      { name: 'return.60m', value: 0.0012, availableAt: testGate(5).eventTime },
      { name: 'mae.1d', value: -0.01, availableAt: testGate(28).eventTime },
    ]);
    expect(JSON.stringify(parsed.gate)).not.toContain('0.0012');
  });

  it.each([
    [{ roc_60: 0.1 }, /among its features: roc_60; a label belongs under labels/u],
    [{ forwardReturn60m: 0.1 }, /forwardReturn60m/u],
    [{ measures: { return60: 0.1 } }, /return60/u],
    [{ measures: { hazard: 0.1, mfe: 0.1 } }, /: mfe;/u],
    [{ outcome: 'win' }, /outcome/u],
    [{ labels: { 'hazard.60m': 1 } }, /labels\.hazard\.60m/u],
  ])('S0-11: refuses %j: a label is no feature', (change, fault) => {
    expect(faultOf(line(change))).toMatch(fault);
  });

  it.each([
    ['{"instrument":', /is no JSON/u],
    ['[]', /expected object/iu],
    [line({ direction: 2 }), /direction: /u],
    [line({ instrument: '..' }), /instrument: must be the id of an instrument/u],
    [line({ instrument: '.hidden' }), /instrument: must be/u],
    [line({ instrument: 'EUR USD' }), /instrument: must be/u],
    [line({ eventTime: '2024-10-21 04:00' }), /eventTime: must be a UTC time/u],
    [line({ availableAt: '2024-10-21T03:00:00Z' }), /availableAt: must not be before eventTime/u],
    [line({ measures: { hazard: 1.5 } }), /measures\.hazard/u],
    [line({ admit: false, reasons: [] }), /reasons: must have at least one/u],
    [line({ reasons: 'a|b' }), /reasons: /u],
    [line({ timeframe: 'hourly' }), /timeframe: must be the length of a bar/u],
    [line({ more: 1 }), /unrecognized key: "more"/u],
  ])('S0-09: says what is wrong with %s', (text, fault) => {
    expect(faultOf(text)).toMatch(fault);
  });
});
