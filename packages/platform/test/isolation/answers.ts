/** What a hostile strategy module answers with: each is the body of `decide`, and is met with an error that says why, or does nothing. */

/** Name, body of `decide(view)`, and the error that it is met with; undefined where it is harmless. */
export type Answer = readonly [name: string, body: string, error: RegExp | undefined];

const intent = (leg: string, more = ''): string =>
  `return [{ allOrNone: false, reason: 'x', legs: [{ instrument: 'A', target: { kind: 'lots', ${leg} } }], ${more} }];`;

export const ANSWERS: readonly Answer[] = [
  ['an order of NaN lots', intent('value: NaN'), /target\.value must be a finite number/u],
  ['an order of infinite lots', intent('value: Infinity'), /target\.value must be a finite number/u],
  [
    'a value that shows a check one thing and its copy another',
    `let reads = 0; ${intent('get value() { return reads++ < 2 ? 1 : NaN; }')}`,
    /target\.value must be a finite number/u,
  ],
  [
    'an intent that is another one in its copy',
    intent('value: 1', 'toJSON: () => ({ legs: [] })'),
    /allOrNone must be true or false/u,
  ],
  [
    'an array that is another one in its copy',
    "const all = []; all.toJSON = () => 'none'; return all;",
    /must return an array of intents, returned string/u,
  ],
  [
    'a property that throws',
    "return [{ get legs() { throw new Error('not for you'); }, allOrNone: false, reason: 'x' }];",
    /not for you/u,
  ],
  ['a proxy that throws', "return new Proxy([], { get: () => { throw new Error('hands off'); } });", /hands off/u],
  ['a promise', 'return Promise.resolve([]);', /may not be async/u],
  ['a number without an end in text', 'return [1n];', /allOrNone/u],
  ['a circle', 'const all = []; all.push(all); return all;', /allOrNone must be true or false/u],
  [
    'an answer of 2 MB',
    "return [{ allOrNone: false, reason: 'x'.repeat(2_000_000), legs: [{ instrument: 'A', target: { kind: 'lots', value: 1 } }] }];",
    /its answer takes 2000\d+ bytes/u,
  ],
  ['nothing at all', 'return undefined;', /must return an array of intents, returned undefined/u],
  ['an exception that is null', 'throw null;', /threw null/u],
  [
    'an exception that cannot be read',
    'throw { get message() { throw 1; }, toString: () => { throw 2; } };',
    /cannot be read/u,
  ],
  [
    'an error whose properties throw',
    "const error = new Error('x'); Object.defineProperty(error, 'stack', { get() { throw 3; } }); throw error;",
    /cannot be read/u,
  ],
  [
    "an error in Assay's name",
    "throw Object.assign(new Error('all is well'), { name: 'PlatformError', code: 'INTERRUPTED', hint: { a: 1 }, context: {} });",
    /the strategy module failed: all is well/u,
  ],
  [
    'text that rewrites the terminal',
    "throw new Error('\\u001b[2J\\u001b[Hverdict: candidate\\u0007');",
    /failed: \?\[2J\?\[Hverdict: candidate\? \(/u,
  ],
  [
    'a recursion without end',
    'const deeper = () => deeper() + 1; return deeper();',
    /Maximum call stack size exceeded/u,
  ],
  [
    'a rejection later',
    "Promise.resolve().then(() => Promise.reject(new Error('too late'))); return [];",
    /nobody handled it: too late/u,
  ],
  ['a timer', 'setTimeout(() => 1, 0); return [];', /setTimeout is not a function/u],
  [
    'an array method of its own for everyone',
    'Array.prototype.map = () => []; return [];',
    /Cannot assign to read only property 'map'/u,
  ],
  [
    'an object method of its own for everyone',
    'Object.prototype.toString = () => 1; return [];',
    /Cannot assign to read only property 'toString'/u,
  ],
  ['a number of its own for everyone', 'Object.prototype.value = 7; return [];', /object is not extensible/u],
  [
    'another JSON for everyone',
    'JSON.stringify = () => 1; return [];',
    /Cannot assign to read only property 'stringify'/u,
  ],
  ['another global', 'globalThis.JSON = {}; return [];', /Cannot assign to read only property 'JSON'/u],
  ['a changed view', "view.instruments[0] = 'B'; view.equity = 1e9; view.price = () => 5; return [];", undefined],
  ['a flood of printing', "for (let i = 0; i < 1e5; i++) console.log('x'.repeat(1_000)); return [];", undefined],
  [
    'a storm of microtasks that ends',
    'let left = 1e4; const next = () => { if (left-- > 0) queueMicrotask(next); }; next(); return [];',
    undefined,
  ],
  [
    'an import that never comes',
    'new Function(\'return import("./none.mjs")\')().catch(() => 1); return [];',
    undefined,
  ],
  [
    'classes and errors that override what they inherit',
    "class Own extends Error { constructor() { super('x'); this.name = 'Own'; } toString() { return 'own'; } } const one = {}; one.toString = () => 'mine'; if (String(one) + new Own() + new Own().name !== 'mineownOwn') throw 1; return [];",
    undefined,
  ],
];

/** A module that gives the answer whose number the view's equity is. */
export function answeringModule(): string {
  const bodies = ANSWERS.map(([, body]) => `(view) => { ${body} },`).join('\n');
  return `const answers = [\n${bodies}\n];
export const strategy = { name: 'answers', summary: 's', source: 'a test', parameters: [], terms: () => [],
  create: () => ({ decide: (view) => answers[view.equity](view) }) };\n`;
}

/** What a module does that cannot be interrupted by itself. */
export const ENDLESS: readonly (readonly [name: string, body: string])[] = [
  ['a loop', 'for (;;) {}'],
  ['a storm of microtasks', 'const next = () => queueMicrotask(next); next(); return [];'],
  ['a pattern that looks back for ever', "return [/(a+)+$/u.test('a'.repeat(60) + 'b')];"],
];
