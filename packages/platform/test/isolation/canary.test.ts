/** A secret of the environment, asked for by every command that reads or says something: in no output, and in no file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';

const CANARY = 'canary9c4d';

/** Secrets that are none, which a command must refuse without showing them, and secrets that are some. */
const ENVIRONMENTS = {
  sound: { ASSAY_TELEGRAM_TOKEN: `123456:${CANARY}`, ASSAY_WEBHOOK_URL: `http://127.0.0.1:9/${CANARY}` },
  'without form': { ASSAY_TELEGRAM_TOKEN: `${CANARY} ?`, ASSAY_WEBHOOK_URL: `ftp://${CANARY}/` },
  'with a password': { ASSAY_TELEGRAM_TOKEN: '1:a', ASSAY_WEBHOOK_URL: `http://user:${CANARY}@127.0.0.1:9/` },
} as const;

const CONFIG = {
  name: 'told',
  packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 100, testSize: 200 } }],
  strategies: [{ class: 'random-entry', sweep: { seed: [1] } }],
  experiment: { stress: { enabled: false } },
  evaluation: { leakTest: { cuts: 0 } },
  notify: { webhook: {}, telegram: { chat: 1, api: 'http://127.0.0.1:9' } },
};

const COMMANDS: readonly (readonly string[])[] = [
  ['research', 'run', '--config', 'config.yaml', '--once', '--dry-run'],
  ['research', 'run', '--config', 'absent.yaml', '--once'],
  ['research', 'init', '--out', 'fresh.yaml'],
  ['backtest', 'run', '--strategy', './absent.mjs', '--instruments', 'SYN1'],
  ['backtest', 'run', '--strategy', './throws.mjs', '--instruments', 'SYN1'],
  ['strategies', 'show', './throws.mjs'],
  ['strategies', 'list'],
  ['data', 'list'],
  ['data', 'audit', 'made'],
  ['data', 'import', 'absent.csv'],
  ['runs', 'list'],
  ['runs', 'show', 'absent'],
  ['trials', 'list'],
  ['verdict', 'show', 'absent'],
  ['completion', 'bash'],
  ['nonsense'],
];

const cwd = mkdtempSync(path.join(tmpdir(), 'assay-canary-'));

function filesHolding(text: string): readonly string[] {
  const names = readdirSync(cwd, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => {
    const file = path.join(cwd, name);
    return name.includes(text) || (statSync(file).isFile() && readFileSync(file).includes(text));
  });
}

describe('a secret of the environment', () => {
  beforeAll(async () => {
    writeFileSync(path.join(cwd, 'config.yaml'), JSON.stringify(CONFIG));
    writeFileSync(path.join(cwd, 'throws.mjs'), 'throw new Error(JSON.stringify(globalThis.process ?? null));\n');
    const made = ['data', 'synthetic', '--name', 'made', '--kind', 'random-walk', '--seed', 'a', '--bars', '400'];
    expect((await runCli(made, { cwd })).code).toBe(0);
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it.each(['sound', 'without form'] as const)(
    'X-16: which is %s is in no output and no file of any command',
    async (kind) => {
      const env = { ...ENVIRONMENTS[kind], ASSAY_DEBUG: '1' };
      const told: CliResult[] = [];
      for (const words of COMMANDS) {
        told.push(await runCli(words, { cwd, env }));
        told.push(await runCli([...words, '--json'], { cwd, env }));
      }
      expect(told.every(({ stdout, stderr }) => stdout + stderr !== '')).toBe(true);
      expect(told.filter(({ code }) => code !== 0).length).toBeGreaterThan(10);
      expect(told.map(({ stdout, stderr }) => stdout + stderr).filter((text) => text.includes(CANARY))).toEqual([]);
      expect(filesHolding(CANARY)).toEqual([]);
    },
    120_000,
  );

  it('X-16: which has no form is refused by its name', async () => {
    const { code, stderr } = await runCli(['research', 'run', '--config', 'config.yaml', '--once'], {
      cwd,
      env: ENVIRONMENTS['without form'],
    });
    expect(code).toBe(2);
    expect(stderr).toContain('ASSAY_TELEGRAM_TOKEN does not look like a token');
    expect(stderr).toContain('notify.webhook: the address is not one of http or https');
    const withPassword = await runCli(['research', 'run', '--config', 'config.yaml', '--once'], {
      cwd,
      env: ENVIRONMENTS['with a password'],
    });
    expect(withPassword).toMatchObject({ code: 2, stdout: '' });
    expect(withPassword.stderr).toContain('notify.webhook: a user and a password in the address are sent nowhere');
    expect(withPassword.stderr).not.toContain(CANARY);
  });
});
