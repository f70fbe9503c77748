import { PlatformError } from '@assay/core/errors';
import { TERM_EXAMPLES } from '@assay/quant/features';
import { checkAction } from '@assay/quant/orders';
import type { Action, Intent } from '@assay/quant/orders';
import { resolveSignal, signalKey } from '@assay/quant/signals';
import type { SignalSpec } from '@assay/quant/signals';
import { definitionProblems } from '@assay/quant/strategy';
import type { StrategyDefinition } from '@assay/quant/strategy';
import type { Creation, Inspection, StrategyDescription } from './messages.ts';

const TARGET_KINDS = ['exposure', 'weight', 'lots'];
const TERM_NAMES: readonly string[] = [...new Set([...TERM_EXAMPLES.map((spec) => spec.term), 'expression'])];

/** Reads and checks what a module declares; throws an error that says everything that is wrong. */
export function describeStrategy(module: Readonly<Record<string, unknown>>): StrategyDescription {
  const found = module['strategy'];
  if (found === undefined) {
    const names = Object.keys(module).join(', ') || 'nothing';
    throw contractError(`the module must export a constant named 'strategy', it exports ${names}`);
  }
  const problems = definitionProblems(found);
  if (problems.length > 0) throw contractError(`the module's strategy is not sound: ${problems.join('; ')}`);
  const { name, summary, source, parameters } = found as StrategyDefinition;
  return checkDescription(JSON.parse(JSON.stringify({ name, summary, source, parameters })) as StrategyDescription);
}

/** Checks the copy of what a module declares: of a property that is computed the check may have seen another value. */
export function checkDescription(copy: StrategyDescription): StrategyDescription {
  const problems = definitionProblems({ ...copy, terms: () => [], create: () => ({ decide: () => [] }) });
  if (problems.length > 0) throw contractError(`the module's strategy is not sound: ${problems.join('; ')}`);
  return copy;
}

/** Checks the answer to `inspect`. */
export function checkInspection(value: unknown): Inspection {
  const { problems, terms, hasColumns } = (value ?? {}) as Partial<Inspection>;
  return { problems: checkProblems(problems), terms: checkTerms(terms), hasColumns: hasColumns === true };
}

/** Checks the answer to `create`. */
export function checkCreation(value: unknown): Creation {
  return { members: checkMembers((value as Partial<Creation> | null)?.members) };
}

/** Checks what `validate` returned; throws an error that names the fault. */
export function checkProblems(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((problem) => typeof problem === 'string')) return value;
  throw contractError('validate() must return an array of texts');
}

/** Checks what `terms` returned; throws an error that names the fault and the terms there are. */
export function checkTerms(value: unknown): readonly SignalSpec[] {
  if (!Array.isArray(value)) throw contractError(`terms() must return an array of terms, returned ${kindOf(value)}`);
  return value.map((term: unknown, index) => {
    const name: unknown = (term as { term?: unknown } | null | undefined)?.term;
    if (!(TERM_NAMES as readonly unknown[]).includes(name)) {
      throw contractError(`terms()[${index}]: there is no term ${quoted(name)}; there are ${TERM_NAMES.join(', ')}`);
    }
    try {
      resolveSignal(term as SignalSpec);
      return term as SignalSpec;
    } catch (error) {
      throw contractError(`terms()[${index}], '${String(name)}': ${(error as Error).message}`);
    }
  });
}

/** Terms with the index by which a view is asked for them, as `0 = sma(close,20)`. */
export function listTerms(terms: readonly SignalSpec[]): string {
  return terms.map((spec, index) => `${index} = ${signalKey(spec)}`).join(', ');
}

/** Checks the `members` of an instance, null where it has none; throws an error that names the fault. */
export function checkMembers(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null;
  const isSound = Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
  if (isSound && new Set(value).size === value.length) return value;
  throw contractError('members of what create() returns must be a non-empty array of different texts');
}

/** Checks what `decide` returned; throws an error that names the fault. */
export function checkActions(value: unknown): readonly Action[] {
  if (!Array.isArray(value)) throw contractError(`decide() must return an array of intents, returned ${kindOf(value)}`);
  value.forEach((action: unknown, index) => {
    const kind = (action as { readonly kind?: unknown } | null | undefined)?.kind ?? 'intent';
    if (kind === 'intent') checkIntent(action, `intent ${index}`);
    else checkRequest(action);
  });
  return value as readonly Action[];
}

function checkRequest(action: unknown): void {
  try {
    checkAction(action);
  } catch (error) {
    throw contractError((error as Error).message);
  }
}

function checkIntent(value: unknown, where: string): void {
  const intent = (value ?? {}) as Partial<Intent>;
  if (typeof intent.allOrNone !== 'boolean') throw contractError(`${where}: allOrNone must be true or false`);
  if (typeof intent.reason !== 'string') throw contractError(`${where}: reason must be a text`);
  const { legs } = intent;
  if (!Array.isArray(legs) || legs.length === 0) throw contractError(`${where}: legs must be a non-empty array`);
  for (const leg of legs as readonly unknown[]) checkLeg((leg ?? {}) as Record<string, unknown>, where);
}

function checkLeg(leg: Readonly<Record<string, unknown>>, where: string): void {
  const target = (leg['target'] ?? {}) as { kind?: unknown; value?: unknown };
  if (typeof leg['instrument'] !== 'string') throw contractError(`${where}: leg.instrument must be a text`);
  if (!TARGET_KINDS.includes(String(target.kind))) {
    throw contractError(`${where}: target.kind must be one of ${TARGET_KINDS.join(', ')}`);
  }
  if (typeof target.value !== 'number' || !Number.isFinite(target.value)) {
    throw contractError(`${where}: target.value must be a finite number`);
  }
  for (const key of ['stopLoss', 'takeProfit']) checkDistance(leg[key], `${where}: ${key}`);
  checkParts(leg['parts'], where);
}

function checkParts(value: unknown, where: string): void {
  if (value === undefined || value === null) return;
  const isPart = (part: unknown): boolean => {
    const { member, value: share } = (part ?? {}) as { member?: unknown; value?: unknown };
    return typeof member === 'string' && typeof share === 'number' && Number.isFinite(share);
  };
  if (!Array.isArray(value) || !value.every(isPart)) {
    throw contractError(`${where}: leg.parts must be an array of { member: text, value: finite number }`);
  }
}

function checkDistance(value: unknown, where: string): void {
  if (value === undefined || value === null) return;
  const { fraction } = value as { fraction?: unknown };
  if (typeof fraction !== 'number' || !(fraction > 0 && fraction < Infinity)) {
    throw contractError(`${where}.fraction must be finite and > 0`);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Promise) return 'a promise; it may not be async';
  return typeof value;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : `named by ${value === undefined ? 'nothing' : kindOf(value)}`;
}

function contractError(message: string): PlatformError {
  return new PlatformError('STRATEGY_FAILED', message, {
    hint: 'See docs/how-to/write-a-strategy.md for the shape of a strategy module.',
  });
}
