import { InvalidArgumentError } from '@assay/core/errors';
import type { ProtectiveDistance } from '../orders/index.ts';
import { checkExpression, expressionSpec } from '../signals/index.ts';
import type { ExpressionSpec } from '../signals/index.ts';
import { numberOf } from './parameters.ts';
import { perInstrument } from './per-instrument.ts';
import type { Wish } from './per-instrument.ts';
import type { Parameters, ParameterSpec, StrategyDefinition } from './strategy.ts';

/** Expressions that say what to hold of each instrument; `$name` stands for a declared parameter. */
export interface Signals {
  /** True or false: be long. At least one of `long` and `short` is given. */
  readonly long?: string | undefined;
  /** True or false: be short. */
  readonly short?: string | undefined;
  /** True or false: leave. @default whenever the signal of the side that is held is not true */
  readonly exit?: string | undefined;
  /** A number from 0 to 1: the exposure at entry. @default 1 */
  readonly size?: string | undefined;
  /** Names of number parameters with the distances of protective exits, as fractions of the fill price. @default none */
  readonly stopLoss?: string | undefined;
  readonly takeProfit?: string | undefined;
}

/** A strategy that is declared by expressions alone: plain data. */
export interface SignalDefinition extends Pick<StrategyDefinition, 'name' | 'summary' | 'source'> {
  readonly parameters: readonly ParameterSpec[];
  readonly signals: Signals;
}

const EXPRESSIONS = ['long', 'short', 'exit', 'size'] as const;
type ExpressionName = (typeof EXPRESSIONS)[number];

/**
 * A strategy made of expressions.
 *
 * At each bar of an instrument, in this order:
 * 1. `long` and `short` both true, or neither known nor `exit` true: nothing changes.
 * 2. `long` true: long; `short` true: short; by `size` of full exposure, taken at entry and left alone.
 * 3. What is held is left where `exit` is true; without an `exit`, where the signal of its side is not true.
 *
 * Unknown is no signal: it neither enters nor, where an `exit` is given, leaves.
 *
 * @throws {ExpressionError} with the place of the first fault in an expression, for any value of the parameters.
 * @throws {InvalidArgumentError} if there is neither `long` nor `short`, a signal is no truth value, the size is no number, or
 * a distance names no number parameter.
 *
 * @remarks
 * Causal: expressions read bars up to the present one.
 * Source: this project.
 */
export function signalStrategy(definition: SignalDefinition): StrategyDefinition {
  const { name, summary, source, parameters, signals } = definition;
  checkSignals(definition);
  const given = EXPRESSIONS.filter((one) => signals[one] !== undefined);
  const indexOf = Object.fromEntries(given.map((one, i) => [one, i])) as Readonly<
    Partial<Record<ExpressionName, number>>
  >;
  return {
    name,
    summary,
    source,
    parameters,
    terms: (params) => given.map((one) => specOf(signals[one] ?? '', parameters, params)),
    create: (params) => {
      const exits = {
        stopLoss: distanceOf(params, signals.stopLoss),
        takeProfit: distanceOf(params, signals.takeProfit),
      };
      return perInstrument((view, instrument, held) => {
        const value = (one: ExpressionName): number | undefined => {
          const i = indexOf[one];
          return i === undefined ? undefined : view.term(instrument, i);
        };
        const wish = wishOf(value, held);
        return wish === undefined || wish.exposure === 0 ? wish : { ...wish, ...exits };
      });
    },
  };
}

/**
 * A strategy as it is declared: made of its expressions where it has `signals`, else itself.
 *
 * @throws {ExpressionError} as `signalStrategy`.
 * @throws {InvalidArgumentError} as `signalStrategy`.
 *
 * @remarks
 * Source: this project.
 */
export function declaredStrategy(declared: StrategyDefinition | SignalDefinition): StrategyDefinition {
  return 'signals' in declared ? signalStrategy(declared) : declared;
}

type Values = (one: ExpressionName) => number | undefined;

/** What is wanted where the values of the expressions are these; undefined to leave everything as it is. */
function wishOf(value: Values, held: number): Wish | undefined {
  const [isLong, isShort] = [value('long') === 1, value('short') === 1];
  if (isLong && isShort) return undefined;
  const side = Number(isLong) - Number(isShort);
  if (held !== 0 && side !== -Math.sign(held)) return exitOf(value, side !== 0);
  return side === 0 ? undefined : entryOf(value, side, held);
}

/** What is held is left where `exit` says so; without one, where its signal is over. */
function exitOf(value: Values, isSignalled: boolean): Wish | undefined {
  const exit = value('exit');
  if (exit === 1) return { exposure: 0, reason: 'exit signal' };
  return exit === undefined && !isSignalled ? { exposure: 0, reason: 'signal over' } : undefined;
}

function entryOf(value: Values, side: number, held: number): Wish | undefined {
  const size = value('size') ?? 1;
  if (!(size > 0)) return held === 0 ? undefined : { exposure: 0, reason: 'opposite signal' };
  return { exposure: side * Math.min(1, size), reason: side > 0 ? 'long signal' : 'short signal' };
}

function specOf(text: string, parameters: readonly ParameterSpec[], values: Parameters): ExpressionSpec {
  return expressionSpec({ source: text, parameters, values });
}

function distanceOf(params: Parameters, name: string | undefined): ProtectiveDistance | undefined {
  return name === undefined ? undefined : { fraction: numberOf(params, name) };
}

function checkSignals({ signals, parameters }: SignalDefinition): void {
  const { long, short, stopLoss, takeProfit } = signals;
  if (long === undefined && short === undefined) {
    throw new InvalidArgumentError('signals.long', 'given, or signals.short', undefined);
  }
  for (const one of EXPRESSIONS) {
    const text = signals[one];
    if (text === undefined) continue;
    const { type } = checkExpression(text, parameters);
    const wanted = one === 'size' ? 'number' : 'boolean';
    if (type === wanted) continue;
    const rule = wanted === 'number' ? 'a number from 0 to 1' : 'true or false, as a comparison is';
    throw new InvalidArgumentError(`signals.${one}`, rule, text);
  }
  for (const [key, name] of Object.entries({ stopLoss, takeProfit })) {
    if (name === undefined || parameters.some((spec) => spec.name === name && spec.type === 'number')) continue;
    throw new InvalidArgumentError(`signals.${key}`, 'the name of a number parameter', name);
  }
}
