/** A strategy that fails, or is stopped by its sandbox, in the middle of a run: its row has no record, and the others go on. */
import type { RowFailure } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import type { Run, StepResult } from '../runs/index.ts';

/** A failure that is kept as the result of the step in which it came about. */
export class KeptFailure extends PlatformError {
  readonly failure: RowFailure;
  readonly step: Pick<StepResult, 'key' | 'hash'>;

  constructor(failure: RowFailure, step: Pick<StepResult, 'key' | 'hash'>) {
    super('STRATEGY_FAILED', failure.message);
    this.failure = failure;
    this.step = step;
  }
}

interface FailedResult {
  readonly strategyFailed: RowFailure;
}

/**
 * What a strategy failed with; undefined where something else failed: what is no fault of its module, or what its sandbox could not
 * contain, ends the run.
 *
 * @param step - name of the step, as `sweep:ROW:1`.
 */
export function rowFailureOf(error: unknown, step: string): RowFailure | undefined {
  if (!PlatformError.is(error)) return undefined;
  const { code, message, hint, context } = error;
  const text = (name: string): string | null => (typeof context[name] === 'string' ? context[name] : null);
  // Memory of a sandbox is the module's own; that of the whole command is not.
  const isOwn = code === 'STRATEGY_FAILED' || code === 'SANDBOX_DENIED' || text('module') !== null;
  if (!isOwn) return undefined;
  const { line } = context;
  const [kind = step] = step.split(':');
  return {
    ...{ code, step: kind, message, file: text('file') ?? text('module') },
    // The stack is not kept: it names folders of this machine.
    hint: hint === undefined || hint.includes('ASSAY_DEBUG') ? null : hint,
    line: typeof line === 'number' ? line : null,
    time: text('time'),
  };
}

/** True for a step's result that says what a strategy failed with. */
export function isFailedResult(json: unknown): json is FailedResult {
  return typeof json === 'object' && json !== null && 'strategyFailed' in json;
}

/**
 * A run whose steps keep what a strategy fails with as their result, so that it is found again when the run is resumed or replayed;
 * to whoever asked for the step it is thrown.
 */
export function keepingFailures<Prior extends { readonly key: string }>(run: Run<Prior>): Run<Prior> {
  return {
    ...run,
    step: async (request) => {
      const step = await run.step({
        ...request,
        compute: async () => {
          try {
            return await request.compute();
          } catch (error) {
            const strategyFailed = rowFailureOf(error, request.name);
            if (strategyFailed === undefined) throw error;
            return { json: { strategyFailed } satisfies FailedResult };
          }
        },
      });
      if (isFailedResult(step.json)) throw new KeptFailure(step.json.strategyFailed, step);
      return step;
    },
  };
}

/** The failure behind an error, kept as a step of its own where it came about outside of one; undefined where it is no strategy's. */
export async function keptFailure(
  error: unknown,
  run: Pick<Run, 'step'>,
  { name, inputs }: { readonly name: string; readonly inputs: unknown },
): Promise<KeptFailure | undefined> {
  if (error instanceof KeptFailure) return error;
  const strategyFailed = rowFailureOf(error, name);
  if (strategyFailed === undefined) return undefined;
  const step = await run.step({ name, inputs, compute: () => ({ json: { strategyFailed } satisfies FailedResult }) });
  return new KeptFailure(strategyFailed, step);
}
