import type { LinearInstrument } from '@assay/quant/market';
import { barTimes, sessionsFrom } from './bar-times.ts';
import type { BarTime } from './bar-times.ts';
import { commonFactor, loadingsOf } from './common-factor.ts';
import { datasetOf, generatorHash, without } from './facts.ts';
import type { GeneratorFacts } from './facts.ts';
import { headOf, instrumentRng } from './generate-market.ts';
import { inMemory } from './generated.ts';
import type { GeneratedContent, GeneratedDataset, GeneratedSeries } from './generated.ts';
import { resolvePanel } from './panel-options.ts';
import type { CorrelatedPanelOptions, PanelMember, ResolvedPanel } from './panel-options.ts';
import { priceWalk, SESSION_STEPS } from './price-walk.ts';
import { generatedSeries } from './series-source.ts';
import { tickGrid } from './tick-grid.ts';

/** Prices that swing so far need finer steps. */
const CRYPTO_TICK = '0.000001';

/**
 * Daily random walks whose log returns have a declared correlation by blocks: `within` for two instruments of one block,
 * `between` for others, as `panelCorrelation` writes it out. It holds for bars named after the same date: crypto currencies
 * trade every UTC day, and their returns of Saturday and Sunday meet no share.
 *
 * Each of a bar's steps is √between · (the market's) + √(within - between) · (the block's) + the rest of its own, so opens,
 * highs and lows hang together as the closes do.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the calendar ends before the last bar.
 */
export function correlatedPanel(options: CorrelatedPanelOptions): GeneratedContent {
  return inMemory(correlatedPanelSource(options));
}

/** The same panel in chunks. */
export function correlatedPanelSource(options: CorrelatedPanelOptions): GeneratedDataset {
  const panel = resolvePanel(options);
  const span = spanOf(panel);
  const facts = factsOf(panel);
  const hash = generatorHash(facts);
  const series: GeneratedSeries[] = [];
  let firstRow = 1;
  for (const member of panel.members) {
    const one = memberSeries(panel, member, { span, hash, firstRow });
    series.push(one);
    firstRow += one.bars;
  }
  return datasetOf(facts, {
    description: 'synthetic: random walks with a declared correlation by blocks',
    notes: ['Truth: the correlation of log returns of bars of the same date, by block, in the generator.'],
    ...{ series, tables: [] },
  });
}

function factsOf({ market, members, within, between, cryptoVolatility }: ResolvedPanel): GeneratorFacts {
  const rest = without(market, ['instruments', 'calendar', 'timeframe']);
  const hasCrypto = members.some(({ isCrypto }) => isCrypto);
  const blocks = 1 + Math.max(...members.map(({ block }) => block));
  const ofBlocks = Array.from({ length: blocks }, (_, row) =>
    Array.from({ length: blocks }, (__, column) => (row === column ? within : between)),
  );
  return {
    ...{ name: 'correlated-panel', version: 1, steps: SESSION_STEPS, ...rest },
    ...(hasCrypto ? { cryptoVolatility, cryptoTick: CRYPTO_TICK } : {}),
    members: members.map((member) => ({ ...member })),
    blockCorrelation: ofBlocks,
  };
}

/** The days that the shares cover. */
interface PanelSpan {
  readonly lastDate: string;
  /** UTC days from `start` to the last date. */
  readonly days: number;
}

function spanOf({ market }: ResolvedPanel): PanelSpan {
  const sessions = sessionsFrom('us-equity', market.start);
  let lastDate = '';
  for (let i = 0; i < market.bars; i++) lastDate = sessions.next().value.date;
  let days = 0;
  for (const { date } of sessionsFrom('continuous', market.start)) {
    days++;
    if (date === lastDate) return { lastDate, days };
  }
  return { lastDate, days };
}

interface MemberPlace {
  readonly span: PanelSpan;
  readonly hash: string;
  readonly firstRow: number;
}

function memberSeries(panel: ResolvedPanel, member: PanelMember, place: MemberPlace): GeneratedSeries {
  const { market, within, between, cryptoVolatility } = panel;
  const { seed, start, overnightShare, startPrice, drift } = market;
  const calendar = member.isCrypto ? 'continuous' : 'us-equity';
  const times = (): Iterator<BarTime> => skipped(barTimes({ calendar, timeframe: '1d', start }), member.listedAfter);
  const tickSize = member.isCrypto ? CRYPTO_TICK : market.tickSize;
  const terms = { currency: 'USD', lotSize: '1', multiplier: '1', tickSize, calendar } as const;
  const listing = member.listedAfter > 0 ? { listedAt: (times().next().value as BarTime).open } : {};
  const instrument: LinearInstrument = {
    ...{ id: member.id, kind: member.isCrypto ? 'crypto' : 'equity', ...terms, ...listing },
  };
  const law = { drift, volatility: member.isCrypto ? cryptoVolatility : market.volatility, added: 0 };
  const grid = tickGrid(tickSize);
  return generatedSeries({
    ...{ head: headOf(instrument, '1d'), grid, hash: place.hash, firstRow: place.firstRow, times },
    bars: member.isCrypto ? place.span.days : market.bars - member.listedAfter,
    walk: () => {
      const rng = instrumentRng(seed, member.id);
      const loading = loadingsOf(within, between);
      const shared = { seed, block: member.block, loading, start, perBar: SESSION_STEPS + 1 };
      const normals = commonFactor({ ...shared, own: rng });
      return priceWalk({
        ...{ rng, normals, grid, overnightShare, startPrice },
        steps: SESSION_STEPS,
        laws: { law: () => law },
      });
    },
  });
}

function skipped(times: Iterator<BarTime>, count: number): Iterator<BarTime> {
  for (let i = 0; i < count; i++) times.next();
  return times;
}
