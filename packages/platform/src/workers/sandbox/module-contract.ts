import { PlatformError } from '@assay/core/errors';
import { resolveTerm, TERM_EXAMPLES, termKey } from '@assay/quant/features';
import type { TermSpec } from '@assay/quant/features';
import type { Intent } from '@assay/quant/orders';
import { definitionProblems } from '@assay/quant/strategy';
import type { StrategyDefinition } from '@assay/quant/strategy';
import type { StrategyDescription } from './messages.ts';

const TARGET_KINDS = ['exposure', 'weight', 'lots'];
const TERM_NAMES = [...new Set(TERM_EXAMPLES.map((spec) => spec.term))];

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
  return JSON.parse(JSON.stringify({ name, summary, source, parameters })) as StrategyDescription;
}

/** Checks what `validate` returned; throws an error that names the fault. */
export function checkProblems(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((problem) => typeof problem === 'string')) return value;
  throw contractError('validate() must return an array of texts');
}

/** Checks what `terms` returned; throws an error that names the fault and the terms there are. */
export function checkTerms(value: unknown): readonly TermSpec[] {
  if (!Array.isArray(value)) throw contractError(`terms() must return an array of terms, returned ${kindOf(value)}`);
  return value.map((term: unknown, index) => {
    const name: unknown = (term as { term?: unknown } | null | undefined)?.term;
    if (!(TERM_NAMES as readonly unknown[]).includes(name)) {
      throw contractError(`terms()[${index}]: there is no term ${quoted(name)}; there are ${TERM_NAMES.join(', ')}`);
    }
    try {
      resolveTerm(term as TermSpec);
      return term as TermSpec;
    } catch (error) {
      throw contractError(`terms()[${index}], '${String(name)}': ${(error as Error).message}`);
    }
  });
}

/** Terms with the index by which a view is asked for them, as `0 = sma(close,20)`. */
export function listTerms(terms: readonly TermSpec[]): string {
  return terms.map((spec, index) => `${index} = ${termKey(spec)}`).join(', ');
}

/** Checks what `decide` returned; throws an error that names the fault. */
export function checkIntents(value: unknown): readonly Intent[] {
  if (!Array.isArray(value)) throw contractError(`decide() must return an array of intents, returned ${kindOf(value)}`);
  value.forEach((intent: unknown, index) => checkIntent(intent, `intent ${index}`));
  return value as readonly Intent[];
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
