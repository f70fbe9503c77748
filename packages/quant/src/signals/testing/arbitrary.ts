import fc from 'fast-check';
import { BAR_FIELDS, call, numberLiteral, SESSION_FIELDS } from '../expression.ts';
import type { Expression } from '../expression.ts';
import { OPERATORS } from '../operators/registry.ts';
import type { Operator } from '../operators/operator.ts';

/** Which expressions to make up. */
export interface ArbitraryOptions {
  /** Numbers to write. @default a few small ones */
  readonly numbers?: fc.Arbitrary<number>;
  /** Names of parameters to use: one of each type. @default none */
  readonly parameters?: { readonly number: string; readonly boolean: string; readonly window: string };
}

const SMALL = fc.constantFrom(0, 1, -1, 2, 0.5, -3.25, 30, 100);

/** Expressions of sound types over every field and operator, of both types; windows are short. */
export function arbitraryExpressions(options: ArbitraryOptions = {}): {
  readonly number: fc.Arbitrary<Expression>;
  readonly boolean: fc.Arbitrary<Expression>;
} {
  const { parameters } = options;
  const parameter = (name: string | undefined): fc.Arbitrary<Expression>[] =>
    name === undefined ? [] : [fc.constant<Expression>({ kind: 'parameter', name })];
  const fields = fc.constantFrom(...BAR_FIELDS, ...SESSION_FIELDS).map((name): Expression => ({ kind: 'field', name }));
  const numbers = (options.numbers ?? SMALL).map((value): Expression => numberLiteral(value));
  const truths = fc.boolean().map((value): Expression => ({ kind: 'boolean', value }));
  const windows = (min: number): fc.Arbitrary<Expression> =>
    fc.oneof(fc.integer({ min, max: min + 6 }).map(numberLiteral), ...(min <= 2 ? parameter(parameters?.window) : []));
  return fc.letrec<{ number: Expression; boolean: Expression }>((tie) => {
    const ofType = (type: 'number' | 'boolean'): fc.Arbitrary<Expression>[] =>
      OPERATORS.flatMap((operator) => {
        if (operator.result !== 'same' && operator.result !== type) return [];
        return sharedTypes(operator, type).map((shared) => calls(operator, shared, { tie, windows }));
      });
    return {
      number: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'expression' },
        fields,
        numbers,
        ...parameter(parameters?.number),
        ...ofType('number'),
      ),
      boolean: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'expression' },
        truths,
        ...parameter(parameters?.boolean),
        ...ofType('boolean'),
      ),
    };
  });
}

type ValueKind = 'number' | 'boolean';

/** What an operator's inputs of the same type may be where its result has a type. */
function sharedTypes({ inputs, result }: Operator, type: ValueKind): readonly ValueKind[] {
  if (!inputs.includes('same')) return ['number'];
  return result === 'same' ? [type] : ['number', 'boolean'];
}

function calls(
  operator: Operator,
  shared: ValueKind,
  {
    tie,
    windows,
  }: { tie: (type: ValueKind) => fc.Arbitrary<Expression>; windows: (min: number) => fc.Arbitrary<Expression> },
): fc.Arbitrary<Expression> {
  const inputs = operator.inputs.map((input) => tie(input === 'same' ? shared : input));
  const constants = operator.constants.map(({ min }) => windows(min));
  const last = inputs.at(-1);
  const more = operator.isVariadic === true && last !== undefined ? fc.array(last, { maxLength: 2 }) : fc.constant([]);
  return fc
    .tuple(fc.tuple(...inputs), more, fc.tuple(...constants))
    .map(([first, others, rest]) => call(operator.name, ...first, ...others, ...rest));
}
