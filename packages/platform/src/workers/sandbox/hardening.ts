import { isBuiltin, registerHooks } from 'node:module';
import { PlatformError } from '@assay/core/errors';
import type { Rng } from '@assay/core/random';

const REMOVED_FROM_PROCESS = [
  'kill',
  'exit',
  'reallyExit',
  'abort',
  'binding',
  '_linkedBinding',
  'dlopen',
  'getBuiltinModule',
  'chdir',
  'send',
  'disconnect',
  'report',
  'hrtime',
  'uptime',
  'loadEnvFile',
  'memoryUsage',
  'resourceUsage',
  'cpuUsage',
] as const;

// `performance` comes last: hiding the others still loads modules that use it.
const REMOVED_GLOBALS = [
  'fetch',
  'WebSocket',
  'EventSource',
  'BroadcastChannel',
  'MessageChannel',
  'SharedArrayBuffer',
  'Atomics',
  'crypto',
  'Temporal',
  'performance',
] as const;

/**
 * Takes ambient time, ambient randomness and the ways out from this thread, before any foreign code is loaded.
 *
 * The permission model of the thread is what denies the network, files, children and addons; this makes what is left
 * deterministic, and closes the calls that would end or disturb the host.
 */
export function hardenThread(rng: Rng): void {
  refuseBuiltinModules();
  fixDate();
  Math.random = () => rng.nextFloat();
  for (const name of REMOVED_FROM_PROCESS) {
    Object.defineProperty(process, name, { value: undefined, configurable: false, writable: false });
  }
  for (const name of REMOVED_GLOBALS) {
    Object.defineProperty(globalThis, name, { value: undefined, configurable: false, writable: false });
  }
}

function refuseBuiltinModules(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      if (!isBuiltin(specifier)) return nextResolve(specifier, context);
      throw new PlatformError('SANDBOX_DENIED', `a strategy module may not import '${specifier}'`, {
        hint: 'A strategy decides from its view alone: no files, network, clock or operating system.',
      });
    },
  });
}

/** Date without arguments is the epoch: a strategy's only clock is its decision time. */
function fixDate(): void {
  const RealDate = Date;
  const FixedDate = function (this: unknown, ...parts: number[]): unknown {
    if (new.target === undefined) return new RealDate(0).toString();
    return Reflect.construct(RealDate, parts.length === 0 ? [0] : parts, new.target);
  };
  FixedDate.prototype = RealDate.prototype;
  FixedDate.UTC = RealDate.UTC;
  FixedDate.parse = RealDate.parse;
  FixedDate.now = () => 0;
  Object.defineProperty(RealDate.prototype, 'constructor', { value: FixedDate });
  globalThis.Date = FixedDate as unknown as DateConstructor;
}
