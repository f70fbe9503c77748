/**
 * The steps of one or several expressions: each different part once, in an order in which its inputs come first.
 * Expressions are canonical and without parameters.
 */
import { InvariantError } from '@assay/core/errors';
import { evaluateConstant } from './constants.ts';
import type { CallExpression, Expression, SessionField } from './expression.ts';
import type { BarField } from '../market/index.ts';
import type { PrimitiveOperator } from './operators/operator.ts';
import { isPrimitive, operatorOf } from './operators/registry.ts';

/** One step: a column that is read, a number that stands everywhere, or a call over earlier steps. */
export type PlanStep =
  | { readonly kind: 'field'; readonly field: BarField | SessionField }
  | { readonly kind: 'constant'; readonly value: number }
  | {
      readonly kind: 'call';
      readonly operator: PrimitiveOperator;
      readonly constants: readonly number[];
      readonly inputs: readonly number[];
      readonly warmUp: number;
    };

/** What to compute. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** The step that is the value of each expression. */
  readonly roots: readonly number[];
  /** Bars before the first value of each expression. */
  readonly warmUps: readonly number[];
}

/** The plan of several expressions; what they share is computed once. */
export function planOf(expressions: readonly Expression[]): Plan {
  const planner = new Planner();
  const roots = expressions.map((expression) => planner.add(expression));
  return { steps: planner.steps, roots, warmUps: roots.map((root) => warmUpOf(planner.steps[root])) };
}

function warmUpOf(step: PlanStep): number {
  return step.kind === 'call' ? step.warmUp : 0;
}

class Planner {
  readonly steps: PlanStep[] = [];
  private readonly known: Map<string, number> = new Map<string, number>();

  add(expression: Expression): number {
    switch (expression.kind) {
      case 'number':
      case 'boolean':
        return this.step(`=${expression.value}`, { kind: 'constant', value: Number(expression.value) });
      case 'field':
        return this.field(expression.name);
      case 'call':
        return this.call(expression);
      case 'parameter':
        throw new InvariantError('a plan has no parameters', { parameter: expression.name });
    }
  }

  private call({ name, arguments: args }: CallExpression): number {
    const operator = operatorOf(name);
    if (operator === undefined || !isPrimitive(operator)) throw new InvariantError('a plan is canonical', { name });
    const nInputs = args.length - operator.constants.length;
    const fields = (operator.fields ?? []).map((field) => this.field(field));
    const inputs = [...fields, ...args.slice(0, nInputs).map((argument) => this.add(argument))];
    const constants = args.slice(nInputs).map((argument) => evaluateConstant(argument) ?? NaN);
    const warmUp = operator.warmUp(constants) + Math.max(0, ...inputs.map((input) => warmUpOf(this.steps[input])));
    const key = `${name}(${inputs.join(',')};${constants.join(',')})`;
    return this.step(key, { kind: 'call', operator, constants, inputs, warmUp });
  }

  private field(field: BarField | SessionField): number {
    return this.step(field, { kind: 'field', field });
  }

  private step(key: string, step: PlanStep): number {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.steps.push(step);
    this.known.set(key, this.steps.length - 1);
    return this.steps.length - 1;
  }
}
