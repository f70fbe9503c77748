import type { NotifyConfig } from '@assay/contracts/schemas';
import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { readVariable } from '../../settings/index.ts';
import type { Environment } from '../../settings/index.ts';
import type { NoticeChannel } from '../../telemetry/index.ts';

const TOKEN = 'ASSAY_TELEGRAM_TOKEN';
const WEBHOOK = 'ASSAY_WEBHOOK_URL';

/**
 * The channels of a config, with what is secret of them from the environment.
 *
 * @throws {ConfigError} if a secret is missing or cannot be one; its value is not shown.
 */
export function noticeChannels(
  notify: NotifyConfig | undefined,
  { configPath, env }: { readonly configPath: string; readonly env: Environment },
): readonly NoticeChannel[] {
  const found = [webhookOf(notify?.webhook, env), telegramOf(notify?.telegram, env)];
  const problems = found.flatMap((one) => (one !== undefined && 'message' in one ? [one] : []));
  if (problems.length > 0) throw new ConfigError(configPath, problems);
  return found.flatMap((one) => (one !== undefined && 'kind' in one ? [one] : []));
}

type Found = NoticeChannel | ConfigProblem | undefined;

function webhookOf(webhook: NotifyConfig['webhook'], env: Environment): Found {
  if (webhook === undefined) return undefined;
  const path = 'notify.webhook';
  const url = webhook.url ?? readVariable(env, WEBHOOK)?.trim();
  if (url === undefined) return { path, message: `needs url, or the environment variable ${WEBHOOK}` };
  if (!isAddress(url)) return { path, message: 'the address is not one of http or https' };
  return { kind: 'webhook', url };
}

function telegramOf(telegram: NotifyConfig['telegram'], env: Environment): Found {
  if (telegram === undefined) return undefined;
  const path = 'notify.telegram';
  const { api, chat } = telegram;
  const token = readVariable(env, TOKEN)?.trim();
  if (token === undefined) return { path, message: `needs the environment variable ${TOKEN}` };
  if (!/^\d+:[\w-]+$/u.test(token)) return { path, message: `${TOKEN} does not look like a token, as 123456:abc…` };
  if (!isAddress(api)) return { path: `${path}.api`, message: 'is not an address of http or https' };
  return { kind: 'telegram', api, token, chat };
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
