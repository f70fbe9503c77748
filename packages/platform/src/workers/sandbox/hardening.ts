import { isBuiltin, registerHooks } from 'node:module';
import { PlatformError } from '@assay/core/errors';
import type { Rng } from '@assay/core/random';
import { closeGlobals } from './globals.ts';
import { freezeIntrinsics } from './intrinsics.ts';

/**
 * Takes ambient time, ambient randomness and the ways out from this thread, before any foreign code is loaded.
 *
 * The permission model of the thread is what denies the network, files, children and addons; this makes what is left
 * deterministic, closes the calls that would end or disturb the host, and keeps Assay's own code in the thread as it is.
 */
export function hardenThread(rng: Rng, ownFolder: string): void {
  confineImports(ownFolder);
  fixDate();
  fixDateTimeFormat();
  Math.random = () => rng.nextFloat();
  closeGlobals();
  freezeIntrinsics();
}

// The module's own files are what its hash covers; anything else is code or data that nobody has named.
function confineImports(ownFolder: string): void {
  const Address = URL;
  const isOwn = (specifier: string, parent: string | undefined): boolean =>
    !isBuiltin(specifier) && new Address(specifier, parent).href.startsWith(ownFolder);
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      if (/^(?:\.{1,2}\/|file:)/u.test(specifier) && isOwn(specifier, context.parentURL)) {
        const resolved = nextResolve(specifier, context);
        if (resolved.url.startsWith(ownFolder)) return resolved;
      }
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

/** Intl formats the present moment where it is given none: give it the epoch. */
function fixDateTimeFormat(): void {
  const prototype = Intl.DateTimeFormat.prototype;
  const original = Object.getOwnPropertyDescriptor(prototype, 'format') as {
    get(this: Intl.DateTimeFormat): Formatter;
  };
  const parts = Object.getOwnPropertyDescriptor(prototype, 'formatToParts')?.value as Formatter | undefined;
  Object.defineProperty(prototype, 'format', {
    get(this: Intl.DateTimeFormat) {
      const bound = original.get.call(this);
      return (moment: Date | number = 0) => bound(moment);
    },
  });
  Object.defineProperty(prototype, 'formatToParts', {
    value(this: Intl.DateTimeFormat, moment: Date | number = 0) {
      return parts?.call(this, moment);
    },
  });
}

type Formatter = (moment: Date | number) => unknown;
