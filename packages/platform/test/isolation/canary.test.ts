/** Secrets of the environment beside every command there is, done or refused: in no output, no file and no report of a crash. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { fixedClock } from '@assay/core/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allCommands, buildProgram } from '../../src/cli/program.ts';
import { runCli } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';

const CANARY = 'canary9c4d';
const BIN = fileURLToPath(new URL('../../bin/assay.js', import.meta.url));

/** What a person may have beside Assay's own variables, and no command has any business with. */
const FOREIGN = {
  AWS_ACCESS_KEY_ID: `AKIA${CANARY}`,
  AWS_SECRET_ACCESS_KEY: CANARY,
  AWS_SESSION_TOKEN: CANARY,
  AZURE_CLIENT_SECRET: CANARY,
  BROKER_PASSWORD: CANARY,
  DATABASE_URL: `postgres://user:${CANARY}@127.0.0.1:9/db`,
  GITHUB_TOKEN: `ghp_${CANARY}`,
  GOOGLE_APPLICATION_CREDENTIALS: `/srv/me/${CANARY}.json`,
  HTTPS_PROXY: `http://user:${CANARY}@127.0.0.1:9`,
  HTTP_PROXY: `http://user:${CANARY}@127.0.0.1:9`,
  NPM_TOKEN: CANARY,
  OPENAI_API_KEY: `sk-${CANARY}`,
  REDIS_URL: `redis://user:${CANARY}@127.0.0.1:9/0`,
};

/** Secrets that are none, which a command must refuse without showing them, and secrets that are some. */
const ENVIRONMENTS = {
  sound: { ...FOREIGN, ASSAY_TELEGRAM_TOKEN: `123456:${CANARY}`, ASSAY_WEBHOOK_URL: `http://127.0.0.1:9/${CANARY}` },
  'without form': { ASSAY_TELEGRAM_TOKEN: `${CANARY} ?`, ASSAY_WEBHOOK_URL: `ftp://${CANARY}/` },
  'with a password': { ASSAY_TELEGRAM_TOKEN: '1:a', ASSAY_WEBHOOK_URL: `http://user:${CANARY}@127.0.0.1:9/` },
} as const;

const CONFIG = {
  name: 'told',
  packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 100, testSize: 200 } }],
  strategies: [{ class: 'random-entry', sweep: { seed: [1] } }],
  experiment: { stress: { enabled: false } },
  evaluation: { leakTest: { cuts: 0 } },
};
const TELLING = { ...CONFIG, notify: { webhook: {}, telegram: { chat: 1, api: 'http://127.0.0.1:9' } } };
const MADE = ['data', 'synthetic', '--name', 'made', '--kind', 'random-walk', '--seed', 'a', '--bars', '400'];

/** Commands that end with 0. `RUN`, `ROW`, `TRIAL` and `VERSION` stand for those of the run that was made before. */
const DONE: readonly string[] = [
  'research run --config config.yaml --once --dry-run',
  'research init fresh.yaml --force',
  'research schema',
  'backtest run --strategy random-entry --instruments SYN1',
  'data layout list',
  'data layout show ohlcv-daily',
  'data layout guess bars.csv',
  'data import bars.csv --name own --layout ohlcv-daily --accept-unfit',
  'data sample',
  'data synthetic --name more --kind random-walk --seed b --bars 10',
  'data list',
  'data show made',
  'data diff made@VERSION made@VERSION',
  'data audit made --picture picture.html',
  'data resample made --to 1w --name weekly',
  'data outcomes made --horizon 1bars --name ahead',
  'data gc --dry-run',
  'backtest status absent',
  'runs list',
  'runs show RUN',
  'runs export-trades RUN --tables all --out tables',
  'runs verify RUN',
  'runs replay RUN --workers 1',
  'runs export RUN run.tar.gz',
  'runs diff RUN RUN --html diff.html',
  'explain trade RUN 1 --html trade.html --svg trade.svg --png trade.png',
  'explain verdict RUN ROW',
  'explain metric',
  'explain metric deflatedSharpe',
  'trials list',
  'trials show TRIAL',
  'strategies list',
  'strategies show random-entry',
  'completion bash',
  'completion zsh',
  'completion fish',
  'prove leaks --strategy random-entry --cuts 1',
];

/** Commands that are refused, each in a way of its own. */
const REFUSED: readonly string[] = [
  'demo nonsense',
  'demo gates --nonsense',
  'research run --config telling.yaml --once --memory 1',
  'research run --config absent.yaml --once',
  'research init fresh.yaml',
  'backtest run --strategy ./absent.mjs --instruments SYN1',
  'backtest run --strategy ./throws.mjs --instruments SYN1',
  'strategies show ./throws.mjs',
  'data import absent.csv --name none --layout ohlcv-daily',
  'data import broken.csv --name none --layout ohlcv-daily',
  'data freshness absent',
  'data remove absent@0123456789abcdef',
  'data repair absent --from made',
  'data adjust absent --as-of 2020-01-01 --name none',
  'runs show absent',
  'backtest grid --strategy none',
  'roster update --strategy none',
  'roster show absent',
  'gates build --dataset absent',
  'gates pull --nonsense',
  'gates push --nonsense',
  'gates list --nonsense',
  'gates metrics --nonsense',
  'gates outcomes --nonsense',
  'runs remove absent',
  'runs rebuild-ledger --nonsense',
  'explain trade RUN 99999',
  'verdict acknowledge RUN ROW --reason none',
  'verdict forward absent',
  'verdict open-lockbox RUN --reason none',
  'trials show absent',
  'prove false-discovery --nonsense',
  'prove nulls --dataset absent',
  'prove leaks --strategy ./throws.mjs --memory 1',
  'doctor --nonsense',
  'completion nonsense',
  'nonsense',
  `data import https://user:${CANARY}@127.0.0.1/bars.csv --name none --layout ohlcv-daily`,
  `runs list --workspace redis://user:${CANARY}@127.0.0.1:9`,
  `runs list --nonsense=https://${CANARY}@host/`,
];

const cwd = mkdtempSync(path.join(tmpdir(), 'assay-canary-'));
const own = { ...process.env };

function filesHolding(text: string): { readonly found: readonly string[]; readonly files: number } {
  const names = readdirSync(cwd, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(path.join(cwd, name)).isFile());
  const holds = (name: string): boolean => {
    const bytes = readFileSync(path.join(cwd, name));
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).includes(text);
  };
  const found = [...names.filter((name) => name.includes(text)), ...files.filter(holds)];
  return { found, files: files.length };
}

/** Commands that take their time and say the same to a machine. */
const LONG = /^(?:backtest run|data (?:import|resample|outcomes|sample|synthetic)|runs (?:replay|export)|prove leaks)/u;

/** What the commands leave behind, each told to a person, and to a machine where that takes no time. */
async function tellAll(
  lines: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly (CliResult & { readonly line: string })[]> {
  const told = [];
  for (const line of lines) {
    for (const words of [line.split(' '), ...(LONG.test(line) ? [] : [[...line.split(' '), '--json']])]) {
      const one = await runCli(words, { cwd, env: { ...env, ASSAY_DEBUG: '1' } });
      if (!one.stdout.includes("unknown option '--json'")) told.push({ line: words.join(' '), ...one });
    }
  }
  return told;
}

const silent = (told: readonly (CliResult & { readonly line: string })[]): readonly string[] =>
  told.filter(({ stdout, stderr }) => stdout + stderr === '').map(({ line }) => line);
const leaking = (told: readonly (CliResult & { readonly line: string })[]): readonly string[] =>
  told.filter(({ stdout, stderr }) => (stdout + stderr).includes(CANARY)).map(({ line }) => line);

describe('a secret of the environment', () => {
  let names: Readonly<Record<string, string>> = {};
  const filled = (line: string): string =>
    line.replace(/\b(?:RUN|ROW|TRIAL|VERSION)\b/gu, (name) => names[name] ?? name);

  beforeAll(async () => {
    writeFileSync(path.join(cwd, 'config.yaml'), JSON.stringify(CONFIG));
    writeFileSync(path.join(cwd, 'telling.yaml'), JSON.stringify(TELLING));
    writeFileSync(path.join(cwd, 'throws.mjs'), 'throw new Error(JSON.stringify(globalThis.process ?? null));\n');
    writeFileSync(path.join(cwd, 'fresh.yaml'), '');
    const days = Array.from({ length: 2 }, (_, day) => `2020-0${day + 2}-12,10,11,9,10,${100 + day}`);
    writeFileSync(path.join(cwd, 'bars.csv'), `${['date,open,high,low,close,volume', ...days].join('\n')}\n`);
    writeFileSync(path.join(cwd, 'broken.csv'), `${['date,open,high,low,close,volume', 'x,y,z'].join('\n')}\n`);
    // Processes that a command starts have the environment of this one to inherit.
    const env = ENVIRONMENTS.sound;
    Object.assign(process.env, env);
    expect((await runCli(MADE, { cwd, env })).code).toBe(0);
    expect((await runCli(['research', 'run', '--config', 'config.yaml', '--once'], { cwd, env })).code).toBe(0);
    const published = path.join(cwd, 'assay-workspace/published/research/told/rankings.json');
    const { runId, rows } = JSON.parse(readFileSync(published, 'utf8')) as { runId: string; rows: { id: string }[] };
    const [trial] = (await runCli(['trials', 'list', '--json'], { cwd })).json().families[0].trials as {
      key: string;
    }[];
    const [made] = (await runCli(['data', 'list', '--json'], { cwd })).json() as { version: string }[];
    names = { RUN: runId, ROW: rows[0]?.id ?? '', TRIAL: trial?.key ?? '', VERSION: made?.version ?? '' };
  }, 300_000);
  afterAll(() => {
    for (const name of Object.keys(ENVIRONMENTS.sound)) delete process.env[name];
    Object.assign(process.env, own);
    rmSync(cwd, { recursive: true, force: true });
  });

  it('X-16: stands beside every command there is', () => {
    const world = { stdout: { write: () => 0 }, stderr: { write: () => 0 }, env: {}, cwd, clock: fixedClock(0) };
    const program = buildProgram({ ...world, endWith: () => undefined }, '0');
    const lines = [...DONE, ...REFUSED].map((line) => `assay ${line} `);
    const places = allCommands(program)
      .filter(({ commands }) => commands.length === 0)
      .map((command) => {
        const above = [];
        for (let one = command.parent; one !== null; one = one.parent) above.unshift(one.name());
        return [...above, command.name()].join(' ');
      });
    expect(places.length).toBeGreaterThan(30);
    expect(places.filter((place) => !lines.some((line) => line.startsWith(`${place} `)))).toEqual([]);
  });

  it(
    'X-16: is in no output and no file of a command that does what it is asked for',
    { timeout: 300_000 },
    async () => {
      const told = await tellAll(DONE.map(filled), ENVIRONMENTS.sound);
      expect(told.filter(({ code }) => code !== 0).map(({ line, stderr }) => ({ line, stderr }))).toEqual([]);
      expect({ silent: silent(told), leaking: leaking(told) }).toEqual({ silent: [], leaking: [] });
      const { found, files } = filesHolding(CANARY);
      expect(files).toBeGreaterThan(100);
      expect(found).toEqual([]);
    },
  );

  it.each(['sound', 'without form'] as const)(
    'X-16: which is %s is in no output and no file of a command that is refused',
    { timeout: 300_000 },
    async (kind) => {
      const lines = kind === 'sound' ? REFUSED : REFUSED.filter((line) => /^(?:research|nonsense)/u.test(line));
      const told = await tellAll(lines.map(filled), ENVIRONMENTS[kind]);
      expect(told.filter(({ code }) => code === 0).map(({ line }) => line)).toEqual([]);
      expect({ silent: silent(told), leaking: leaking(told) }).toEqual({ silent: [], leaking: [] });
      expect(filesHolding(CANARY).found).toEqual([]);
    },
  );

  it('X-16: which has no form is refused by its name', async () => {
    const research = ['research', 'run', '--config', 'telling.yaml', '--once'];
    const { code, stderr } = await runCli(research, { cwd, env: ENVIRONMENTS['without form'] });
    expect(code).toBe(2);
    expect(stderr).toContain('ASSAY_TELEGRAM_TOKEN does not look like a token');
    expect(stderr).toContain('notify.webhook: the address is not one of http or https');
    const withPassword = await runCli(research, { cwd, env: ENVIRONMENTS['with a password'] });
    expect(withPassword).toMatchObject({ code: 2, stdout: '' });
    expect(withPassword.stderr).toContain('notify.webhook: a user and a password in the address are sent nowhere');
    expect(withPassword.stderr).not.toContain(CANARY);
  });

  it('X-16: a password on the command line is refused, and not said again', async () => {
    const { code, stderr } = await runCli(['data', 'import', `https://user:${CANARY}@host/bars.csv`], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("an address on the command line: 'https://[redacted]@host/bars.csv'");
    expect(stderr).toContain('Give secrets by the environment');
    const told = await runCli(['runs', 'list'], { cwd, env: { ASSAY_WORKSPACE: `s3://user:${CANARY}@host/` } });
    expect(told.stderr).toContain(
      "invalid 'ASSAY_WORKSPACE': must be the path of a folder, was 's3://[redacted]@host/'",
    );
  });

  it('X-16: is not in the report that Node writes of a crash', () => {
    const reports = path.join(cwd, 'reports');
    mkdirSync(reports);
    const crash = (...words: readonly string[]): string => {
      const flags = `--report-on-fatalerror --report-directory=${reports} --max-old-space-size=16`;
      const env = { AWS_SECRET_ACCESS_KEY: CANARY, NODE_OPTIONS: flags };
      expect(spawnSync(process.execPath, words, { cwd, env }).status).not.toBe(0);
      const [name = ''] = readdirSync(reports);
      const text = readFileSync(path.join(reports, name), 'utf8');
      rmSync(path.join(reports, name));
      return text;
    };
    expect(crash('-e', 'const all = []; for (;;) all.push({ ...all });')).toContain(CANARY);
    const report = crash(BIN, 'demo', '--workspace', 'crashed');
    expect(report).toContain('"javascriptHeap"');
    expect(report).not.toContain(CANARY);
  });
});
