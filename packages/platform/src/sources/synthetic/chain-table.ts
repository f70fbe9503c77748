import { MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { RECORD_COLUMNS } from '@assay/quant/market';
import type { RecordTable } from '@assay/quant/market';
import type { BarTime } from './bar-times.ts';
import { europeanValue, impliedVolatility } from './black-scholes.ts';
import type { VolatilitySurface } from './black-scholes.ts';
import type { ResolvedChain } from './chain-options.ts';
import type { StrikeRange } from './chain-listing.ts';
import { tableHash } from './table-source.ts';
import { tickGrid } from './tick-grid.ts';
import type { TickGrid } from './tick-grid.ts';

const CHUNK_ROWS = 16_384;
const MS_PER_YEAR = 365 * MS_PER_DAY;
const RIGHTS = ['call', 'put'] as const;
/** Ticks of spread for each tick of price, beside one. */
const RELATIVE_SPREAD = 0.02;

/** The underlying at one close, and what is listed on it. */
export interface ChainDay {
  readonly time: BarTime;
  readonly price: number;
  readonly surface: VolatilitySurface;
  readonly ranges: readonly StrikeRange[];
}

/** Rows of a day's snapshot. */
export function rowsOf({ ranges }: ChainDay): number {
  return ranges.reduce((sum, { lowest, highest }) => sum + 2 * (highest - lowest + 1), 0);
}

/** The snapshots of the days, in tables of whole days. */
export function* chainChunks(chain: ResolvedChain, hash: string, days: Iterable<ChainDay>): Generator<RecordTable> {
  const file = tableHash(hash, 'chain', chain.underlying);
  let [waiting, rows, row]: [ChainDay[], number, number] = [[], 0, 1];
  for (const day of days) {
    waiting.push(day);
    rows += rowsOf(day);
    if (rows < CHUNK_ROWS) continue;
    yield chainTable(chain, waiting, { file, row, rows });
    [waiting, rows, row] = [[], 0, row + rows];
  }
  if (rows > 0) yield chainTable(chain, waiting, { file, row, rows });
}

interface ChunkPlace {
  readonly file: string;
  readonly row: number;
  readonly rows: number;
}

function chainTable(chain: ResolvedChain, days: readonly ChainDay[], { file, row, rows }: ChunkPlace): RecordTable {
  const writer = new ChainWriter(chain, rows);
  for (const day of days) for (const range of day.ranges) writer.addExpiry(day, range);
  return {
    ...{ kind: 'chain', id: chain.underlying, unit: 'USD', synthetic: true, length: rows },
    ...{ eventTime: writer.eventTime, availableAt: writer.eventTime.slice(), numbers: writer.numbers },
    texts: {
      root: { words: [chain.underlying], index: new Int32Array(rows) },
      right: { words: RIGHTS, index: writer.right },
    },
    source: { files: [file], file: new Int32Array(rows), row: Int32Array.from({ length: rows }, (_, i) => row + i) },
  };
}

/** Fills the columns of a chain, row after row. */
class ChainWriter {
  readonly eventTime: Float64Array;
  readonly right: Int32Array;
  readonly numbers: Readonly<Record<string, Float64Array>>;
  private readonly chain: ResolvedChain;
  private readonly grid: TickGrid;
  private readonly strikes: TickGrid;
  private at = 0;

  constructor(chain: ResolvedChain, rows: number) {
    this.chain = chain;
    this.grid = tickGrid(chain.optionTick);
    this.strikes = tickGrid(chain.strikeStep);
    this.eventTime = new Float64Array(rows);
    this.right = new Int32Array(rows);
    const columns = RECORD_COLUMNS.chain.filter(({ type }) => type !== 'text');
    this.numbers = Object.fromEntries(columns.map(({ name }) => [name, new Float64Array(rows).fill(NaN)]));
  }

  addExpiry(day: ChainDay, { expiry, lowest, highest }: StrikeRange): void {
    const years = yearsBetween(day.time.close, expiry);
    for (let step = lowest; step <= highest; step++) {
      const strike = this.strikes.priceOf(step);
      const forward = day.price * Math.exp(this.chain.rate * years);
      const volatility = impliedVolatility(day.surface, Math.log(strike / forward), years);
      for (const [index, right] of RIGHTS.entries()) {
        const terms = { right, strike, spot: day.price, rate: this.chain.rate, years, volatility };
        const { price, delta } = europeanValue(terms);
        this.right[this.at] = index;
        this.eventTime[this.at] = day.time.close;
        this.write({ expiry, strike, delta, ...this.quote(price) });
        this.write({ impliedVolatility: volatility, underlyingPrice: day.price });
        this.at++;
      }
    }
  }

  private write(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) (this.numbers[name] as Float64Array)[this.at] = value;
  }

  private quote(price: number): { readonly bid: number; readonly ask: number; readonly mid: number } {
    const tick = this.grid.priceOf(1);
    const { bid, ask } = quoteTicks(price / tick);
    return { bid: this.grid.priceOf(bid), ask: this.grid.priceOf(ask), mid: this.grid.priceOf((bid + ask) / 2) };
  }
}

/**
 * Bid and ask around a price, all in ticks: the middle is within half a tick of the price, the bid is not below 0, and the
 * ask is above the bid.
 */
export function quoteTicks(price: number): { readonly bid: number; readonly ask: number } {
  const widest = Math.max(1, Math.floor(2 * price));
  const spread = Math.min(1 + Math.floor(RELATIVE_SPREAD * price), widest);
  const bid = Math.max(0, Math.round(price - spread / 2));
  return { bid, ask: bid + spread };
}

/** Time to expiry as the chain counts it: calendar time, 365 days a year. */
export function yearsBetween(from: EpochMs, expiry: EpochMs): number {
  return (expiry - from) / MS_PER_YEAR;
}
