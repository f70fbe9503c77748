import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EVALUATE_MODULE } from '../../research/index.ts';
import { withScratchFolder } from '../../settings/index.ts';
import { prepareModule, startEvaluator } from '../../workers/index.ts';
import type { Evaluator, StrategyDescription } from '../../workers/index.ts';
import { ok } from './finding.ts';
import type { Examination } from './finding.ts';
import type { Attempts } from './network-attempts.ts';

const ATTEMPTS_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? './network-attempts.ts' : './network-attempts.js',
  import.meta.url,
).href;

/** Says in its summary what it could reach: nothing, or the sandbox is none. */
const PROBE = `
const reached = [];
const load = new Function('name', 'return import(name)');
for (const name of ['node:net', 'node:http', 'node:fs', 'node:child_process']) {
  try { await load(name); reached.push(name); } catch {}
}
if (typeof fetch !== 'undefined') reached.push('fetch');
if (Object.keys(globalThis.process?.env ?? {}).length > 0) reached.push('environment');
export const strategy = {
  name: 'probe', summary: reached.join(', ') || 'nothing', source: 'assay doctor', parameters: [],
  terms: () => [], create: () => ({ decide: () => [] }),
};
`;

/** Starts an evaluator and a strategy's sandbox and really tries to get out of both. */
export const examineSandbox: Examination = {
  name: 'sandbox',
  remedy: 'Use the Node that is installed with Assay (26 or newer): npm ci without --omit=optional.',
  attempt: () =>
    withScratchFolder('doctor', async (scratch) => {
      const { server, contacts } = await listenOnLoopback();
      try {
        const store = path.join(scratch, 'modules');
        await writeFile(path.join(scratch, 'probe.mjs'), PROBE);
        const probe = await prepareModule(path.join(scratch, 'probe.mjs'), store);
        const emptyFolder = path.join(scratch, 'empty');
        const evaluator = await startEvaluator({ workers: 1, heapMb: 128, readable: [store], emptyFolder });
        try {
          await checkEvaluator(evaluator, { port: (server.address() as AddressInfo).port, contacts });
          await checkModule(evaluator, probe);
        } finally {
          await evaluator.close();
        }
      } finally {
        server.close();
      }
      return ok('starts; network, files, children and environment were tried and denied');
    }),
};

async function listenOnLoopback(): Promise<{ readonly server: Server; readonly contacts: () => number }> {
  let contacts = 0;
  const server = createServer((socket) => {
    contacts++;
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve());
  });
  return { server, contacts: () => contacts };
}

async function checkEvaluator(
  evaluator: Evaluator,
  listener: { readonly port: number; readonly contacts: () => number },
): Promise<void> {
  const argument = { port: listener.port };
  const { result } = await evaluator.run({ module: ATTEMPTS_MODULE, exportName: 'attemptNetwork', argument });
  const attempts = Object.entries(result as Attempts);
  const allowed = attempts.filter(([, answer]) => answer !== 'ERR_ACCESS_DENIED');
  if (allowed.length === 0 && listener.contacts() === 0) return;
  throw new Error(`an evaluation was not denied ${allowed.map(([what, answer]) => `${what} (${answer})`).join(', ')}`);
}

async function checkModule(
  evaluator: Evaluator,
  probe: { readonly entry: string; readonly folder: string; readonly hash: string },
): Promise<void> {
  const argument = { strategy: { kind: 'module', ...probe }, sets: [] };
  const { result } = await evaluator.run({ module: EVALUATE_MODULE, exportName: 'inspectModule', argument });
  const { summary } = (result as { readonly description: StrategyDescription }).description;
  if (summary !== 'nothing') throw new Error(`a strategy module reached ${summary}`);
}
