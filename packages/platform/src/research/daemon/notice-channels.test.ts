import { notifySchema } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { noticeChannels } from './notice-channels.ts';

const channels = (notify: object, env = {}): ReturnType<typeof noticeChannels> =>
  noticeChannels(notifySchema.parse(notify), { configPath: 'research.yaml', env });

describe('noticeChannels', () => {
  it('S4-25, X-16: takes secrets from the environment, an address also from the config', () => {
    const env = { ASSAY_TELEGRAM_TOKEN: ' 12:ab_c-D ', ASSAY_WEBHOOK_URL: 'https://hooks.example/x' };
    expect(channels({ webhook: {}, telegram: { chat: '@me' } }, env)).toEqual([
      { kind: 'webhook', url: 'https://hooks.example/x' },
      { kind: 'telegram', api: 'https://api.telegram.org', token: '12:ab_c-D', chat: '@me' },
    ]);
    expect(channels({ webhook: { url: 'http://127.0.0.1:9' } }, env)).toEqual([
      { kind: 'webhook', url: 'http://127.0.0.1:9' },
    ]);
    expect(noticeChannels(undefined, { configPath: 'research.yaml', env })).toEqual([]);
  });

  it('S4-25, X-16: names every secret that is missing or wrong, and shows none', () => {
    expect(() => channels({ webhook: {}, telegram: { chat: 1 } })).toThrow(
      /2 problems\n.*ASSAY_WEBHOOK_URL\n.*ASSAY_TELEGRAM_TOKEN/u,
    );
    const env = { ASSAY_TELEGRAM_TOKEN: 'hush hush', ASSAY_WEBHOOK_URL: 'ftp://hush' };
    const error = ((): unknown => {
      try {
        return channels({ webhook: {}, telegram: { chat: 1 } }, env);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(String(error)).toMatch(
      /notify\.webhook: the address[^]*notify\.telegram: ASSAY_TELEGRAM_TOKEN does not look/u,
    );
    expect(JSON.stringify(error) + String(error)).not.toContain('hush');
  });
});
