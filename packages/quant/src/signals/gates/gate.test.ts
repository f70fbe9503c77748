import { describe, expect, it } from 'vitest';
import { gateAt, gateProblems, gateTable } from './gate.ts';
import type { Gate } from './gate.ts';

const GATE: Gate = {
  ...{ instrument: 'EURUSD', timeframe: '1h', maker: 'codec', eventTime: 3_600_000, availableAt: 3_600_500 },
  ...{ stride: 16, direction: -1, admit: false, hardBlocked: undefined, regime: 'bear', signature: '0.1|0.5|0.9' },
  ...{ reasons: ['hazard above 0.1', 'a, "quoted" | reason'], tags: [] },
  measures: { hazard: 0.4, flipRate: 0.49, repetitions: 3 },
};

describe('a table of gates', () => {
  it('S1-04: gives every gate back as it was put in, its reasons as a list', () => {
    const { regime, signature, stride, ...bare } = GATE;
    expect(stride).toBe(16);
    const second: Gate = { ...bare, eventTime: 7_200_000, availableAt: 7_200_000, admit: undefined, reasons: [] };
    const table = gateTable('EURUSD', [second, GATE]);
    expect(gateAt(table, 0)).toEqual(GATE);
    expect(gateAt(table, 1)).toEqual({ ...second, regime: undefined, signature: undefined });
    expect([gateProblems(table, 0), gateProblems(table, 1)]).toEqual([[], []]);
    expect([regime, signature]).toEqual(['bear', '0.1|0.5|0.9']);
  });

  it.each<[string, Partial<Gate>, RegExp]>([
    ['a level above one', { measures: { hazard: 1.2 } }, /hazard 1\.2 is no level/u],
    ['a stride of half a bar', { stride: 0.5 }, /stride 0\.5 is no whole number >= 1/u],
    ['a measure without a limit', { measures: { halfLife: Infinity } }, /halfLife Infinity is not finite/u],
    ['a refusal without a reason', { reasons: [] }, /refused without a reason/u],
  ])('S1-04: %s is a problem', (_, change, problem) => {
    expect(gateProblems(gateTable('EURUSD', [{ ...GATE, ...change }]), 0)).toEqual([expect.stringMatching(problem)]);
  });

  it('S1-04: reasons that are no list are a problem, and one word', () => {
    const table = gateTable('EURUSD', [GATE]);
    const words = [...(table.texts['reasons']?.words ?? [])].map(() => 'a|b');
    const piped = { ...table, texts: { ...table.texts, reasons: { words, index: Int32Array.of(0) } } };
    expect(gateProblems(piped, 0)).toEqual([expect.stringMatching(/reasons is no JSON list/u)]);
    expect(gateAt(piped, 0).reasons).toEqual(['a|b']);
  });
});
