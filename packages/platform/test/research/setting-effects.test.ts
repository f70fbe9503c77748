/** Every key of the research schema, changed, and what then differs. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RankingRow, Summary } from '@assay/contracts/schemas';
import { checkPromotion, judge, resolveKillPolicy, resolvePromotion, scoreRow } from '@assay/quant/evidence';
import { defined } from '@assay/quant/analysis';
import type { BarSeries } from '@assay/quant/market';
import { cannedGates } from '@assay/quant/market/testing';
import { gateAt, gateTable } from '@assay/quant/signals';
import type { Gate } from '@assay/quant/signals';
import { rowEvidence, stressFigures } from '../../../quant/src/evidence/testing/row-evidence-builder.ts';
import { runCli } from '../../src/cli/testing/index.ts';
import { loadConfig, loopSchedule, researchJsonSchema } from '../../src/research/index.ts';
import type { LoadedConfig } from '../../src/research/index.ts';
import { noticeChannels } from '../../src/research/daemon/notice-channels.ts';
import { tellCycle } from '../../src/research/daemon/tell-cycle.ts';
import { randomWalk } from '../../src/sources/index.ts';
import { publishedRows, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

type Json = Readonly<Record<string, unknown>>;

/** What was seen before and after a key was changed. */
type Effect = () => Promise<readonly [string, string]> | readonly [string, string];

const PACK = { name: 'p', dataset: 'walk', timeframe: '1d', symbols: ['AAA'] };
const STRATEGY = { class: 'random-entry', sweep: { seed: { min: 1, max: 4, step: 1 } } };
const WALK = { trainSize: 300, testSize: 150, purgeSize: 5 };
const BASE: Json = {
  name: 'effects',
  packs: [PACK],
  strategies: [STRATEGY],
  experiment: { walkForward: WALK, stress: { enabled: false } },
  evaluation: { leakTest: { cuts: 0 } },
};

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = testWorkspace();
  await workspace.publish('walk', randomWalk({ seed: 12, bars: 900, instruments: ['AAA', 'BBB'] }));
  await workspace.publish('other', randomWalk({ seed: 13, bars: 900, instruments: ['AAA', 'BBB'] }));
});
afterAll(() => workspace.remove());

/** A copy of a document with another value at a path, as `packs.0.start`. */
function withValue(document: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(document) ? [...(document as unknown[])] : { ...(document as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}

const changed = (at: string, value: unknown, document: Json = BASE): Json =>
  withValue(document, at.split('.'), value) as Json;

function load(document: Json): LoadedConfig['config'] {
  return loadConfig(workspace.write('load.yaml', JSON.stringify(document))).config;
}

/** What a dry run says would be done, or what it has against it. */
async function planned(document: Json): Promise<string> {
  workspace.write('plan.yaml', JSON.stringify(document));
  const args = ['research', 'run', '--config', 'plan.yaml', '--dry-run', '--json', '--workspace', workspace.root];
  const { stdout, stderr } = await runCli(args, { cwd: workspace.root });
  return stdout === '' ? stderr : stdout;
}

const summaries: Summary[] = [];
const runs = new Map<string, Promise<readonly RankingRow[]>>();
let queue: Promise<unknown> = Promise.resolve();

/** The rows that a whole run publishes; the same document runs once, one run at a time. */
function rows(document: Json): Promise<readonly RankingRow[]> {
  const text = JSON.stringify(document);
  const known = runs.get(text);
  if (known !== undefined) return known;
  const run = queue.then(async () => {
    // A workspace of its own, so that trials of one are no prior trials of another.
    const own = testWorkspace();
    try {
      await own.publish('walk', randomWalk({ seed: 12, bars: 900, instruments: ['AAA', 'BBB'] }));
      if (text.includes('"gates"')) await publishGates(own);
      await own.run(own.write('run.yaml', text), 1);
      const { name } = load(document);
      summaries.push(JSON.parse(own.read(name, 'summary.json')) as Summary);
      return publishedRows(own, name, 'rankings');
    } finally {
      own.remove();
    }
  });
  queue = run.catch(() => undefined);
  runs.set(text, run);
  return run;
}

const published = async (document: Json): Promise<string> => JSON.stringify(await rows(document));

const plan =
  (at: string, value: unknown, base: Json = BASE): Effect =>
  async () => [await planned(base), await planned(changed(at, value, base))];
const run =
  (at: string, value: unknown, base: Json = BASE): Effect =>
  async () => [await published(base), await published(changed(at, value, base))];

/** Costs whose mean return is a gain at 1.5 times and a loss at twice. */
const COSTS = [1, 1.25, 1.5, 2].map((multiple) => ({
  multiple,
  meanReturn: defined(0.001 - 0.0006 * multiple),
  sharpe: defined(1 - 0.6 * multiple),
}));
const MONTE_CARLO = { p5Return: defined(0.1), p95Drawdown: defined(0.3), ruinProbability: defined(0.01) };
const EVIDENCE = rowEvidence({
  costs: COSTS,
  stress: stressFigures({ costs: COSTS, monteCarlo: MONTE_CARLO, dependencyLevel: defined(0.02) }),
});

/** The verdict and the failed rules of a row that passes the default policy, under that of a config. */
function verdictOf(document: Json): string {
  const { verdict, checks } = judge(EVIDENCE, resolveKillPolicy(load(document).evaluation.kill));
  return JSON.stringify([verdict, checks.filter(({ passed }) => !passed).map(({ rule }) => rule)]);
}

function promotionOf(document: Json): string {
  const { promotion } = load(document).evaluation;
  const { checks } = checkPromotion({ evidence: EVIDENCE, score: scoreRow(EVIDENCE) }, resolvePromotion(promotion));
  return JSON.stringify(checks.filter(({ passed }) => !passed).map(({ item }) => item));
}

const kill =
  (key: string, value: number): Effect =>
  () => [verdictOf(BASE), verdictOf(changed(`evaluation.kill.${key}`, value))];
const promote =
  (key: string, value: number): Effect =>
  () => [promotionOf(BASE), promotionOf(changed(`evaluation.promotion.${key}`, value))];

function scheduleOf(document: Json): string {
  const { text, first, next, retryAfter, pollMs } = loopSchedule(load(document).loop);
  const start = Date.UTC(2024, 0, 3, 5);
  return JSON.stringify([text, first(start), next(start, start), [1, 2, 30].map(retryAfter), pollMs]).replace(text, '');
}

const loop =
  (key: string, value: unknown): Effect =>
  () => [scheduleOf(BASE), scheduleOf(changed(`loop.${key}`, value))];

const ENV = { ASSAY_WEBHOOK_URL: 'http://127.0.0.1:9/', ASSAY_TELEGRAM_TOKEN: '1:a' };

/** Who would be told, and who has been told of a cycle without news. */
async function noticeOf(document: Json): Promise<string> {
  const { notify } = load(document);
  const channels = noticeChannels(notify, { configPath: '', env: ENV });
  await rows(BASE);
  const frame = { name: 'n', cycle: 1, startedAt: 0, endedAt: 0, nextStart: null, consecutiveFailures: 0 };
  const told = { ...frame, result: { summary: summaries[0] as Summary } };
  // Nobody listens: what was tried is seen by its failure.
  const nobody = { kind: 'webhook', url: 'http://127.0.0.1:9/' } as const;
  const results = await tellCycle(told, { notify, channels: [nobody], clock: { now: () => 0 } });
  return JSON.stringify([channels, results.length]);
}

const NOTIFY = changed('notify', { webhook: {}, telegram: { chat: '@a' } });
const notice =
  (at: string, value: unknown): Effect =>
  async () => [await noticeOf(NOTIFY), await noticeOf(changed(`notify.${at}`, value, NOTIFY))];

/** A test elsewhere that changes the key and sees what differs. */
const proved =
  (file: string, name: string): Effect =>
  () => {
    const text = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
    return [
      text.includes(name) ? 'not yet seen' : `${file} has no test '${name}'`,
      text.includes(name) ? 'seen' : `${file} has no test '${name}'`,
    ];
  };

const COVERAGE = 'packages/platform/src/research/pack-coverage.test.ts';
const OUTCOMES = 'packages/platform/src/research/outcomes/ensure-outcomes.test.ts';

/** In the market most of the time, so that a boundary meets a position. */
const HOLDING = {
  class: 'random-entry',
  params: { entryProbability: 0.9, holdBars: 20, direction: 'long-short' },
  sweep: { seed: { min: 1, max: 12, step: 1 } },
};

/** Packs of one run: as the experiment says, and with one key of their walk-forward changed each. */
const FOLDS: Readonly<Record<string, unknown>> = {
  scheme: 'rolling',
  trainSize: 350,
  testSize: 100,
  purgeSize: 40,
  boundary: 'carry',
};
const FOLDED: Json = {
  ...BASE,
  strategies: [HOLDING],
  packs: [
    PACK,
    ...Object.entries(FOLDS).map(([key, value]) => ({
      ...PACK,
      name: key.toLowerCase(),
      walkForward: { ...WALK, [key]: value },
    })),
    { ...PACK, name: 'all', walkForward: FOLDS },
  ],
};

/** What a row found, whatever its pack is called and however many trials there were beside it. */
function foundIn(list: readonly RankingRow[], pack: string): string {
  const row = list.find((one) => one.pack === pack);
  const { metrics, period, trades, params } = row as RankingRow;
  const { totalReturn, averageBarsHeld, nObservations, excessSharpeRatio } = metrics;
  return JSON.stringify({ totalReturn, averageBarsHeld, nObservations, excessSharpeRatio, period, trades, params });
}

const packFold =
  (key: string): Effect =>
  async () => {
    const list = await rows(FOLDED);
    return [foundIn(list, 'p'), foundIn(list, key.toLowerCase())];
  };

/** The experiment's walk-forward with all keys changed does what a pack's does, each of which has an effect. */
const experimentFold =
  (key: string): Effect =>
  async () => {
    const whole = await rows(changed('experiment.walkForward', FOLDS, { ...BASE, strategies: [HOLDING] }));
    const list = await rows(FOLDED);
    expect(foundIn(whole, 'p')).toBe(foundIn(list, 'all'));
    return packFold(key)();
  };

/** Gates of the walk out of different hats: two datasets, two makers, two timeframes. */
async function publishGates(own: TestWorkspace): Promise<void> {
  const walk = randomWalk({ seed: 12, bars: 900, instruments: ['AAA', 'BBB'] });
  const [bars] = walk.series as readonly [BarSeries];
  const provenance = { ...walk.provenance, sources: walk.provenance.sources.map((one) => ({ ...one, rows: 9000 })) };
  const of = (seed: string, identity: Partial<Gate> = {}): readonly Gate[] => {
    const table = cannedGates(bars, seed);
    return Array.from({ length: table.length }, (_, row) => ({ ...gateAt(table, row), ...identity }));
  };
  const gates = [...of('a'), ...of('b', { maker: 'other' }), ...of('c', { timeframe: '1h' })];
  for (const [name, content] of Object.entries({ 'walk-gates': gates, 'more-gates': of('d') })) {
    const table = gateTable(bars.instrument.id, content);
    const files = walk.provenance.sources.map(({ sha256 }) => sha256);
    const row = Int32Array.from(table.eventTime, (_, index) => index + 1);
    const sourced = { ...table, source: { files, file: new Int32Array(table.length), row } };
    await own.publish(name, { series: [], tables: [sourced], provenance });
  }
}

/** What a run of gates finds: how its decisions came about and what they have earned. */
async function gated(gates: Json): Promise<string> {
  const strategies = [{ class: 'gates', params: { maxHazard: 0.5, holdMinutes: 4320, calibrationWindow: 100 } }];
  const walkForward = { trainSize: 100, testSize: 100, purgeSize: 0 };
  const experiment = { walkForward, gates, stress: { enabled: false } };
  const [row] = await rows({ ...BASE, packs: [{ ...PACK, start: '2002-06-01' }], strategies, experiment });
  const { bars, regimes } = row?.gates ?? {};
  expect(bars?.gate).toBeGreaterThan(50);
  return JSON.stringify([bars, regimes, row?.trades, row?.metrics['totalReturn']]);
}

const GATES = { dataset: 'walk-gates', maker: 'canned' };
const ofGates =
  (key: string, value: string): Effect =>
  async () => [await gated(GATES), await gated({ ...GATES, [key]: value })];

const COUNTED = changed('packs.0.lastNDays', 900);
const TABLE: Readonly<Record<string, Effect>> = {
  name: plan('name', 'other'),
  hypothesis: plan('hypothesis', 'something else'),
  'packs[].name': plan('packs.0.name', 'q'),
  'packs[].dataset': plan('packs.0.dataset', 'other'),
  'packs[].timeframe': plan('packs.0.timeframe', '1h'),
  'packs[].symbols[]': plan('packs.0.symbols', ['BBB']),
  'packs[].mode': plan('packs.0.mode', 'universe'),
  'packs[].start': plan('packs.0.start', '2000-06-01'),
  'packs[].end': plan('packs.0.end', '2003-01-01'),
  'packs[].lastNDays': plan('packs.0.lastNDays', 800, COUNTED),
  'packs[].excludeToday': proved('packages/platform/src/research/resolve-dates.test.ts', 'excludeToday: false'),
  'packs[].acceptUnfit': proved(
    'packages/platform/src/cli/run-data.test.ts',
    'writePack(other, { acceptUnfit: true });',
  ),
  'packs[].coverage.atEnds': proved(COVERAGE, 'the limits decide, each at its boundary, and null lets any number lack'),
  'packs[].coverage.inside': proved(COVERAGE, 'the limits decide, each at its boundary, and null lets any number lack'),
  'packs[].freshness.missedBars': plan(
    'packs.0.freshness.missedBars',
    100_000,
    changed('packs.0.freshness', { missedBars: 1, asOf: '2020-01-01' }),
  ),
  'packs[].freshness.tradingHours': plan(
    'packs.0.freshness.tradingHours',
    1e9,
    changed('packs.0.freshness', { tradingHours: 1, asOf: '2020-01-01' }),
  ),
  'packs[].freshness.asOf': plan(
    'packs.0.freshness.asOf',
    '2003-01-01',
    changed('packs.0.freshness', { missedBars: 500, asOf: '2020-01-01' }),
  ),
  'strategies[].class': plan('strategies.0.class', 'mean-reversion', changed('strategies.0.sweep', undefined)),
  'strategies[].params.*': run('strategies.0.params', { holdBars: 9 }),
  'strategies[].sweep.*[]': plan('strategies.0.sweep.seed', [1, 2, 3]),
  'strategies[].sweep.*.min': plan('strategies.0.sweep.seed.min', 2),
  'strategies[].sweep.*.max': plan('strategies.0.sweep.seed.max', 9),
  'strategies[].sweep.*.step': plan('strategies.0.sweep.seed.step', 3),
  'strategies[].sweep': async () => {
    workspace.write('grid.yaml', 'seed: [5, 6]\n');
    return [await planned(BASE), await planned(changed('strategies.0.sweep', 'grid.yaml'))];
  },
  'strategies[].packs[]': plan(
    'strategies.0.packs',
    ['q'],
    changed('packs', [PACK, { ...PACK, name: 'q', symbols: ['BBB'] }]),
  ),
  ...Object.fromEntries(
    Object.keys(FOLDS).flatMap((key) => [
      [`packs[].walkForward.${key}`, packFold(key)],
      [`experiment.walkForward.${key}`, experimentFold(key)],
    ]),
  ),
  'experiment.selectBy': run(
    'experiment.selectBy',
    'netReturn',
    changed('strategies.0', { ...HOLDING, sweep: { ...HOLDING.sweep, entryProbability: [0.02, 0.2, 0.9] } }),
  ),
  'experiment.seed': run('experiment.seed', 43),
  'experiment.gates.dataset': ofGates('dataset', 'more-gates'),
  'experiment.gates.maker': ofGates('maker', 'other'),
  'experiment.gates.timeframe': ofGates('timeframe', '1h'),
  'experiment.maxRuns': plan('experiment.maxRuns', 3),
  'evaluation.kill.maxDrawdown': kill('maxDrawdown', 0.001),
  'evaluation.kill.maxFragility': kill('maxFragility', 0.05),
  'evaluation.kill.maxRejectRate': kill('maxRejectRate', 0.01),
  'evaluation.kill.minTrades': kill('minTrades', 500),
  'evaluation.kill.confidence': kill('confidence', 1 - 1e-9),
  'evaluation.kill.targetSharpe': kill('targetSharpe', 0.1),
  'evaluation.kill.costMultiple': kill('costMultiple', 2),
  'evaluation.kill.maxRegimeDependency': kill('maxRegimeDependency', 0.1),
  'evaluation.kill.regimeDependencyLevel': () => {
    const strict = changed('evaluation.kill.maxRegimeDependency', 0.1);
    return [verdictOf(strict), verdictOf(changed('evaluation.kill.regimeDependencyLevel', 1e-9, strict))];
  },
  'evaluation.kill.maxWalkForwardLoss': kill('maxWalkForwardLoss', 0.1),
  'evaluation.kill.maxPbo': kill('maxPbo', 0),
  'evaluation.kill.maxSpaPValue': kill('maxSpaPValue', 1e-9),
  'evaluation.kill.maxRuinProbability': kill('maxRuinProbability', 0),
  'evaluation.kill.maxDrawdownP95': kill('maxDrawdownP95', 0.001),
  'evaluation.kill.minReturnP5': kill('minReturnP5', 1e6),
  'evaluation.kill': () => {
    workspace.write('kill.yaml', 'maxDrawdown: 0.001\n');
    return [verdictOf(BASE), verdictOf(changed('evaluation.kill', 'kill.yaml'))];
  },
  'evaluation.priorTrials': run('evaluation.priorTrials', 500),
  'evaluation.leakTest.cuts': run('evaluation.leakTest.cuts', 1),
  'evaluation.lockbox.from': plan(
    'evaluation.lockbox.from',
    '2003-01-01',
    changed('evaluation.lockbox', { from: '2002-12-01' }),
  ),
  'evaluation.promotion.minScore': promote('minScore', 1),
  'evaluation.promotion.maxFragility': promote('maxFragility', 0.05),
  'evaluation.promotion.maxDrawdown': promote('maxDrawdown', 0.001),
  'evaluation.promotion.minProfitableRegimes': promote('minProfitableRegimes', 9),
  'evaluation.promotion.minFillRate': promote('minFillRate', 1),
  'evaluation.promotion.maxWalkForwardLoss': promote('maxWalkForwardLoss', 0.01),
  'outcomes.ensure': plan('outcomes.ensure', false, changed('outcomes', { horizons: ['1bar'] })),
  'outcomes.horizons[]': plan('outcomes.horizons', ['2bars'], changed('outcomes', { horizons: ['1bar'] })),
  'outcomes.dataset': plan('outcomes.dataset', 'kept-here', changed('outcomes', { horizons: ['1bar'] })),
  onFailure: proved(OUTCOMES, 'S4-05: abort throws the first failure, continue writes it down and goes on'),
  'loop.every': loop('every', '5h'),
  'loop.cron': loop('cron', '30 22 * * 1-5'),
  'loop.onNewData': loop('onNewData', false),
  'loop.pollEvery': loop('pollEvery', '7m'),
  'loop.backoff.first': loop('backoff.first', '7m'),
  'loop.backoff.longest': loop('backoff.longest', '7h'),
  'notify.when': notice('when', 'changes'),
  'notify.webhook.url': notice('webhook.url', 'http://127.0.0.1:8/'),
  'notify.telegram.chat': notice('telegram.chat', '@b'),
  'notify.telegram.api': notice('telegram.api', 'http://127.0.0.1:8/'),
  'notify.timeout': proved('packages/platform/src/telemetry/notices.test.ts', 'timeoutMs: 20'),
};

interface Node {
  readonly type?: string;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly items?: Node;
  readonly prefixItems?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
}

function alternatives(node: Node): readonly Node[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return inner.length === 0 ? [node] : inner.flatMap(alternatives);
}

/** Every path at which a value may stand: `[]` for places in a list, `*` for names that are free. */
function pathsOf(node: Node, at = ''): readonly string[] {
  return alternatives(node).flatMap((one) => {
    if (one.type === 'array') return (one.prefixItems ?? [one.items ?? {}]).flatMap((item) => pathsOf(item, `${at}[]`));
    const below = (name: string): string => (at === '' ? name : `${at}.${name}`);
    const keys = Object.entries(one.properties ?? {}).map(([name, inner]) => pathsOf(inner, below(name)));
    const free = typeof one.additionalProperties === 'object' ? [pathsOf(one.additionalProperties, below('*'))] : [];
    const inner = [...keys, ...free].flat();
    return keys.length + free.length === 0 ? [at] : inner;
  });
}

const PATHS = [...new Set(pathsOf(researchJsonSchema()))];
const isStress = (at: string): boolean => at.startsWith('experiment.stress.');
const isOfSimulation = (at: string): boolean =>
  at.startsWith('packs[].sizing') ||
  (at.startsWith('experiment.') &&
    !isStress(at) &&
    !/^experiment\.(walkForward\.|gates\.|selectBy$|seed$|maxRuns$)/u.test(at));

/** Settings of the simulation that stand in the guide: simulation-effect.test.ts changes each value that stands there. */
function guidePaths(): readonly string[] {
  const guide = readFileSync(new URL('../../../../docs/how-to/accounts-costs-risk.md', import.meta.url), 'utf8');
  const leaves = (value: unknown, at: string): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap((one) => leaves(one, `${at}[]`));
    if (typeof value !== 'object' || value === null) return [at];
    return Object.entries(value).flatMap(([key, one]) => leaves(one, `${at}.${key}`));
  };
  return [...guide.matchAll(/```yaml title=\S+\n([\s\S]*?)```/gu)].flatMap(([, text = '']) =>
    leaves(parse(text), 'experiment'),
  );
}

describe('every setting of a research config', () => {
  it.each(Object.entries(TABLE))('S4-11: %s has an effect', async (_, effect) => {
    const [before, after] = await effect();
    expect(before.length).toBeGreaterThan(1);
    expect(after).not.toBe(before);
  });

  it('S4-11: is in the table, in the guide of simulations or in the test of the stress block', () => {
    const rest = PATHS.filter((at) => !isStress(at) && !isOfSimulation(at));
    expect(Object.keys(TABLE).sort()).toEqual([...rest].sort());
    const guide = guidePaths();
    const isShown = (at: string): boolean => {
      const pattern = at
        .replace(/^packs\[\]/u, 'experiment')
        .replaceAll(/[.[\]]/gu, '\\$&')
        .replaceAll('*', '[^.]+');
      return guide.some((shown) => new RegExp(`^${pattern}$`, 'u').test(shown));
    };
    expect(PATHS.filter((at) => isOfSimulation(at) && !isShown(at))).toEqual([]);
    const names = PATHS.filter(isStress).map((at) => /([A-Za-z]+)(\.\*|\[\])?$/u.exec(at)?.[1] as string);
    const text = readFileSync(new URL('../../src/research/stress/stress-row.test.ts', import.meta.url), 'utf8');
    const elsewhere = ['versions', 'multiples']; // stress-run.test.ts
    expect(names.filter((name) => !elsewhere.includes(name) && !new RegExp(`\\b${name}:`, 'u').test(text))).toEqual([]);
  });
});
