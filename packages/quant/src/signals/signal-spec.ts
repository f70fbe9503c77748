import { computeTerms, resolveTerm, termKey } from '../features/index.ts';
import type { Term, TermSpec } from '../features/index.ts';
import type { BarSeries } from '../market/index.ts';
import { compileExpression, compileExpressions } from './compile.ts';
import type { ExpressionRequest } from './compile.ts';

/** An expression without parameters as the specification of a column, next to the terms of features. */
export interface ExpressionSpec {
  readonly term: 'expression';
  readonly text: string;
}

/** A column as plain data: a term, or an expression over terms. */
export type SignalSpec = TermSpec | ExpressionSpec;

/** A causal column: what a term is, of any specification. */
export interface Signal extends Omit<Term, 'spec'> {
  readonly spec: SignalSpec;
}

/**
 * The specification of an expression with its parameters replaced by their values.
 *
 * @throws {ExpressionError} as `compileExpressions`.
 * @throws {InvalidArgumentError} as `compileExpressions`.
 *
 * @remarks
 * Source: this project.
 */
export function expressionSpec(request: ExpressionRequest): ExpressionSpec {
  const { source, ...options } = request;
  return { term: 'expression', text: compileExpression(source, options).text };
}

/**
 * The identity of a column: for an expression its canonical text, so that expressions that say the same are one.
 *
 * @throws {ExpressionError} if an expression is wrong.
 *
 * @remarks
 * Source: this project.
 */
export function signalKey(spec: SignalSpec): string {
  return spec.term === 'expression' ? keyOf(compileExpression(spec.text).canonical) : termKey(spec);
}

/**
 * The column that a specification describes.
 *
 * @throws {ExpressionError} if an expression is wrong or has parameters.
 * @throws {InvalidArgumentError} as `resolveTerm`.
 *
 * @remarks
 * Causal: as `compileExpressions` and `resolveTerm`.
 * Source: this project.
 */
export function resolveSignal(spec: SignalSpec): Signal {
  if (spec.term !== 'expression') return resolveTerm(spec);
  const program = compileExpression(spec.text);
  return {
    spec,
    key: keyOf(program.canonical),
    warmUp: program.warmUp,
    compute: (series) => program.compute(series),
    stream: (instrument) => program.stream(instrument),
  };
}

/**
 * The values of several columns on one series.
 *
 * @returns one column of shape (n,) per specification, in their order; equal ones share a column, and expressions are
 * computed together, so that each part they have in common is computed once.
 * @throws {ExpressionError} as `resolveSignal`.
 * @throws {InvalidArgumentError} as `resolveSignal`.
 * @throws {DataError} DATA_UNFIT if a price is read that a close-only series lacks.
 *
 * @remarks
 * Causal: as `resolveSignal`.
 * Source: this project.
 */
export function computeSignals(specs: readonly SignalSpec[], series: BarSeries): readonly Float64Array[] {
  const expressions = specs.filter((spec) => spec.term === 'expression');
  const terms = specs.filter((spec) => spec.term !== 'expression');
  const program = compileExpressions(expressions.map(({ text }) => ({ source: text })));
  const [byExpression, byTerm] = [program.compute(series), computeTerms(terms, series)];
  let [expression, term] = [0, 0];
  return specs.map((spec) => (spec.term === 'expression' ? byExpression[expression++] : byTerm[term++]));
}

function keyOf(canonical: string): string {
  return `expression(${canonical})`;
}
