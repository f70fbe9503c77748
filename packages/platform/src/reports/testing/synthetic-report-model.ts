import type { DatasetInventory, RankingRow, ReportModel, ReportRow, StaleInstrument } from '@assay/contracts/schemas';
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { formatIsoDate } from '@assay/core/time';
import { drawdownSeries } from '@assay/quant/analysis';
import { baseContract, pessimisticContract, shortForm } from '@assay/quant/execution';
import { tradeAccount } from './account.ts';
import type { AccountHistory, Segment } from './account.ts';
import { benchmarkMetrics, judgeAccount, PERIODS_PER_YEAR, POLICY } from './judged-account.ts';
import type { JudgedAccount } from './judged-account.ts';
import { syntheticMarket } from './market.ts';
import type { Market } from './market.ts';
import { PROFILES } from './profiles.ts';
import type { Profile } from './profiles.ts';

const CASH = 100_000;
const TRAIN = 756;
const TEST = 252;
const PURGE = 5;
const TRIALS = 187;
const PACK = 'sp500-daily';
const LISTED_TRADES = 200;

interface Setting {
  readonly market: Market;
  readonly segments: readonly Segment[];
  readonly rng: Rng;
  readonly seed: string;
}

/**
 * A report model made of a seeded market and accounts that trade it, judged by the real rules: eight rows of all four
 * verdicts. The same seed gives the same model.
 */
export function syntheticReportModel(seed: string = 'c'): ReportModel {
  const market = syntheticMarket(seed);
  const segments = segmentsOf(market.times.length);
  const setting: Setting = { market, segments, seed, rng: createRng(seed).fork('pictures') };
  const always = { ...BUY_AND_HOLD, holdingDays: market.times.length };
  const whole = [{ from: TRAIN + PURGE, to: market.times.length }];
  const held = tradeAccount(market, whole, { behaviour: always, cash: CASH, costBps: 2.5, seed });
  const rows = PROFILES.map((profile) => reportRow(profile, held, setting)).sort(byScore);
  const contracts = [baseContract(), pessimisticContract()];
  return {
    rankings: {
      runId: '7c1e5b0d94aa4f21',
      datasetVersion: 'a41f0c9be27d5518',
      codeVersion: '0.1.0+3f9a2c71',
      config: { name: 'sp500-first-look', experiment: { fills: 'base', seed: 42 }, strategies: PROFILES.length },
      rows: rows.map(({ row }) => row),
    },
    name: 'sp500-first-look',
    hypothesis: 'Prices under-react to news, so that trends of some months continue; gaps and weekdays carry nothing.',
    currency: 'USD',
    cash: CASH,
    datasets: [
      {
        name: 'seeded-index',
        version: 'a41f0c9be27d5518',
        description: 'A seeded index with two crises, made for this picture.',
        synthetic: true,
        instruments: [market.instrument],
        from: formatIsoDate(market.times[0] ?? 0),
        to: formatIsoDate(market.times.at(-1) ?? 0),
        warnings: ['SPX 1d: open_equals_previous_close × 12', 'The high of 2010-05-06 stands far from both closes.'],
      },
    ],
    data: { datasets: [inventoryOf(market)], stale: [STALE] },
    trials: { thisRun: 61, prior: 126, declared: 0 },
    kill: { ...POLICY },
    fillContracts: contracts.map(({ name, description, costs }) => {
      const { halfSpreadBps, slippageBps, commissionBps } = shortForm(costs) as NonNullable<
        ReturnType<typeof shortForm>
      >;
      return { name, description, halfSpreadBps, slippageBps, commissionBps };
    }),
    walkForward: [
      {
        pack: `${PACK}.${market.instrument}`,
        scheme: 'expanding',
        trainPeriods: TRAIN,
        testPeriods: TEST,
        purgePeriods: PURGE,
        folds: segments.length,
        boundary: 'flatten',
      },
    ],
    benchmarks: [
      { pack: `${PACK}.${market.instrument}`, instruments: [market.instrument], metrics: benchmarkMetrics(held) },
    ],
    rows,
  };
}

function inventoryOf({ instrument, times }: Market): DatasetInventory {
  const [first, last] = [formatIsoDate(times[0] ?? 0), formatIsoDate(times.at(-1) ?? 0)];
  const gap = { expectedBars: times.length + 1, missingBars: 1, missingSessions: 1, missingDates: ['2012-10-31'] };
  const account = `${PACK}.${instrument}`;
  const head = { name: 'seeded-index', version: 'a41f0c9be27d5518', synthetic: true, files: 0, rows: times.length };
  return {
    ...{ ...head, first, last, unfit: [] },
    series: [
      {
        ...{ account, instrument, timeframe: '1d', bars: times.length, first, last, ...gap },
        ...{ lateBars: 2, fit: true, join: null },
      },
    ],
  };
}

const STALE: StaleInstrument = {
  ...{ pack: PACK, dataset: 'seeded-index@a41f0c9be27d5518', instrument: 'OLD', timeframe: '1d' },
  ...{ asOf: '2023-12-22T23:59:59.999Z', lastBar: '2023-11-30T21:00:00.000Z', missedBars: 16, tradingHours: 104 },
  reason: '16 bars of 1d missed (limit 2) since 2023-11-30T21:00:00.000Z',
};

const BUY_AND_HOLD = { name: 'buy-and-hold', skill: 0, lookEvery: 1, threshold: -Infinity, leverage: 1 };

function segmentsOf(nDays: number): readonly Segment[] {
  const segments: Segment[] = [];
  for (let from = TRAIN + PURGE; from < nDays; from += TEST) segments.push({ from, to: Math.min(nDays, from + TEST) });
  return segments;
}

function byScore(a: ReportRow, b: ReportRow): number {
  return (b.row.score ?? -1) - (a.row.score ?? -1);
}

function reportRow(profile: Profile, held: AccountHistory, setting: Setting): ReportRow {
  const { market, segments, seed } = setting;
  const trade = (costBps: number): AccountHistory =>
    tradeAccount(market, segments, { behaviour: profile, cash: CASH, costBps, seed });
  const history = trade(2.5);
  const first = judgeAccount(history, { nTrials: TRIALS, centre: 0, neighbours: [] });
  const centre = first.metrics['excessSharpeRatio'] ?? null;
  const neighbours = neighboursOf(profile, centre, setting.rng.fork(`${profile.name}/neighbours`));
  const context = { nTrials: TRIALS, centre: centre ?? NaN, neighbours: neighbours.map((one) => one.annualSharpe) };
  const judged = judgeAccount(history, context);
  const pessimistic = judgeAccount(trade(5), context);
  const { evidence, metrics } = judged;
  return {
    row: rankingRow(profile, { history, judged, pessimistic }, setting),
    equity: { times: [...history.times], values: [...history.equity] },
    buyAndHold: { times: [...held.times], values: [...held.equity] },
    drawdown: drawdownOf(history),
    buyAndHoldDrawdown: drawdownOf(held),
    segments: segments.map(({ from, to }) => ({ from: market.times[from - 1] ?? 0, to: market.times[to - 1] ?? 0 })),
    heat: heatOf(profile, centre, setting.rng.fork(`${profile.name}/heat`)),
    centreAnnualSharpe: centre,
    neighbours,
    trades: history.trades.slice(0, LISTED_TRADES),
    tradesTotal: history.trades.length,
    deflation: {
      sharpe: finiteOrNull(evidence.excessSharpe.sharpe),
      skewness: finiteOrNull(evidence.excessSharpe.skewness),
      kurtosis: finiteOrNull(evidence.excessSharpe.kurtosis),
      periods: evidence.excessSharpe.n,
      periodsPerYear: PERIODS_PER_YEAR,
      trials: evidence.trials.count,
      trialSharpeVariance: evidence.trials.sharpeVariance,
      expectedMaximum: metrics['expectedMaximum'] ?? null,
      probability: metrics['deflatedSharpe'] ?? null,
      minimumTrackRecord: metrics['minimumTrackRecord'] ?? null,
    },
    fillContract: baseContract().name,
    pessimisticContract: pessimisticContract().name,
  };
}

interface Outcome {
  readonly history: AccountHistory;
  readonly judged: JudgedAccount;
  readonly pessimistic: JudgedAccount;
}

function rankingRow(profile: Profile, { history, judged, pessimistic }: Outcome, setting: Setting): RankingRow {
  const { market, segments } = setting;
  const day = (index: number): string => formatIsoDate(market.times[index] ?? 0);
  const rng = setting.rng.fork(`${profile.name}/chosen`);
  const { score } = judged.score;
  const hasScore = score.reason === undefined;
  return {
    id: profile.name.replace(/[^a-z0-9-]+/g, '-'),
    strategy: profile.name,
    params: { ...profile.params },
    instruments: [market.instrument],
    timeframe: '1d',
    verdict: judged.judgement.verdict,
    pessimisticVerdict: pessimistic.judgement.verdict,
    score: hasScore ? score.value : null,
    scoreVersion: judged.score.version,
    metrics: judged.metrics,
    nulls: { ...judged.nulls, ...(hasScore ? {} : { score: score.reason ?? '' }) },
    reasons: judged.judgement.reasons.map((reason) => ({ ...reason })),
    checks: judged.judgement.checks.map((check) => ({ ...check })),
    trades: history.trades.length,
    trials: TRIALS,
    pack: PACK,
    period: { from: day(TRAIN + PURGE), to: day(market.times.length - 1) },
    parameterSets: profile.axes.reduce((product, [, values]) => product * values.length, 1),
    selections: segments.map(({ from, to }, fold) => ({
      fold,
      trainFrom: day(0),
      trainTo: day(from - PURGE - 1),
      testFrom: day(from),
      testTo: day(to - 1),
      params: {
        ...profile.params,
        ...(rng.nextFloat() < 0.4 ? Object.fromEntries(profile.axes.map(drawOne(rng))) : {}),
      },
    })),
  };
}

function drawOne(rng: Rng): (axis: Profile['axes'][number]) => readonly [string, number | string] {
  return ([name, values]) => [name, values[rng.nextInt(values.length)] ?? 0];
}

function heatOf({ axes, params }: Profile, centre: number | null, rng: Rng): ReportRow['heat'] {
  const [x, y] = axes;
  if (x === undefined) return null;
  const distance = ([name, values]: Profile['axes'][number], value: number | string): number =>
    values.indexOf(value) - values.indexOf(params[name] as number | string);
  const cells = x[1].flatMap((xValue) =>
    (y?.[1] ?? [null]).map((yValue) => {
      const steps = distance(x, xValue) ** 2 + (y === undefined || yValue === null ? 0 : distance(y, yValue) ** 2);
      const value =
        centre === null ? null : centre * Math.exp(-steps / 6) + (steps === 0 ? 0 : 0.16 * rng.nextNormal());
      return { x: xValue, y: yValue, value };
    }),
  );
  return { xName: x[0], yName: y?.[0] ?? null, cells };
}

function neighboursOf({ params, robustness }: Profile, centre: number | null, rng: Rng): ReportRow['neighbours'] {
  return Object.entries(params).flatMap(([name, value]) => {
    if (typeof value !== 'number') return [];
    return [0.9, 1.1].map((factor) => ({
      params: { ...params, [name]: moved(value, factor) },
      annualSharpe: centre === null ? null : centre * robustness + 0.08 * rng.nextNormal(),
    }));
  });
}

function moved(value: number, factor: number): number {
  return Number.isInteger(value) ? Math.round(value * factor) : Number((value * factor).toPrecision(6));
}

function drawdownOf({ times, equity }: AccountHistory): ReportRow['drawdown'] {
  return { times: [...times], values: [...drawdownSeries(Float64Array.from(equity), CASH)] };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
