/**
 * What a hostile strategy module tries to get hold of: each attempt is the body of an async function in the sandbox.
 *
 * What it returns is what it has got; an attempt that throws has been `denied`.
 */

/** Name, body, and what it must come back with. */
export type Attempt = readonly [name: string, body: string, answer: RegExp];

const ABSENT = /^undefined$/u;
const DENIED = /^denied: a strategy module may not import/u;
const NOTHING = /^$/u;

const kindOf = (...names: readonly string[]): string =>
  `const left = ${JSON.stringify(names)}.filter((name) => (0, eval)('typeof ' + name) !== 'undefined'); return left.join() || undefined;`;

const importing = (specifier: string): string =>
  `return Object.keys(await imported(${JSON.stringify(specifier)})).join();`;

/** Paths that are tried are those of this machine and this checkout. */
export interface Places {
  readonly secretFile: string;
  readonly productFile: string;
  readonly builtins: readonly string[];
}

const CLOCKS = `
  const other = Reflect.construct(Date, [], Array);
  const shown = new Intl.DateTimeFormat('en', { timeZone: 'UTC', dateStyle: 'short' });
  return [
    Date.now(), new Date().getTime(), Date.prototype.getTime.call(other), new (class extends Date {})().getTime(),
    new Date(5).constructor.now(), structuredClone(new Date()).getTime(), Date().slice(11, 15),
    shown.format(), shown.format(undefined), shown.formatToParts().at(-1).value,
  ].join(' ');`;

const POLLUTED = `
  const altered = [];
  const attempt = (name, work) => { try { work(); altered.push(name); } catch {} };
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value = globalThis[name];
    attempt('global ' + name, () => { globalThis[name] = 1; });
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || value === globalThis) continue;
    attempt(name + '.evil', () => { value.evil = 1; });
    const prototype = value.prototype;
    if (prototype === undefined) continue;
    attempt(name + '.prototype.evil', () => { prototype.evil = 1; });
    attempt(name + ' loses its prototype', () => { Object.setPrototypeOf(prototype, {}); });
    for (const key of Object.getOwnPropertyNames(prototype)) {
      attempt(name + '.prototype.' + key, () => { prototype[key] = () => 1; });
      attempt(name + '.prototype.' + key + ' defined', () => { Object.defineProperty(prototype, key, { value: -1 }); });
    }
  }
  const iterators = [[].values(), new Map().keys(), ''[Symbol.iterator](), (function* () {})(), 'a'.matchAll(/a/g), Iterator.from([])];
  iterators.forEach((one, index) => attempt('iterator ' + index, () => { Object.getPrototypeOf(one).next = () => 1; }));
  return altered.filter((name) => !name.endsWith('Symbol.iterator')).join();`;

const UNFROZEN = `
  const found = new Set(), waiting = [function* () {}, async () => {}, async function* () {}, [].values(), new Map().keys()].map(Object.getPrototypeOf), loose = new Set();
  for (const name of Object.getOwnPropertyNames(globalThis)) if (globalThis[name] !== globalThis) waiting.push(globalThis[name]);
  while (waiting.length > 0) {
    const one = waiting.pop();
    if ((typeof one !== 'object' && typeof one !== 'function') || one === null || found.has(one)) continue;
    found.add(one);
    if (!Object.isFrozen(one)) loose.add(one.name || Object.prototype.toString.call(one));
    waiting.push(Object.getPrototypeOf(one));
    for (const key of Reflect.ownKeys(one)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(one, key);
      waiting.push(value, get, set);
    }
  }
  return found.size < 500 ? 'looked at ' + found.size : [...loose].join();`;

const REACHED: readonly Attempt[] = [
  [
    'S2-10: fetch and other ways to the web',
    kindOf('fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Request', 'Response'),
    ABSENT,
  ],
  ['S2-10: require and module', kindOf('require', 'module', 'exports', '__filename'), ABSENT],
  [
    'X-16: process, and with it env, kill, exit, abort, chdir, binding and dlopen',
    kindOf('process', 'global.process'),
    ABSENT,
  ],
  ['X-16: process by a function made from text', "return typeof new Function('return process')();", ABSENT],
  ['X-16: process by the streams of the console', "console.log('x'); return typeof console._stdout;", ABSENT],
  [
    'X-16: process by the call sites of a stack',
    "Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getThis()); return new Error('x').stack.length;",
    /^denied: Cannot assign to read only property 'prepareStackTrace'/u,
  ],
  ['S2-10: memory that others have freed', kindOf('Buffer', 'SlowBuffer'), ABSENT],
  ['S2-10: memory of other threads', kindOf('SharedArrayBuffer', 'Atomics', 'WebAssembly'), ABSENT],
  [
    'S2-10: ports of the thread',
    kindOf('MessagePort', 'MessageChannel', 'BroadcastChannel', 'EventTarget', 'Event', 'AbortController'),
    ABSENT,
  ],
  ['S2-10: storage of the browser kind', kindOf('localStorage', 'sessionStorage', 'Storage'), ABSENT],
  [
    'S2-10: streams, files and timers',
    kindOf(
      'ReadableStream',
      'CompressionStream',
      'Blob',
      'File',
      'FormData',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'AbortSignal',
    ),
    ABSENT,
  ],
  ['a clock: Date in all its forms', CLOCKS, /^0 0 0 0 0 0 1970 1\/1\/70 1\/1\/70 70$/u],
  [
    'a clock: any other',
    kindOf('performance', 'Temporal', 'PerformanceObserver', 'FinalizationRegistry', 'WeakRef'),
    ABSENT,
  ],
  ['chance: crypto', kindOf('crypto', 'Crypto', 'SubtleCrypto', 'CryptoKey'), ABSENT],
  ['the machine: navigator', kindOf('navigator', 'Navigator'), ABSENT],
  ['chance: Math.random', 'return Math.random();', /^0\.\d+$/u],
  ["built-ins that Assay's own code uses, changed", POLLUTED, NOTHING],
  ['anything left that can be changed', UNFROZEN, NOTHING],
  [
    'any symbol on the global object',
    'return Object.getOwnPropertySymbols(globalThis).filter((s) => globalThis[s] !== undefined && s !== Symbol.toStringTag).map(String).join();',
    NOTHING,
  ],
];

/** Attempts to import something, and to reach all else. */
export function attemptsAt({ secretFile, productFile, builtins }: Places): readonly Attempt[] {
  return [
    ...REACHED,
    [
      'S2-10: every built-in module: net, dgram, dns, http2, child_process, worker_threads, fs, sqlite, wasi, vm, inspector and all others',
      `const got = []; for (const name of ${JSON.stringify(builtins)}) { try { await imported(name); got.push(name); } catch (error) { if (error.code !== 'SANDBOX_DENIED') got.push(name + ' ' + error.message); } } return got.join();`,
      NOTHING,
    ],
    ['S2-10: a module of a web address', importing('https://example.com/x.mjs'), DENIED],
    ['S2-10: a module of a data address', importing('data:text/javascript,export const x = 1'), DENIED],
    ['S2-10: a module of a blob', importing('blob:nodedata:1'), DENIED],
    ['S2-10: a file outside of its folder', importing(secretFile), DENIED],
    ['S2-10: the environment through the file system', importing('file:///proc/self/environ'), DENIED],
    ["S2-10: Assay's own code", importing(productFile), DENIED],
    ['S2-10: a package', importing('@assay/core/random'), DENIED],
    ['S2-10: an addon', importing('./addon.node'), /^denied: /u],
    ['S2-10: a path by import.meta.resolve', "return import.meta.resolve('node:fs');", DENIED],
    [
      'S2-10: a path by import.meta',
      'return [import.meta.main, typeof import.meta.require].join();',
      /^(?:false)?,undefined$/u,
    ],
  ];
}

/** A module that makes every attempt while it loads, and says in its summary what it got. */
export function attemptingModule(attempts: readonly Attempt[]): string {
  const bodies = attempts.map(([, body]) => `async () => { ${body} },`).join('\n');
  return `const imported = new Function('name', 'return import(name)');
const got = [];
for (const attempt of [\n${bodies}\n]) {
  try { got.push(String(await attempt())); } catch (error) { got.push('denied: ' + error.message); }
}
export const strategy = { name: 'attempts', summary: JSON.stringify(got), source: 'a test', parameters: [], terms: () => [],
  create: () => ({ decide: () => [] }) };\n`;
}
