import { describe, expect, it } from 'vitest';
import { deliverNotice, redacted } from './notices.ts';
import type { NoticeChannel } from './notices.ts';
import { noticeServer } from './testing/notice-server.ts';

const NOTICE = { text: 'demo: 2 experiments', document: { event: 'cycle-finished', experiments: 2 } };
const TOKEN = '123456:a-secret_token';
const QUICK = { timeoutMs: 5000, pauseMs: 0 };
const telegram = (api: string, chat: string | number = -100): NoticeChannel => ({
  kind: 'telegram',
  api,
  token: TOKEN,
  chat,
});

describe('deliverNotice', () => {
  it('S4-25: posts the document to a webhook', async () => {
    const { origin, received } = await noticeServer();
    const delivery = await deliverNotice(NOTICE, { kind: 'webhook', url: `${origin}/hooks/x?key=y` }, QUICK);
    expect(delivery).toEqual({ channel: 'webhook', delivered: true, attempts: 1, problem: null });
    expect(received).toEqual([
      { method: 'POST', path: '/hooks/x?key=y', type: 'application/json', body: NOTICE.document },
    ]);
  });

  it('S4-25: sends the text to a chat', async () => {
    const { origin, received } = await noticeServer();
    expect(await deliverNotice(NOTICE, telegram(`${origin}/`), QUICK)).toMatchObject({ delivered: true });
    await deliverNotice({ ...NOTICE, text: 'x'.repeat(9000) }, telegram(origin, '@mine'), QUICK);
    expect(received[0]).toMatchObject({
      path: `/bot${TOKEN}/sendMessage`,
      body: { chat_id: -100, text: 'demo: 2 experiments' },
    });
    expect(received[1]?.body.chat_id).toBe('@mine');
    expect(received[1]?.body.text.length).toBeLessThanOrEqual(4096);
  });

  it.each([500, 503, 429])('S4-25: tries once more after %i', async (status) => {
    const { origin, received } = await noticeServer((index) => ({ status: index === 0 ? status : 200 }));
    const delivery = await deliverNotice(NOTICE, { kind: 'webhook', url: origin }, QUICK);
    expect(delivery).toMatchObject({ delivered: true, attempts: 2 });
    expect(received).toHaveLength(2);
  });

  it('S4-25: gives up after the second failure, at once where it cannot pass, and follows nobody elsewhere', async () => {
    const down = await noticeServer(() => ({ status: 502 }));
    expect(await deliverNotice(NOTICE, { kind: 'webhook', url: down.origin }, QUICK)).toMatchObject({
      delivered: false,
      attempts: 2,
      problem: `${down.origin} answered 502`,
    });
    const gone = await noticeServer((index) => ({ status: index === 0 ? 404 : 302 }));
    for (const status of [404, 302]) {
      expect(await deliverNotice(NOTICE, { kind: 'webhook', url: gone.origin }, QUICK)).toMatchObject({
        attempts: 1,
        problem: `${gone.origin} answered ${status}`,
      });
    }
  });

  it('S4-25: does not wait for a server that keeps silent, nor fall over one that is not there', async () => {
    const { origin } = await noticeServer(() => 'silence');
    const url = `${origin}/hook`;
    expect(await deliverNotice(NOTICE, { kind: 'webhook', url }, { timeoutMs: 20, pauseMs: 0 })).toMatchObject({
      attempts: 2,
      problem: `${origin} did not answer within 0.02 s`,
    });
    const nobody = await deliverNotice(NOTICE, telegram('http://127.0.0.1:1'), QUICK);
    expect(nobody.problem).toMatch(/^http:\/\/127\.0\.0\.1:1 could not be reached/u);
  });

  it('X-16: says why Telegram refused, without the token, although the answer holds it', async () => {
    const text = JSON.stringify({ ok: false, description: `chat not found for bot${TOKEN}` });
    const { origin } = await noticeServer(() => ({ status: 400, text }));
    const { problem } = await deliverNotice(NOTICE, telegram(origin), QUICK);
    expect(problem).toBe(`${origin} answered 400: chat not found for bot[redacted]`);
  });
});

describe('redacted', () => {
  it('X-16: keeps a token and the path of a webhook to itself', () => {
    expect(
      redacted(`https://t.example/bot${TOKEN}/x ${encodeURIComponent(TOKEN)}`, telegram('https://t.example')),
    ).toBe('https://t.example/bot[redacted]/x [redacted]');
    const hook: NoticeChannel = { kind: 'webhook', url: 'https://h.example/services/T0/secret' };
    expect(redacted('cannot parse https://h.example/services/T0/secret', hook)).toBe('cannot parse [redacted]');
  });
});
