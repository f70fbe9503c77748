import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { walkSeries } from '../market/testing/index.ts';
import { compileExpression } from './compile.ts';
import { BAR_FIELDS, SESSION_FIELDS } from './expression.ts';
import { FUNCTION_NAMES, OPERATORS } from './operators/registry.ts';

const manual = readFileSync(new URL('../../../../docs/methods/expressions.md', import.meta.url), 'utf8');
const parameters = [{ name: 'slow', type: 'integer', min: 2, max: 300, default: 50 }] as const;
const series = walkSeries('manual', 400);

const examples = [...manual.matchAll(/^```expression\n([\s\S]*?)^```$/gmu)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

/** Rows of the tables of operators and functions: what is written, and the bars it needs for n = 20. */
const rows = [...manual.matchAll(/^\| (`[^|]*`) +\| .* \| (n - 1|n|[01]) +\|$/gmu)].flatMap(
  ([, written = '', bars = '']) =>
    [...written.matchAll(/`([^`]+)`/gu)].map(([, form = '']) => ({
      form,
      bars: bars === 'n' ? 20 : bars === 'n - 1' ? 19 : Number(bars),
    })),
);

const MEANINGS: Readonly<Record<string, string>> = {
  x: 'close',
  y: 'open',
  v: 'close',
  w: 'open',
  a: '(close > open)',
  b: '(close > 100)',
  n: '20',
};

const filledIn = (form: string): string => form.replaceAll(/\b[xyvwabn]\b/gu, (letter) => MEANINGS[letter] ?? letter);

describe('docs/methods/expressions.md', () => {
  it.each(examples)('example: %s', (text) => {
    const program = compileExpression(text, { parameters });
    expect(program.compute(series).some((value) => !Number.isNaN(value))).toBe(true);
  });

  it('has examples, a row for each operator and function, and none for others', () => {
    expect(examples.length).toBeGreaterThan(15);
    const functions = rows.flatMap(({ form }) => /^(\w+)\(/u.exec(form)?.[1] ?? []);
    expect(functions.sort()).toEqual([...FUNCTION_NAMES].sort());
    expect(rows.length).toBe(OPERATORS.length);
  });

  it.each(rows)('$form needs $bars bars for n = 20', ({ form, bars }) => {
    expect(compileExpression(filledIn(form)).warmUp).toBe(bars);
  });

  it('names every field', () => {
    const grammar = /field {6}=([\s\S]*?);/u.exec(manual)?.[1] ?? '';
    const named = [...grammar.matchAll(/"([^"]+)"/gu)].map(([, name]) => name);
    expect(named).toEqual([...BAR_FIELDS, ...SESSION_FIELDS]);
  });

  it('shows an error as it is', () => {
    const shown = /^```text\n([\s\S]*?)\n```$/mu.exec(manual)?.[1] ?? '';
    expect(() => compileExpression('close > sms(close, 20)')).toThrow(shown);
  });
});
