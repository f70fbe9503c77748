import { InvalidArgumentError } from '@assay/core/errors';
import type { DecisionView } from '@assay/quant/strategy';
import { openSandbox } from '../sandbox/open-sandbox.ts';
import type { TaskContext } from '../task.ts';

/** Task for tests: tries what an evaluation may not do and reports the error code of each attempt. */
export async function attempt(_argument: unknown, context: TaskContext): Promise<Record<string, string>> {
  const { readFileSync, writeFileSync } = await import('node:fs');
  const { connect } = await import('node:net');
  const { execSync } = await import('node:child_process');
  const attempts: Record<string, () => unknown> = {
    readPasswords: () => readFileSync('/etc/passwd'),
    write: () => writeFileSync('written-by-an-evaluation', 'x'),
    child: () => execSync('id'),
    database: () => import('node:sqlite'),
    addon: () => process.dlopen({ exports: {} }, '/usr/lib/none.node'),
    bindings: () => (process as unknown as { binding(name: string): unknown }).binding('fs'),
    inspector: async () => (await import('node:inspector')).open(0),
    datagram: async () => {
      const { createSocket } = await import('node:dgram');
      return new Promise((resolve, reject) => {
        createSocket('udp4')
          .unref()
          .on('error', reject)
          .bind(0, '127.0.0.1', () => resolve(null));
      });
    },
    names: async () => (await import('node:dns/promises')).lookup('localhost'),
    network: () =>
      new Promise((resolve, reject) => {
        connect(9, '127.0.0.1').on('error', reject).on('connect', resolve);
      }),
  };
  const codes: Record<string, string> = {
    environment: Object.keys(process.env).sort().join(','),
    id: context.workerId,
  };
  for (const [name, run] of Object.entries(attempts)) {
    try {
      await run();
      codes[name] = 'allowed';
    } catch (error) {
      codes[name] = String((error as { code?: unknown }).code);
    }
  }
  return codes;
}

/** Task for tests: fails with an error of the platform. */
export function fail(): never {
  throw new InvalidArgumentError('x', '> 0', 1);
}

/** Task for tests: never ends. */
export function waitForEver(): Promise<never> {
  return new Promise(() => setInterval(() => undefined, 1_000));
}

/** Task for tests: the byte length and first byte of a shared file. */
export function measure(_argument: unknown, context: TaskContext): readonly number[] {
  const bytes = new Uint8Array(context.buffers['file'] as SharedArrayBuffer);
  return [bytes.length, bytes[0] as number];
}

/** Task for tests: the byte length and first byte of a file of its own. */
export function measureOwn(_argument: unknown, context: TaskContext): readonly number[] {
  const bytes = new Uint8Array(context.files['file'] as ArrayBuffer);
  return [bytes.length, bytes[0] as number];
}

/** Task for tests: loads a prepared module in the sandbox and returns its summary, where the module reports. */
export async function summaryOf(argument: { readonly entry: string; readonly folder: string }): Promise<string> {
  const sandbox = await openSandbox({ ...argument, seed: 'test', nInstruments: 1, nBars: 10 });
  try {
    return sandbox.description.summary;
  } finally {
    await sandbox.close();
  }
}

/** Task for tests: loads a prepared module in the sandbox and lets it decide once, on no bars. */
export async function decideOnce(argument: { readonly entry: string; readonly folder: string }): Promise<number> {
  const sandbox = await openSandbox({ ...argument, seed: 'test', nInstruments: 1, nBars: 10, answerTimeoutMs: 60_000 });
  try {
    const instance = sandbox.create({}, { instruments: ['A'], seed: 'test' }, []);
    return instance.decide(NO_BARS).length;
  } finally {
    await sandbox.close();
  }
}

const NO_BARS: DecisionView = {
  decisionTime: 0,
  instruments: ['A'],
  updated: [],
  equity: 0,
  barCount: () => 0,
  price: () => NaN,
  barTime: () => NaN,
  term: () => NaN,
  column: () => NaN,
  position: () => 0,
  workingOrders: () => [],
};

/** Task for tests: ends its thread. */
export function endThread(): never {
  process.exit(3);
}

/** Task for tests: takes more of the heap than its thread may. */
export function fillHeap(): number {
  const kept: number[][] = [];
  for (;;) kept.push(new Array<number>(10_000).fill(kept.length + 0.5));
}
