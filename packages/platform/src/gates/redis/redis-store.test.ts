import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Gate } from '@assay/quant/signals';
import { treeHash } from '../../cli/testing/index.ts';
import { openLakehouse } from '../../lakehouse/index.ts';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { formatGateLine } from '../gate-lines.ts';
import { openGateReader, openGateWriter, storePlace } from '../open-store.ts';
import type { OpenStoreOptions } from '../open-store.ts';
import { pullGates } from '../pull-gates.ts';
import type { PulledGates } from '../pull-gates.ts';
import { pushGates } from '../push-gates.ts';
import { hasRedisServer, redisServer, testGate } from '../testing/index.ts';
import { RedisLink } from './redis-link.ts';
import { redisPlace } from './redis-place.ts';

const gatesOf = (n: number, more: Partial<Gate> = {}): readonly Gate[] =>
  Array.from({ length: n }, (_, hour) => testGate(hour, more));
const GATES = [...gatesOf(1500), ...gatesOf(700, { instrument: 'GBPUSD' })];

function lakeIn(folder: string): Lakehouse {
  const lake = openLakehouse(path.join(folder, 'lake'), { threads: 1 });
  onTestFinished(() => lake.close());
  return lake;
}

const placeOf = (url: string): ReturnType<typeof storePlace> => storePlace(url, { env: {}, cwd: '/' });

async function fill(url: string, gates: readonly Gate[]): Promise<number> {
  const writer = openGateWriter(placeOf(url), { waitMs: 5000 });
  await writer.write(gates, false);
  return writer.finish();
}

async function pull(lake: Lakehouse, url: string, more: Partial<OpenStoreOptions> = {}): Promise<PulledGates> {
  const reader = await openGateReader(placeOf(url), { lake, selection: {}, waitMs: 5000, ...more });
  const request = { name: 'rec', leavesOutMalformed: false, append: false, from: 'a server', createdAt: 0 };
  return pullGates(lake, reader, request);
}

/** Keeps nothing beyond its own end. */
const WITHOUT_MEMORY = ['--appendonly', 'no'];

async function ask(url: string, command: readonly string[]): Promise<unknown> {
  const link = new RedisLink(redisPlace(url, {}), { waitMs: 5000 });
  const answer = await link.ask((client) => client.sendCommand([...command]));
  await link.close();
  return answer;
}

/** As {@link ask}, done when it returns: what runs beside it waits. */
function askAtOnce(port: number, line: string): void {
  const client = `const link = require('node:net').connect(${port}, '127.0.0.1', () => link.write(${JSON.stringify(`${line}\r\n`)}));
    link.on('data', () => link.end());`;
  execFileSync(process.execPath, ['-e', client]);
}

/** Every key of a server as text. */
async function everything(url: string): Promise<string> {
  const link = new RedisLink(redisPlace(url, {}), { waitMs: 5000 });
  const sets = await link.ask(async (client) => {
    const names = (await client.keys('*')).map(String).sort();
    const rows = names.map(async (name) =>
      name.includes(':events:') ? client.zRangeWithScores(name, 0, -1) : (await client.sMembers(name)).sort(),
    );
    return JSON.stringify([names, await Promise.all(rows)]);
  });
  await link.close();
  return sets;
}

const suite = hasRedisServer ? describe : describe.skip;
if (!hasRedisServer)
  console.warn('gates in Valkey or Redis are not tested: neither valkey-server nor redis-server is installed');

suite('gates in Valkey or Redis', () => {
  it('S0-09: hands out what was put in, in pages, each gate once, in the order of any other store', async () => {
    const server = await redisServer();
    await server.start();
    expect(await fill(server.url, GATES)).toBe(2200);
    expect(await fill(server.url, GATES.slice(100, 200))).toBe(0);
    const lake = lakeIn(temporaryFolder());
    const pages: number[] = [];
    const { published, counts } = await pull(lake, server.url, { onGates: (gates) => pages.push(gates) });
    expect(pages).toEqual([1000, 1500, 2200]);
    expect(counts).toMatchObject({ gates: 2200, repeated: 0, malformed: 0 });
    expect(published.manifest.tables.map(({ id, rows }) => [id, rows])).toEqual([
      ['EURUSD', 1500],
      ['GBPUSD', 700],
    ]);
    expect(published.manifest.provenance.sources.map(({ name, rows }) => [name, rows]).sort()).toEqual([
      ['EURUSD', 1500],
      ['GBPUSD', 700],
    ]);
    const reader = await openGateReader(placeOf(server.url), { lake, selection: { instruments: ['GBPUSE'] } }).catch(
      String,
    );
    expect(reader).toContain("'GBPUSE' was not found");
  });

  it('S0-09: gates of one moment that fill more than a page are all read', async () => {
    const server = await redisServer();
    await server.start();
    const many = Array.from({ length: 1100 }, (_, index) => testGate(0, { maker: `m${index}` }));
    await fill(server.url, [...many, ...gatesOf(3)]);
    const { counts } = await pull(lakeIn(temporaryFolder()), server.url);
    expect(counts.gates).toBe(1103);
  });

  it('S1-13: waits while the server loads its data, then reads all of it', { timeout: 20_000 }, async () => {
    const slow = ['--appendonly', 'no', '--key-load-delay', '15000', '--loading-process-events-interval-bytes', '1024'];
    const server = await redisServer(...slow);
    await server.start();
    const many = Array.from({ length: 40 }, (_, index) => gatesOf(10, { instrument: `I${index}` })).flat();
    await fill(server.url, many);
    const link = new RedisLink(redisPlace(server.url, {}), {});
    await link.ask((client) => client.sendCommand(['SAVE']));
    await link.close();
    await server.kill();
    await server.start();
    const waited: string[] = [];
    const { counts } = await pull(lakeIn(temporaryFolder()), server.url, { onWait: (reason) => waited.push(reason) });
    expect(counts.gates).toBe(400);
    expect(waited).toEqual([`${server.url} is loading its data: waiting`]);
  });

  it('S1-13: says so when it loads for too long, or is not there; the lake is as it was', async () => {
    const loading = await stub('-LOADING Redis is loading the dataset in memory\r\n');
    const lake = lakeIn(temporaryFolder());
    const told = await pull(lake, loading, { waitMs: 200 }).catch((error: unknown) => error);
    expect(told).toMatchObject({
      code: 'EXTERNAL_FAILURE',
      message: `${loading} is loading its data, also after 0.2 s`,
    });
    const silent = await stub('');
    expect(await pull(lake, silent, { waitMs: 200, silenceMs: 100 }).catch(String)).toMatch(
      /cannot be reached \(.*\), also after 0\.2 s/u,
    );
    const server = await redisServer();
    expect(await pull(lake, server.url, { waitMs: 100 }).catch(String)).toContain('cannot be reached (ECONNREFUSED)');
    expect(
      await pull(lake, await stub('HTTP/1.1 400 Bad Request\r\n\r\n'), { waitMs: 100, silenceMs: 100 }).catch(String),
    ).toContain('cannot be reached');
  });

  it('S1-13: without waiting it is asked once all the same, and a slow answer is no silence', async () => {
    const server = await redisServer();
    await server.start();
    await fill(server.url, gatesOf(3));
    const lake = lakeIn(temporaryFolder());
    expect((await pull(lake, server.url, { waitMs: 0 })).counts.gates).toBe(3);
    await server.kill();
    const told = await pull(lake, server.url, { waitMs: 0 }).catch(String);
    expect(told).toMatch(/cannot be reached \(ECONNREFUSED\)$/u);
  });

  it('X-05, S0-09: a server killed in the middle of a pull leaves the lake as it was; the same bytes when it is back', async () => {
    const server = await redisServer();
    await server.start();
    await fill(server.url, GATES);
    const [folder, other] = [temporaryFolder(), temporaryFolder()];
    const [lake, undisturbed] = [lakeIn(folder), lakeIn(other)];
    await pull(lake, server.url, { selection: { instruments: ['GBPUSD'] } });
    const before = treeHash(path.join(folder, 'lake'));
    let killed: Promise<void> | undefined;
    const failing = pull(lake, server.url, { waitMs: 200, onGates: () => void (killed ??= server.kill()) });
    expect(await failing.catch(String)).toContain('cannot be reached');
    expect(killed).toBeDefined();
    expect(treeHash(path.join(folder, 'lake'))).toBe(before);
    // Killed and started again in the middle: it may have other gates than before, and all is read again.
    await server.start();
    let restarted: Promise<void> | undefined;
    const pages: number[] = [];
    const onGates = (gates: number): void => {
      pages.push(gates);
      restarted ??= server.kill().then(() => server.start());
    };
    const { published } = await pull(lake, server.url, { onGates });
    await restarted;
    expect(pages).toEqual([1000, 1000, 1500, 2200]);
    const plain = await pull(undisturbed, server.url);
    expect(published.manifest.version).toBe(plain.published.manifest.version);
    expect(published.manifest.tables).toEqual(plain.published.manifest.tables);
    expect((await pull(lake, server.url)).published.isNew).toBe(false);
  });

  it('X-05, S0-09: a server that loses its data in the middle of a pull ends it; the lake is as it was', async () => {
    const folder = temporaryFolder();
    const lake = lakeIn(folder);
    const server = await redisServer(...WITHOUT_MEMORY);
    await server.start();
    await fill(server.url, GATES);
    await pull(lake, server.url, { selection: { instruments: ['GBPUSD'] } });
    const before = treeHash(path.join(folder, 'lake'));
    const disturbed = (at: number, disturb: () => unknown): Promise<unknown> => {
      let isDone = false;
      const onGates = (gates: number): void => {
        if (gates !== at || isDone) return;
        isDone = true;
        void disturb();
      };
      return pull(lake, server.url, { onGates }).catch(String);
    };
    const empty = async (): Promise<void> => {
      await server.kill();
      await server.start();
    };
    // In the middle of an instrument, after its last page, after the last page of all.
    for (const at of [1000, 1500, 2200]) {
      expect(await disturbed(at, () => askAtOnce(server.port, 'FLUSHALL'))).toMatch(
        /lost gates of '(?:EURUSD|GBPUSD)' while/u,
      );
      await fill(server.url, GATES);
      expect(await disturbed(at, empty)).toMatch(/lost gates of '(?:EURUSD|GBPUSD)' while/u);
      await fill(server.url, GATES);
    }
    const some = (): void => askAtOnce(server.port, 'ZREMRANGEBYRANK assay:gates:events:GBPUSD 0 0');
    expect(await disturbed(1000, some)).toContain("lost gates of 'GBPUSD' while it was read: had 700 of them");
    expect(treeHash(path.join(folder, 'lake'))).toBe(before);
    expect((await pull(lake, server.url)).counts.gates).toBe(2199);
  });

  it('S0-09: a key without its gates and gates under the key of another instrument are told', async () => {
    const server = await redisServer(...WITHOUT_MEMORY);
    await server.start();
    await fill(server.url, GATES);
    await ask(server.url, ['SADD', 'assay:gates:instruments', 'USDJPY']);
    const [gate] = gatesOf(1);
    await ask(server.url, ['ZADD', 'assay:gates:events:GBPUSD', '1', formatGateLine(gate as Gate, false)]);
    const told = await pull(lakeIn(temporaryFolder()), server.url).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: 'DATA_INVALID', message: expect.stringContaining('2 lines are no gates') });
    expect(String(told)).toContain("instruments: lists 'USDJPY', but there is no gate at assay:gates:events:USDJPY");
    expect(String(told)).toContain("GBPUSD:1: is a gate of 'EURUSD' among those of 'GBPUSD'");
  });

  it('X-05, S0-09: a server killed in the middle of a push has the same bytes when it is pushed again', async () => {
    const [server, whole] = [await redisServer(), await redisServer()];
    await server.start();
    await whole.start();
    await fill(whole.url, GATES);
    const lake = lakeIn(temporaryFolder());
    const { published } = await pull(lake, whole.url);
    const reader = (): ReturnType<typeof openGateReader> =>
      openGateReader({ kind: 'lakehouse', reference: published.manifest.name }, { lake, selection: {} });
    let killed: Promise<void> | undefined;
    const failing = pushGates(await reader(), openGateWriter(placeOf(server.url), { waitMs: 100 }), () => {
      killed ??= server.kill();
    });
    expect(await failing.catch(String)).toContain('cannot be reached');
    await killed;
    await server.start();
    const again = await pushGates(await reader(), openGateWriter(placeOf(server.url), {}));
    expect(again.gates).toBe(2200);
    expect(again.added).toBeLessThan(2200);
    expect(await everything(server.url)).toBe(await everything(whole.url));
  });

  it('X-16: a password is taken from the environment alone, and no message shows it', async () => {
    const server = await redisServer('--requirepass', 'canary7f3a');
    await server.start();
    const address = `redis://:canary7f3a@127.0.0.1:${server.port}/0`;
    expect(() => storePlace(address, { env: {}, cwd: '/' })).toThrow(/must not hold a password \(redis:\/\/127/u);
    const naming = { cwd: '/', env: { ASSAY_GATES_URL: address } };
    const writer = openGateWriter(storePlace(undefined, naming), {});
    await writer.write(gatesOf(2), false);
    expect(await writer.finish()).toBe(2);
    expect(writer.place).toBe(server.url);
    const lake = lakeIn(temporaryFolder());
    for (const password of [undefined, 'canary7f3b']) {
      const store = storePlace(server.url, { cwd: '/', env: { ASSAY_GATES_PASSWORD: password } });
      const error = await openGateReader(store, { lake, selection: {} }).catch((one: unknown) => one);
      const text = JSON.stringify([error, String(error), (error as Error).stack, String((error as Error).cause)]);
      expect(text).toMatch(/refuses: (?:NOAUTH|WRONGPASS)/u);
      expect(text).not.toContain('canary');
      expect(error).toMatchObject({ code: 'EXTERNAL_FAILURE', hint: expect.stringContaining('ASSAY_GATES_URL') });
    }
    for (const wrong of ['redis://us%zz:canary7f3a@x', 'redis://user:%zzcanary7f3a@x'])
      expect(() => storePlace(undefined, { cwd: '/', env: { ASSAY_GATES_URL: wrong } })).toThrow(
        /^(?!.*canary).*'ASSAY_GATES_URL': .*write % as %25/u,
      );
    expect(() => storePlace(undefined, { cwd: '/', env: { ASSAY_GATES_URL: 'http://u:canary7f3a@x' } })).toThrow(
      /^(?!.*canary).*ASSAY_GATES_URL/u,
    );
  });
});

/** A server that answers everything with the same. */
async function stub(answer: string): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}/0`;
}
