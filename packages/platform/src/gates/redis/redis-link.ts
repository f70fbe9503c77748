/**
 * A connection to Valkey or Redis that waits and comes back.
 *
 * - A server that loads its data, or that cannot be reached, is asked again after a pause that doubles, until `waitMs` have passed
 *   since it last answered; then an error says what it said.
 * - What is asked of it may be asked twice: everything that is done here leaves the same behind when it is repeated.
 * - What asking again cannot mend (a wrong password, a key of another kind) ends it at once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { RedisClientType } from '@redis/client';
import { PlatformError } from '@assay/core/errors';
import type { RedisPlace } from './redis-place.ts';

/** How long a server is waited for; it is asked once in any case. */
export interface LinkOptions {
  /** Milliseconds since it last answered. @default 30,000 */
  readonly waitMs?: number | undefined;
  /** Milliseconds that a server may take a connection and say nothing, whatever `waitMs` is. @default 10,000 */
  readonly silenceMs?: number | undefined;
  /** Told of each reason to wait, once. */
  readonly onWait?: ((reason: string) => void) | undefined;
}

/** The part of the client that is used. */
export type Client = RedisClientType;

export const DEFAULT_WAIT_MS = 30_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;
/** A server that takes a connection and says nothing counts as away after this time. */
const SILENCE_MS = 10_000;

/** Replies that pass. */
const PASSING = /^(?:LOADING|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN)\b/u;
/** Replies, as the client throws them. */
const REPLY = /^[A-Z][A-Z0-9]+ /u;

export class RedisLink {
  private readonly place: RedisPlace;
  private readonly options: LinkOptions;
  private client: Client | undefined;
  private lastReason: string | undefined;
  private runId: string | undefined;
  private lives = 0;

  constructor(place: RedisPlace, options: LinkOptions) {
    this.place = place;
    this.options = options;
  }

  /** Changes whenever another start of the server answers, or it cannot be told whether it is another one. */
  get life(): number {
    return this.lives;
  }

  /**
   * Asks the server.
   *
   * @throws {PlatformError} EXTERNAL_FAILURE if it does not answer in time, or refuses.
   */
  async ask<Answer>(question: (client: Client) => Promise<Answer>): Promise<Answer> {
    const { waitMs = DEFAULT_WAIT_MS } = this.options;
    const deadline = performance.now() + waitMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        const answer = await question(await this.connected());
        this.lastReason = undefined;
        return answer;
      } catch (error) {
        const reason = reasonOf(error);
        if (isOurs(error)) throw error;
        if (!isPassing(error)) throw this.refused(reason, error);
        this.drop();
        const left = deadline - performance.now();
        if (left <= 0) throw this.away(reason, waitMs, error);
        if (reason !== this.lastReason) this.options.onWait?.(`${this.place.shown} ${reason}: waiting`);
        this.lastReason = reason;
        await pause(Math.min(pauseMs, left));
      }
    }
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    if (client?.isReady === true) await client.close().catch(() => client.destroy());
    else this.drop();
  }

  private drop(): void {
    const { client } = this;
    this.client = undefined;
    if (client?.isOpen === true) client.destroy();
  }

  /** A client whose server answers. */
  private async connected(): Promise<Client> {
    if (this.client?.isReady === true) return this.client;
    this.drop();
    const { createClient } = await import('@redis/client');
    const { host, port, database, isEncrypted, username, password } = this.place;
    const timeoutMs = this.options.silenceMs ?? SILENCE_MS;
    const socket = {
      host,
      port,
      connectTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      reconnectStrategy: false,
    } as const;
    const client = createClient({
      socket: isEncrypted ? { ...socket, tls: true } : socket,
      ...{ database, RESP: 2, disableOfflineQueue: true, disableClientInfo: true, maintNotifications: 'disabled' },
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    }) as unknown as Client;
    // Errors come back from what was asked; without a listener they would end the process.
    client.on('error', () => undefined);
    this.client = client;
    await client.connect();
    // While it loads its data a server takes connections and refuses everything else.
    await client.ping();
    await this.noteStart(client);
    return client;
  }

  /** Each start of a server has an id of its own; a user may not be allowed to ask for it. */
  private async noteStart(client: Client): Promise<void> {
    const told = await client.info('server').catch((error: unknown) => {
      if (isPassing(error)) throw error;
      return '';
    });
    const runId = /^run_id:(\w+)/mu.exec(String(told))?.[1];
    if (runId === undefined || runId !== this.runId) this.lives++;
    this.runId = runId;
  }

  private refused(reason: string, cause: unknown): PlatformError {
    const { shown } = this.place;
    return new PlatformError('EXTERNAL_FAILURE', `${shown} refuses: ${reason}`, {
      cause: new Error(reason),
      context: { place: shown, kind: cause instanceof Error ? cause.name : 'unknown' },
      hint: hintFor(reason),
    });
  }

  private away(reason: string, waitMs: number, cause: unknown): PlatformError {
    const { shown } = this.place;
    return new PlatformError(
      'EXTERNAL_FAILURE',
      `${shown} ${reason}${waitMs === 0 ? '' : `, also after ${waitMs / 1000} s`}`,
      {
        cause: new Error(reason),
        context: { place: shown, kind: cause instanceof Error ? cause.name : 'unknown' },
        hint: 'Is the server running, and is this its address? --wait <seconds> waits longer. The lakehouse is as it was.',
      },
    );
  }
}

/** A fault of the question, not of the server. */
function isOurs(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || PlatformError.is(error);
}

function isPassing(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  if (PASSING.test(message)) return true;
  // Everything else that is no reply of the server is a matter of the connection.
  return !REPLY.test(message);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('LOADING')) return 'is loading its data';
  if (PASSING.test(message) || REPLY.test(message)) return message;
  const { code } = error as { readonly code?: unknown };
  const detail = typeof code === 'string' ? code : message === '' ? 'no answer' : message;
  return `cannot be reached (${detail})`;
}

function hintFor(reason: string): string {
  if (/^(?:WRONGPASS|NOAUTH|ERR AUTH|NOPERM)/u.test(reason))
    return 'Put user and password into ASSAY_GATES_URL, or the password into ASSAY_GATES_PASSWORD.';
  if (reason.startsWith('WRONGTYPE')) return 'Another program uses keys of this name: choose another --prefix.';
  return 'Nothing was changed in the lakehouse.';
}
