import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';

/** A server of one's own, in a folder of its own, that does not outlive the test. */
export interface TestServer {
  readonly port: number;
  /** As `redis://127.0.0.1:12345/0`. */
  readonly url: string;
  /** Starts it, as it was left; it may still be loading when this resolves. */
  start(): Promise<void>;
  /** Ends it without warning, as a power cut would. */
  kill(): Promise<void>;
}

const PROGRAM = ['valkey-server', 'redis-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** True where there is a server to test with; a notice is due where there is none. */
export const hasRedisServer: boolean = PROGRAM !== undefined;

/** A server that is not started yet, on a free port of this machine. @param more - further settings */
export async function redisServer(...more: readonly string[]): Promise<TestServer> {
  const port = await freePort();
  const folder = temporaryFolder();
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    port,
    url: `redis://127.0.0.1:${port}/0`,
    async start() {
      const settings = [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'yes',
      ];
      const running = spawn(PROGRAM ?? 'redis-server', [...settings, '--appendfsync', 'always', ...more], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      child = running;
      await new Promise<void>((resolve, reject) => {
        running.on('error', reject);
        running.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
        running.stdout.on('data', (text: Buffer) => {
          if (/Server initialized|Ready to accept/u.test(String(text))) resolve();
        });
      });
    },
    kill,
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
