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
  const problems: ConfigProblem[] = [];
  const channels: NoticeChannel[] = [];
  if (notify?.webhook !== undefined) {
    const url = notify.webhook.url ?? readVariable(env, WEBHOOK)?.trim();
    if (url === undefined)
      problems.push({ path: 'notify.webhook', message: `needs url, or the environment variable ${WEBHOOK}` });
    else if (!isAddress(url))
      problems.push({ path: 'notify.webhook', message: 'the address is not one of http or https' });
    else channels.push({ kind: 'webhook', url });
  }
  if (notify?.telegram !== undefined) {
    const { api, chat } = notify.telegram;
    const token = readVariable(env, TOKEN)?.trim();
    if (token === undefined)
      problems.push({ path: 'notify.telegram', message: `needs the environment variable ${TOKEN}` });
    else if (!/^\d+:[\w-]+$/u.test(token))
      problems.push({ path: 'notify.telegram', message: `${TOKEN} does not look like a token, as 123456:abc…` });
    else if (!isAddress(api))
      problems.push({ path: 'notify.telegram.api', message: 'is not an address of http or https' });
    else channels.push({ kind: 'telegram', api, token, chat });
  }
  if (problems.length > 0) throw new ConfigError(configPath, problems);
  return channels;
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
