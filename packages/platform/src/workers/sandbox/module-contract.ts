import { PlatformError } from '@assay/core/errors';
import type { SerializedError } from '@assay/core/errors';
import type { Intent } from '@assay/quant/orders';
import { definitionProblems } from '@assay/quant/strategy';
import type { StrategyDefinition } from '@assay/quant/strategy';
import type { StrategyDescription } from './messages.ts';

const TARGET_KINDS = ['exposure', 'weight', 'lots'];

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

/** Checks what `decide` returned; throws an error that names the fault. */
export function checkIntents(value: unknown): readonly Intent[] {
  if (!Array.isArray(value)) throw contractError(`decide() must return an array of intents, returned ${typeof value}`);
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

/** The plain form of any error that came out of a user's module; permission denials say what was denied. */
export function moduleError(error: unknown): SerializedError {
  if (PlatformError.is(error)) {
    return { name: error.name, code: error.code, message: error.message, hint: error.hint, context: error.context };
  }
  const plain = error instanceof Error ? error : new Error(String(error));
  const denied = /^ERR_(ACCESS_DENIED|DLOPEN_DISABLED|UNKNOWN_BUILTIN_MODULE)/.test(
    String((plain as { code?: unknown }).code),
  );
  const failure = new PlatformError(
    denied ? 'SANDBOX_DENIED' : 'STRATEGY_FAILED',
    denied
      ? `the strategy module asked for something it may not have: ${plain.message}`
      : `the strategy module failed: ${plain.message}`,
    {
      hint: denied
        ? 'A strategy module has no network, files, child processes, addons or environment; it decides from its view alone.'
        : 'The stack stands in the context of this error.',
      context: { stack: plain.stack ?? plain.message },
    },
  );
  return failure.toJSON();
}

function contractError(message: string): PlatformError {
  return new PlatformError('STRATEGY_FAILED', message, {
    hint: 'See docs/how-to/write-a-strategy.md for the shape of a strategy module.',
  });
}
