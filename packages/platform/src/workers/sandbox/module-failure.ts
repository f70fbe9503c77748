/** How a failure of a user's module is told: what it said, and where: file, line, strategy, and the bar it decided on. */
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PlatformError } from '@assay/core/errors';
import type { SandboxRequest } from './messages.ts';
import { plainFault } from './module-fault.ts';
import type { ModuleFault } from './module-fault.ts';

/** Heap of a sandbox thread in MiB: what a module may keep in objects. */
export const HEAP_MB = 128;

const LOAD_HINT = '`assay strategies show FILE` loads it by itself; with ASSAY_DEBUG=1 it prints the stack.';
const DECIDE_HINT = 'With ASSAY_DEBUG=1 the stack is printed.';

/** Where a module failed. */
export interface FailurePlace {
  /** Path of the module's entry file. */
  readonly entry: string;
  /** Undefined until the module has loaded. */
  readonly strategy?: string | undefined;
  readonly request?: SandboxRequest | undefined;
}

/** The error for what went wrong inside the module. */
export function failureOf(fault: ModuleFault, place: FailurePlace): PlatformError {
  const { code, reason, stack, hint } = plainFault(fault);
  const what = code === 'SANDBOX_DENIED' ? 'asked for something it may not have' : 'failed';
  const frame = frameOf(stack, place.entry);
  return new PlatformError(code, `the strategy module ${what}: ${reason} (${describePlace(place, frame)})`, {
    context: { stack, ...factsOf(place), ...frame },
    hint: hint ?? (place.strategy === undefined ? LOAD_HINT : DECIDE_HINT),
  });
}

/** The same error with the place where it happened. */
export function located(error: unknown, place: FailurePlace): Error {
  if (!PlatformError.is(error)) return error as Error;
  const { code, message, context, hint } = error;
  return new PlatformError(code, `${message} (${describePlace(place)})`, {
    cause: error,
    context: { ...context, ...factsOf(place) },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The error for what ended the thread itself: memory that ran out, or an exception that nothing could catch. */
export function threadError(error: unknown, place: FailurePlace): PlatformError {
  if ((error as { code?: unknown }).code !== 'ERR_WORKER_OUT_OF_MEMORY') {
    const plain = error instanceof Error ? error : new Error(String(error));
    return failureOf({ code: 'STRATEGY_FAILED', reason: plain.message, stack: plain.stack ?? '' }, place);
  }
  return new PlatformError(
    'MEMORY_LIMIT',
    `the strategy module ran out of memory, it may keep ${HEAP_MB} MiB (${describePlace(place)})`,
    {
      context: { limitBytes: HEAP_MB * 2 ** 20, ...factsOf(place) },
      hint: 'Look for what grows without end: it should keep a few numbers of each bar, not the bars themselves.',
    },
  );
}

function describePlace({ entry, strategy, request }: FailurePlace, frame?: ModuleFrame): string {
  const file = frame === undefined ? basename(entry) : `${frame.file}:${frame.line}`;
  if (strategy === undefined) return `${file}, while it is loaded`;
  return `${file}, strategy '${strategy}'${request === undefined ? '' : `, ${describeRequest(request)}`}`;
}

function describeRequest(request: SandboxRequest): string {
  switch (request.kind) {
    case 'inspect':
      return 'asked for its terms';
    case 'create':
      return 'in create()';
    case 'columns':
      return 'in columns()';
    case 'decide':
      return `in decide() at ${new Date(request.time).toISOString()}`;
  }
}

function factsOf({ entry, strategy, request }: FailurePlace): Record<string, string | undefined> {
  const time = request?.kind === 'decide' ? new Date(request.time).toISOString() : undefined;
  return { module: basename(entry), strategy, time };
}

/** A file of the module, as it is named below the entry file's folder, and a line in it. */
interface ModuleFrame {
  readonly file: string;
  readonly line: number;
}

/** The first frame of the stack that stands in a file of the module; undefined where none does. */
function frameOf(stack: string, entry: string): ModuleFrame | undefined {
  const folder = `${pathToFileURL(dirname(entry)).href}/`;
  for (const frame of stack.split('\n')) {
    const at = frame.indexOf(folder);
    const [, name, line] = at < 0 ? [] : (/^([^?:]+)[^:]*:(\d+)/u.exec(frame.slice(at + folder.length)) ?? []);
    if (name !== undefined && line !== undefined) return { file: decodeURIComponent(name), line: Number(line) };
  }
  return undefined;
}
