/** Strategy modules of a whole run that try to change its other rows, its prices and its machine, and hold their peace about it. */

const REST = "source: 'a test', parameters: [], terms: () => [],";

const decideBy = (value: string): string => `decide: (view) => view.updated.map((instrument) => ({
  legs: [{ instrument, target: { kind: 'exposure', value: ${value} } }], allOrNone: false, reason: 'day' }))`;

const DAY = 'new Date(view.decisionTime).getUTCDate() % 2';

/** An honest module, in whose record nothing may change. */
export const HONEST = `export const strategy = { name: 'honest', summary: 's', ${REST} create: () => ({ ${decideBy(DAY)} }) };\n`;

/** Tries everything it can think of, each time it decides, and goes on. */
export const HOSTILE = `
const attempt = (work) => { try { const found = work(); if (found instanceof Promise) found.catch(() => 0); } catch {} };
const imported = new Function('name', 'return import(name)');
const harm = (view) => {
  attempt(() => { Math.max = () => NaN; Math.sqrt = () => 0; Number.isFinite = () => true; });
  attempt(() => { Object.prototype.close = 1e9; Object.prototype.toJSON = () => null; });
  attempt(() => { Array.prototype.push = () => 0; });
  attempt(() => { Float64Array.prototype.set = () => 0; });
  attempt(() => { JSON.parse = () => ({ kind: 'inspect' }); });
  attempt(() => { Object.getPrototypeOf(view).price = () => 1e9; });
  attempt(() => { process.kill(process.ppid, 'SIGKILL'); });
  attempt(() => { process.exit(0); });
  attempt(() => { process.chdir('/'); });
  attempt(() => fetch('http://127.0.0.1:9/'));
  for (const name of ['node:fs', 'node:net', 'node:child_process', 'node:worker_threads']) attempt(() => imported(name));
  for (let i = 0; i < 10; i++) console.error('\\u001b[2Jhostile-print '.repeat(50));
};
harm({ instruments: [] });
export const strategy = { name: 'hostile', summary: '</script><script>alert(1)</script>\\u001b[2J', ${REST}
  create: () => ({ ${decideBy(DAY).replace('(view) => ', '(view) => { const wanted = ').concat('; harm(view); return wanted; }')} }) };\n`;

/** Decides well for a while, and then not. */
export const FAILING = `export const strategy = { name: 'failing', summary: 's', ${REST}
  create: () => { let count = 0; return { decide: () => { if (++count > 50) throw new Error('no more\\u001b[2J'); return []; } }; } };\n`;
