/**
 * Freezes the objects of the language in this thread, so that a user's module can change nothing that Assay's own code uses there:
 * neither `Array.prototype.map` nor the iterator that a spread calls.
 *
 * 1. What classes and plain objects commonly override (`toString`, the `name` of an error) stays assignable on them.
 * 2. Everything that can be reached from the globals, and the prototypes that no global names, is frozen.
 */
import { keptGlobals } from './globals.ts';

const OVERRIDDEN: readonly object[] = [
  ...[
    Object,
    Function,
    Error,
    AggregateError,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  ].map((of) => of.prototype as object),
];

/** Freezes them. Call it last: what is frozen can be hardened no more. */
export function freezeIntrinsics(): void {
  OVERRIDDEN.forEach(keepOverridable);
  const found = new Set<object>();
  const waiting: unknown[] = [...keptGlobals(), ...unnamedIntrinsics()];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if ((typeof next !== 'object' && typeof next !== 'function') || next === null || found.has(next)) continue;
    found.add(next);
    waiting.push(Object.getPrototypeOf(next));
    for (const key of Reflect.ownKeys(next)) waiting.push(...partsOf(next, key));
  }
  found.forEach((one) => Object.freeze(one));
}

/** A property in the three forms in which it may hold something, without calling any of them. */
interface Property {
  readonly value?: unknown;
  readonly get?: unknown;
  readonly set?: unknown;
  readonly configurable?: boolean;
  readonly enumerable?: boolean;
}

function propertyOf(owner: object, key: string | symbol): Property {
  return Object.getOwnPropertyDescriptor(owner, key) as Property;
}

function partsOf(owner: object, key: string | symbol): readonly unknown[] {
  const { value, get, set } = propertyOf(owner, key);
  return value === undefined ? [get, set] : [value];
}

// A frozen property forbids assignment to every object that inherits it, `error.name = 'Mine'` for one; a setter does not.
function keepOverridable(prototype: object): void {
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const { value, configurable, enumerable, get } = propertyOf(prototype, key);
    if (configurable !== true || get !== undefined || key === '__proto__') continue;
    Object.defineProperty(prototype, key, {
      get: () => value,
      set(this: object, own: unknown) {
        if (this === prototype)
          throw new TypeError(`Cannot assign to read only property '${key}' of a built-in object`);
        Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
      },
      configurable: true,
      enumerable: enumerable === true,
    });
  }
}

/** The part of `Iterator`, which the types do not know yet, that leads to its hidden prototypes. */
interface IteratorConstructor {
  from(value: object): { map(of: (value: unknown) => unknown): object };
}

function unnamedIntrinsics(): readonly unknown[] {
  const { Iterator: iterator } = globalThis as unknown as { readonly Iterator: IteratorConstructor };
  const segments = new Intl.Segmenter('en').segment('a');
  return [
    function* () {},
    async function () {},
    async function* () {},
    [][Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    ''[Symbol.iterator](),
    ''.matchAll(/a/gu),
    segments,
    segments[Symbol.iterator](),
    iterator.from([]).map((value) => value),
    iterator.from({ next: () => ({ done: true, value: undefined }) }),
    (async function* () {})(),
  ];
}
