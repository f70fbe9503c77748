import type { Bar, BarField, BarSeries, Instrument } from '../market/index.ts';
import { canonicalForm } from './canonical.ts';
import { checkParsed } from './check.ts';
import { bindParameters } from './constants.ts';
import { expressionNodes, expressionParameters } from './expression.ts';
import type { Expression, SessionField, ValueType } from './expression.ts';
import { expressionFromJson } from './json.ts';
import { valueOf } from './parameters.ts';
import type { ExpressionParameter, ParameterValues } from './parameters.ts';
import { parseLocated } from './parse.ts';
import type { ParsedExpression } from './parse.ts';
import { planOf } from './plan.ts';
import { printExpression } from './print.ts';
import { computePlan, fieldsOf, streamPlan } from './run-plan.ts';
import { textHash } from './text-hash.ts';

/** An expression with the parameters it may use and their values. */
export interface ExpressionRequest {
  /** Text, or the tree that `parseExpression` gives. */
  readonly source: string | Expression;
  /** Declared parameters; those that the expression does not use are left alone. @default none */
  readonly parameters?: readonly ExpressionParameter[];
  /** Values of the parameters; a parameter without one takes its default. @default none */
  readonly values?: ParameterValues;
}

/** What is known of an expression before any data. */
export interface ExpressionFacts {
  readonly expression: Expression;
  /** The expression as text. */
  readonly text: string;
  readonly type: ValueType;
  /** The text of the canonical form: expressions with equal ones have equal values, bit for bit. */
  readonly canonical: string;
  /** 16 hexadecimal digits made of `canonical`. */
  readonly hash: string;
  /** Number of nodes of the tree as written. */
  readonly nodes: number;
  /** Names of the parameters that it uses. */
  readonly parameters: readonly string[];
}

/** A compiled expression: its facts are those after its parameters were replaced by their values. */
export interface CompiledExpression extends ExpressionFacts {
  /** Bars before the first value: outputs 0 .. warmUp-1 are NaN. */
  readonly warmUp: number;
}

/** Values of several expressions, one bar after another. */
export interface ExpressionStream {
  /** Takes the next bar, oldest first; the values at it in the order of the requests, in the same array every time. */
  push(bar: Bar): Float64Array;
}

/** Compiled expressions that share whatever they have in common. */
export interface CompiledExpressions {
  readonly expressions: readonly CompiledExpression[];
  /** Number of different columns that are read and computed for all of them together. */
  readonly steps: number;
  /** What is read of each bar. */
  readonly fields: readonly (BarField | SessionField)[];
  /**
   * One column of shape (n,) each: numbers; or 1 where true, 0 where false; NaN where undefined or unknown. Expressions
   * that say the same share a column.
   */
  compute(series: BarSeries): readonly Float64Array[];
  stream(instrument: Instrument): ExpressionStream;
}

/**
 * Checks an expression for every value that its parameters are declared to take.
 *
 * @param source - text, or the tree that `parseExpression` gives.
 * @throws {ExpressionError} with the place of the first fault: syntax, an unknown name, a wrong type, a window or lag that
 * is out of its domain or not known before the data.
 * @throws {InvalidArgumentError} if `source` is a tree that is no expression.
 *
 * @remarks
 * Source: this project.
 */
export function checkExpression(
  source: string | Expression,
  parameters: readonly ExpressionParameter[] = [],
): ExpressionFacts {
  const parsed = located(source);
  const type = checkParsed(parsed, { parameters });
  return factsOf(parsed.expression, type);
}

/** One compiled expression. */
export interface ExpressionProgram extends CompiledExpression {
  readonly steps: number;
  readonly fields: readonly (BarField | SessionField)[];
  /** A column of shape (n,): numbers; or 1 where true, 0 where false; NaN where undefined or unknown. */
  compute(series: BarSeries): Float64Array;
  stream(instrument: Instrument): { push(bar: Bar): number };
}

/**
 * Compiles one expression: `compileExpressions` for a list of one.
 *
 * @throws {ExpressionError} as `compileExpressions`.
 * @throws {InvalidArgumentError} as `compileExpressions`.
 *
 * @remarks
 * Causal: as `compileExpressions`.
 * Source: this project.
 */
export function compileExpression(
  source: string | Expression,
  options: Omit<ExpressionRequest, 'source'> = {},
): ExpressionProgram {
  const program = compileExpressions([{ ...options, source }]);
  return {
    ...program.expressions[0],
    steps: program.steps,
    fields: program.fields,
    compute: (series) => program.compute(series)[0],
    stream: (instrument) => {
      const all = program.stream(instrument);
      return { push: (bar) => all.push(bar)[0] };
    },
  };
}

/**
 * Compiles several expressions into one program that computes every part they have in common once, also across different
 * values of their parameters.
 *
 * @returns the program: `compute` for whole series, `stream` for one bar after another; both give the same bits.
 * @throws {ExpressionError} with the place of the first fault, as `checkExpression`, for the values given.
 * @throws {InvalidArgumentError} if a parameter that is used has no value, or one outside its declared domain.
 * @throws {DataError} DATA_UNFIT, from `compute`, if a price is read that a close-only series lacks.
 *
 * @remarks
 * Causal: the value at a bar depends on that bar and earlier ones only; there is no way to write anything else.
 * NaN: undefined numbers and unknown truth values, by the rules of docs/methods/expressions.md; exactly the first
 * `warmUp` outputs on data that leave nothing else undefined.
 * Cost: one pass in blocks of 512 bars; memory for the outputs, and per step a block and its window. Kernels are plain
 * functions: nothing is evaluated from text, so it runs where code generation is forbidden.
 * Source: this project.
 */
export function compileExpressions(requests: readonly ExpressionRequest[]): CompiledExpressions {
  const bound = requests.map(bindRequest);
  const plan = planOf(bound.map(({ canonical }) => canonical));
  return {
    expressions: bound.map(({ facts }, i) => ({ ...facts, warmUp: plan.warmUps[i] })),
    steps: plan.steps.length,
    fields: fieldsOf(plan),
    compute: (series) => computePlan(plan, series),
    stream: (instrument) => ({ push: streamPlan(plan, instrument) }),
  };
}

interface BoundRequest {
  readonly canonical: Expression;
  readonly facts: ExpressionFacts;
}

function bindRequest({ source, parameters = [], values = {} }: ExpressionRequest): BoundRequest {
  const parsed = located(source);
  checkParsed(parsed, { parameters });
  const used = new Set(expressionParameters(parsed.expression));
  const given = new Map(
    parameters.filter(({ name }) => used.has(name)).map((one) => [one.name, valueOf(one, values)] as const),
  );
  const type = checkParsed(parsed, { parameters, values: given });
  const expression = bindParameters(parsed.expression, given);
  const canonical = canonicalForm(expression);
  return { canonical, facts: factsOf(expression, type, canonical) };
}

function factsOf(
  expression: Expression,
  type: ValueType,
  form: Expression = canonicalForm(expression),
): ExpressionFacts {
  const canonical = printExpression(form);
  return {
    expression,
    text: printExpression(expression),
    type,
    canonical,
    hash: textHash(canonical),
    nodes: expressionNodes(expression),
    parameters: expressionParameters(expression),
  };
}

/** The expression with the places of its nodes: in the text it was given as, or in its printed one. */
function located(source: string | Expression): ParsedExpression {
  return parseLocated(typeof source === 'string' ? source : printExpression(expressionFromJson(source)));
}
