/** Which names a user's module finds in its thread: those of the language, less those that know a time, chance or the machine. */

/** What of the language is kept; all else, whatever a later Node adds included, is hidden. */
const KEPT_GLOBALS: readonly string[] = [
  ...['Infinity', 'NaN', 'undefined', 'globalThis', 'global'],
  ...[
    'Object',
    'Function',
    'Boolean',
    'Symbol',
    'Number',
    'BigInt',
    'String',
    'RegExp',
    'Date',
    'Math',
    'JSON',
    'Intl',
  ],
  ...['parseFloat', 'parseInt', 'isFinite', 'isNaN', 'eval', 'escape', 'unescape'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent'],
  ...['Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Iterator', 'Proxy', 'Reflect', 'Promise'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...['SuppressedError', 'DisposableStack', 'AsyncDisposableStack', 'ArrayBuffer', 'DataView'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array'],
  ...['structuredClone', 'queueMicrotask', 'console'],
];

/**
 * Hides every global but those of the language, and fixes the rest: whoever replaced one would change what Assay's own code in
 * this thread calls.
 */
export function closeGlobals(): void {
  globalThis.console = silentConsole();
  const names = Reflect.ownKeys(globalThis).filter((name) => typeof name === 'symbol' || !KEPT_GLOBALS.includes(name));
  for (const name of names) {
    if (name === Symbol.toStringTag) continue;
    Reflect.deleteProperty(globalThis, name); // first, or Node would load what stands behind the name
    Object.defineProperty(globalThis, name, { value: undefined, configurable: false, writable: false });
  }
  for (const name of KEPT_GLOBALS) {
    if (!Object.hasOwn(globalThis, name)) continue;
    Object.defineProperty(globalThis, name, { configurable: false, writable: false });
  }
}

/** The values of all globals that are left. */
export function keptGlobals(): readonly unknown[] {
  const own = globalThis as unknown as Readonly<Record<string, unknown>>;
  return KEPT_GLOBALS.map((name) => own[name]).filter((value) => value !== globalThis);
}

// Node's own console is a way to the port of the thread, and what is printed into it waits in memory for nobody.
function silentConsole(): Console {
  const names = Object.keys(console).filter((name) => typeof (console as never)[name] === 'function');
  return Object.fromEntries(names.map((name) => [name, () => undefined])) as unknown as Console;
}
