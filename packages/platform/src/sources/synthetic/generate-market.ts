/**
 * Daily bars that are consistent in themselves: every bar is a piece of one continuous path.
 *
 * 1. Over night the log price moves by a normal step, so that the open differs from the close before.
 * 2. Within the session it moves by `STEPS` normal steps. Between two of them the path is a Brownian bridge, whose highest
 *    and lowest point are drawn from their exact distributions. So a stop inside the bar is met by a path that passes
 *    through it, and a driftless market pays nothing to a stop or a target.
 * 3. Open, high, low and close are rounded to the tick.
 */
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { parseIsoDate } from '@assay/core/time';
import { calendarById, checkSeries, fromTicks, toTicks } from '@assay/quant/market';
import type { BarSeries, Instrument, InstrumentId, Session } from '@assay/quant/market';
import type { JsonSafe } from '@assay/core/errors';
import { canonicalJson, sha256Hex } from '../../settings/index.ts';
import type { DatasetContent } from '../dataset-content.ts';
import type { ResolvedMarket } from './options.ts';

const STEPS = 16;
const MEAN_VOLUME = 1_000_000;
const VOLUME_DEVIATION = 0.3;

/** What a generator adds to the random walk. */
export interface MarketRule {
  readonly name: string;
  /** Parameters of the rule, beside those of the market. */
  readonly parameters: Readonly<Record<string, JsonSafe>>;
  readonly description: string;
  /**
   * Log return that is added between the open and the close of bar `t`.
   *
   * @param close - closes on the tick; those before index `t` are known.
   */
  readonly addedReturn: (close: Float64Array, t: number) => number;
}

/** Makes the bars of every instrument of a market. */
export function generateMarket(market: ResolvedMarket, rule: MarketRule): DatasetContent {
  const generator = { name: rule.name, version: 1, steps: STEPS, ...market, ...rule.parameters };
  const hash = sha256Hex(canonicalJson(generator));
  const sessions = firstSessions(market);
  const series = market.instruments.map((id, index) => generateSeries(market, rule, { id, index, hash, sessions }));
  return {
    series,
    provenance: {
      kind: 'synthetic',
      description: rule.description,
      sources: [{ sha256: hash, name: `generator:${rule.name}`, rows: market.bars * market.instruments.length }],
      generator,
      notes: ['Generated prices: the hash of the source is that of the generator and its parameters.'],
    },
  };
}

interface SeriesPlan {
  readonly id: InstrumentId;
  readonly index: number;
  readonly hash: string;
  readonly sessions: readonly Session[];
}

function generateSeries(market: ResolvedMarket, rule: MarketRule, plan: SeriesPlan): BarSeries {
  const { bars, tickSize, calendar } = market;
  const terms = { currency: 'USD', lotSize: '1', multiplier: '1', tickSize, calendar };
  const instrument: Instrument = { id: plan.id, kind: 'equity', ...terms };
  const prices = generatePrices(market, rule, instrument);
  const eventTime = Float64Array.from(plan.sessions, (session) => session.close);
  const series: BarSeries = {
    instrument,
    timeframe: '1d',
    shape: 'ohlc',
    adjustment: 'raw',
    synthetic: true,
    length: bars,
    openTime: Float64Array.from(plan.sessions, (session) => session.open),
    eventTime,
    availableAt: eventTime.slice(),
    ...prices,
    source: {
      files: [plan.hash],
      file: new Int32Array(bars),
      row: Int32Array.from({ length: bars }, (_, t) => plan.index * bars + t + 1),
    },
  };
  checkSeries(series);
  return series;
}

type Prices = Pick<BarSeries, 'open' | 'high' | 'low' | 'close' | 'volume'>;

function generatePrices(market: ResolvedMarket, rule: MarketRule, instrument: Instrument): Prices {
  const { bars, drift, volatility, overnightShare } = market;
  const rng = createRng(market.seed).fork(`synthetic:${instrument.id}`);
  const column = (): Float64Array => new Float64Array(bars);
  const prices = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  const night = volatility ** 2 * overnightShare;
  const day = volatility ** 2 - night;
  // The mean of a log-normal price is exp(mean + variance / 2) of its log.
  const expected = Math.log1p(drift);
  const nightMean = expected * overnightShare - night / 2;
  const dayMean = expected * (1 - overnightShare) - day / 2;
  const onTick = (level: number): number => fromTicks(instrument, Math.max(1, toTicks(instrument, Math.exp(level))));
  let level = Math.log(market.startPrice);
  for (let t = 0; t < bars; t++) {
    level += nightMean + Math.sqrt(night) * rng.nextNormal();
    const path = walkSession(rng, level, dayMean + rule.addedReturn(prices.close, t), day);
    prices.open[t] = onTick(level);
    prices.high[t] = onTick(path.high);
    prices.low[t] = onTick(path.low);
    prices.close[t] = onTick(path.close);
    prices.volume[t] = Math.round(MEAN_VOLUME * Math.exp(VOLUME_DEVIATION * rng.nextNormal()));
    level = path.close;
  }
  return prices;
}

interface SessionPath {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** One session's path from the log price `open`, as its extremes and its end. */
function walkSession(rng: Rng, open: number, mean: number, variance: number): SessionPath {
  const stepVariance = variance / STEPS;
  const deviation = Math.sqrt(stepVariance);
  let [level, high, low] = [open, open, open];
  for (let step = 0; step < STEPS; step++) {
    const next = level + mean / STEPS + deviation * rng.nextNormal();
    high = Math.max(high, bridgeMaximum(rng, level, next, stepVariance));
    low = Math.min(low, -bridgeMaximum(rng, -level, -next, stepVariance));
    level = next;
  }
  return { high, low, close: level };
}

/** Highest point of a Brownian bridge: P(max > m) = exp(-2 (m - from)(m - to) / variance), solved for m. */
function bridgeMaximum(rng: Rng, from: number, to: number, variance: number): number {
  const exponential = -Math.log(1 - rng.nextFloat());
  return (from + to + Math.sqrt((to - from) ** 2 + 2 * variance * exponential)) / 2;
}

function firstSessions(market: ResolvedMarket): readonly Session[] {
  const calendar = calendarById(market.calendar);
  const sessions: Session[] = [];
  let from = parseIsoDate(market.start) as number;
  while (sessions.length < market.bars) {
    const session = calendar.nextSession(from);
    sessions.push(session);
    from = session.close;
  }
  return sessions;
}
