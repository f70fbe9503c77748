/**
 * Notices to people and machines elsewhere, over HTTP. A notice that cannot be delivered is reported and never thrown: whoever
 * sends one has something better to do. Secrets (a bot's token, the address of a webhook) appear in no message.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** What is told: words for people, a document for machines. */
export interface Notice {
  readonly text: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Whom it is told: a webhook gets the document, a chat the text. */
export type NoticeChannel =
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'telegram'; readonly api: string; readonly token: string; readonly chat: string | number };

/** How a delivery is tried. */
export interface DeliveryOptions {
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number;
  /** Milliseconds between the first attempt and the second. @default 1000 */
  readonly pauseMs?: number;
}

/** What became of a notice. */
export interface Delivery {
  readonly channel: NoticeChannel['kind'];
  readonly delivered: boolean;
  readonly attempts: number;
  /** What hindered it, without secrets; null if it was delivered. */
  readonly problem: string | null;
}

const PAUSE_MS = 1000;
const ATTEMPTS = 2;
/** Telegram takes 4096 characters. */
const LONGEST_TEXT = 4000;
const LONGEST_REASON = 200;

/** Delivers a notice; after a failure that may pass (no answer, 429, 5xx) it is tried once more. Never throws. */
export async function deliverNotice(
  notice: Notice,
  channel: NoticeChannel,
  { timeoutMs, pauseMs = PAUSE_MS }: DeliveryOptions,
): Promise<Delivery> {
  let problem = '';
  for (let attempts = 1; ; attempts++) {
    const answer = await attempt(notice, channel, timeoutMs);
    if (answer === undefined) return { channel: channel.kind, delivered: true, attempts, problem: null };
    problem = redacted(answer.problem, channel);
    if (!answer.mayPass || attempts === ATTEMPTS) return { channel: channel.kind, delivered: false, attempts, problem };
    await pause(pauseMs);
  }
}

/** A text without what must not be known: the token, or what of the webhook's address is not its server. */
export function redacted(text: string, channel: NoticeChannel): string {
  return secretsOf(channel).reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);
}

function secretsOf(channel: NoticeChannel): readonly string[] {
  if (channel.kind === 'telegram') return [channel.token, encodeURIComponent(channel.token)];
  const { origin } = new URL(channel.url);
  const rest = channel.url.slice(origin.length);
  return rest.length > 1 ? [channel.url, rest] : [];
}

interface Refusal {
  readonly problem: string;
  /** Whether another attempt may fare better. */
  readonly mayPass: boolean;
}

async function attempt(notice: Notice, channel: NoticeChannel, timeoutMs: number): Promise<Refusal | undefined> {
  const { url, body } = requestOf(notice, channel);
  const { origin } = new URL(url);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = await response.text();
    if (response.ok) return undefined;
    const { status } = response;
    const reason = channel.kind === 'telegram' ? reasonOf(answer) : '';
    return { problem: `${origin} answered ${status}${reason}`, mayPass: status === 429 || status >= 500 };
  } catch (error) {
    return { problem: `${origin} ${whatHappened(error, timeoutMs)}`, mayPass: true };
  }
}

function requestOf(
  { text, document }: Notice,
  channel: NoticeChannel,
): { readonly url: string; readonly body: object } {
  if (channel.kind === 'webhook') return { url: channel.url, body: document };
  const { api, token, chat } = channel;
  const shown = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return { url: `${api.replace(/\/+$/u, '')}/bot${token}/sendMessage`, body: { chat_id: chat, text: shown } };
}

/** What Telegram says beside the status. */
function reasonOf(answer: string): string {
  try {
    const { description } = JSON.parse(answer) as { readonly description?: unknown };
    return typeof description === 'string' ? `: ${description.slice(0, LONGEST_REASON)}` : '';
  } catch {
    return '';
  }
}

function whatHappened(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError') return `did not answer within ${timeoutMs / 1000} s`;
  return `could not be reached${typeof cause?.code === 'string' ? ` (${cause.code})` : ''}`;
}
