/** Secrets of the environment: no command writes them down. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';

const CANARY = 'canary7f3a';
const CHAT_TOKEN = `123456:${CANARY}-token`;
/** What a person may have in the environment, Assay's own and other programs'. */
const ENV = {
  ASSAY_TELEGRAM_TOKEN: CHAT_TOKEN,
  ASSAY_WEBHOOK_URL: `http://127.0.0.1:9/${CANARY}?key=${CANARY}`,
  AWS_SECRET_ACCESS_KEY: CANARY,
  BROKER_API_KEY: `${CANARY}-broker`,
};

const CONFIG = {
  name: 'secret',
  packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 300, testSize: 150 } }],
  strategies: [{ class: './nosy.mjs' }, { class: 'random-entry', sweep: { seed: [1] } }],
  experiment: { stress: { enabled: false } },
  evaluation: { leakTest: { cuts: 0 } },
  notify: { webhook: {}, telegram: { chat: 1, api: 'http://127.0.0.1:9' } },
};

/** Says in the reasons of its decisions what it finds in the environment. */
const MODULE = `export const strategy = {
  name: 'nosy',
  summary: 'Looks around.',
  source: 'a test',
  parameters: [],
  terms: () => [],
  create: () => ({
    decide: (view) =>
      view.updated.map((instrument) => {
        const seen = Object.values(globalThis.process?.env ?? {}).join(' ').slice(0, 60);
        const value = new Date(view.decisionTime).getUTCDate() % 2;
        return { legs: [{ instrument, target: { kind: 'exposure', value } }], allOrNone: false, reason: \`saw \${seen}\` };
      }),
  }),
};
`;

/** Files below a folder that hold a text, in their bytes or packed; and how many files there are. */
function holding(folder: string, text: string): { readonly found: readonly string[]; readonly files: number } {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(folder, name)).isFile(),
  );
  const found = names.filter((name) => {
    const bytes = readFileSync(path.join(folder, name));
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    return plain.includes(text) || name.includes(text);
  });
  return { found, files: names.length };
}

describe('secrets of the environment', () => {
  it(
    'X-16: are in no file, no output and no name after a run, its exports and a failed backtest',
    { timeout: 180_000 },
    async () => {
      const cwd = temporaryFolder();
      const env = ENV;
      // The evaluator is started with the environment of this process.
      const own = { ...process.env };
      Object.assign(process.env, ENV);
      let told = '';
      const assay = async (...args: readonly string[]): Promise<number> => {
        const { code, stdout, stderr } = await runCli(args, { cwd, env });
        told += stdout + stderr;
        return code;
      };
      writeFileSync(path.join(cwd, 'config.yaml'), JSON.stringify(CONFIG));
      writeFileSync(path.join(cwd, 'nosy.mjs'), MODULE);
      const made = ['data', 'synthetic', '--name', 'made', '--kind', 'random-walk', '--seed', 'a', '--bars', '900'];
      const research = ['research', 'run', '--config', 'config.yaml', '--workers', '1', '--quiet'];
      try {
        expect(await assay(...made)).toBe(0);
        expect(await assay(...research, '--once')).toBe(0);
        const summary = path.join(cwd, 'assay-workspace/published/research/secret/summary.json');
        const { runId } = JSON.parse(readFileSync(summary, 'utf8')) as { runId: string };
        expect(await assay('runs', 'show', runId)).toBe(0);
        expect(await assay('runs', 'export-trades', runId, '--tables', 'all', '--out', 'tables')).toBe(0);
        writeFileSync(
          path.join(cwd, 'nosy.mjs'),
          MODULE.replace(
            'decide: (view) =>',
            'decide: (view) => { throw new Error(JSON.stringify(process.env)); },\n other: (view) =>',
          ),
        );
        expect(await assay('backtest', 'run', '--strategy', './nosy.mjs', '--instruments', 'SYN1')).toBeGreaterThan(0);
      } finally {
        for (const name of Object.keys(ENV)) delete process.env[name];
        Object.assign(process.env, own);
      }
      expect(told).toContain('notice by telegram failed');
      expect(told).not.toContain(CANARY);
      const { found, files } = holding(cwd, CANARY);
      expect(files).toBeGreaterThan(40);
      expect(found).toEqual([]);
      // The module has spoken: its reasons are in the tables.
      expect(holding(cwd, 'saw ').found.some((name) => name.startsWith('tables'))).toBe(true);
    },
  );

  it('X-16: a secret that were written would be found', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'a.bin'), Buffer.from(`\0\0${CANARY}\0`));
    expect(holding(folder, CANARY).found).toEqual(['a.bin']);
  });
});
