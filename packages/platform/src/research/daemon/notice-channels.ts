import type { NotifyConfig } from '@assay/contracts/schemas';
import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { readVariable } from '../../settings/index.ts';
import type { Environment } from '../../settings/index.ts';
import type { LoadedConfig } from '../load-config.ts';
import type { NoticeChannel } from '../../telemetry/index.ts';

const TOKEN = 'ASSAY_TELEGRAM_TOKEN';
const WEBHOOK = 'ASSAY_WEBHOOK_URL';

const WITHOUT = 'use one that carries its secret in the path or the query';

/** Where secrets come from. */
interface Secrets {
  readonly configPath: string;
  readonly env: Environment;
}

/**
 * The channels of a config, with what is secret of them from the environment.
 *
 * @throws {ConfigError} if a secret is missing or cannot be one; its value is not shown.
 */
export function noticeChannels(
  notify: NotifyConfig | undefined,
  { configPath, env }: Secrets,
): readonly NoticeChannel[] {
  const problems = problemsOf(notify, env);
  if (problems.length > 0) throw new ConfigError(configPath, problems);
  return found(notify, env).flatMap((one) => (one !== undefined && 'kind' in one ? [one] : []));
}

/** Secrets of a config's notices that are missing or cannot be any. */
export function noticeProblems({ config, faults }: LoadedConfig, env: Environment): readonly ConfigProblem[] {
  return faults?.config.has('notify') === true ? [] : problemsOf(config.notify, env);
}

function problemsOf(notify: NotifyConfig | undefined, env: Environment): readonly ConfigProblem[] {
  return found(notify, env).flatMap((one) => (one !== undefined && 'message' in one ? [one] : []));
}

function found(notify: NotifyConfig | undefined, env: Environment): readonly Found[] {
  return [webhookOf(notify?.webhook, env), telegramOf(notify?.telegram, env)];
}

type Found = NoticeChannel | ConfigProblem | undefined;

function webhookOf(webhook: NotifyConfig['webhook'], env: Environment): Found {
  if (webhook === undefined) return undefined;
  const path = 'notify.webhook';
  const url = webhook.url ?? readVariable(env, WEBHOOK)?.trim();
  if (url === undefined) return { path, message: `needs url, or the environment variable ${WEBHOOK}` };
  if (!isAddress(url)) return { path, message: 'the address is not one of http or https' };
  if (hasPassword(url)) return { path, message: `a user and a password in the address are sent nowhere: ${WITHOUT}` };
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

// An address with a password is never asked: who sends the notice would be told that it cannot be reached.
function hasPassword(address: string): boolean {
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
}
