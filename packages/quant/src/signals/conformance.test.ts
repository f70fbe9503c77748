import { describe, expect, it } from 'vitest';
import { featureConformance } from '../features/testing/index.ts';
import type { Term } from '../features/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import { checkExpression, compileExpression } from './compile.ts';
import type { Expression } from './expression.ts';
import { OPERATORS } from './operators/registry.ts';
import { parseExpression } from './parse.ts';
import { resolveSignal } from './signal-spec.ts';
import { EXPRESSION_EXAMPLES, referenceColumn, referenceWarmUp } from './testing/index.ts';

const daily = walkSeries('conformance', 300);
const continuous = walkSeries(2, 120, { instrument: { calendar: 'continuous', kind: 'crypto' }, delayMs: 60_000 });

function termOf(text: string): Term {
  return { ...resolveSignal({ term: 'expression', text }), spec: { term: 'price', field: 'close' } };
}

function operatorsIn(expression: Expression): readonly string[] {
  return expression.kind === 'call' ? [expression.name, ...expression.arguments.flatMap(operatorsIn)] : [];
}

describe('every operator keeps its promises: X-01, X-02, warm-up, batch equals streaming', () => {
  it('has an example of every operator', () => {
    const used = new Set(EXPRESSION_EXAMPLES.flatMap((text) => operatorsIn(parseExpression(text))));
    expect([...used].sort()).toEqual(OPERATORS.map(({ name }) => name).sort());
  });

  it.each(EXPRESSION_EXAMPLES)('%s (X-01, X-02)', (text) => {
    for (const series of [daily, continuous]) expect(featureConformance(termOf(text), series)).toEqual([]);
  });

  it('counts no violating expression over all examples (X-02)', () => {
    expect(EXPRESSION_EXAMPLES.filter((text) => featureConformance(termOf(text), daily).length > 0)).toEqual([]);
  });
});

describe('series longer than a block', () => {
  const long = walkSeries('blocks', 1300);

  it.each(EXPRESSION_EXAMPLES)('%s equals the plain reading', (text) => {
    const expression = parseExpression(text);
    const found = compileExpression(text).compute(long);
    const expected = referenceColumn(expression, long);
    expect(expected.findIndex((value, t) => !Object.is(value + 0, found[t] + 0))).toBe(-1);
    expect(compileExpression(text).warmUp).toBe(referenceWarmUp(expression));
  });
});

describe('the past, and nothing else', () => {
  it.each(['lag(close, -1)', 'change(close, -2)', 'return(close, 0 - 5)', 'lag(close, -$shift)'])(
    'X-01: %s is refused, since it would read the future',
    (text) => {
      const parameters = [{ name: 'shift', type: 'integer', min: 1, max: 5, default: 1 }] as const;
      expect(() => compileExpression(text, { parameters })).toThrow(/it would read bars after this one, the future/);
    },
  );

  it('X-01: a parameter that may become negative is refused before it does', () => {
    const parameters = [{ name: 'shift', type: 'integer', min: -1, max: 5, default: 1 }] as const;
    expect(() => checkExpression('lag(close, $shift)', parameters)).toThrow(
      /the lag of 'lag' must be >= 0, was -1: it would read bars after this one, the future; '\$shift' is declared wider/,
    );
  });
});
