import { createRng } from '@assay/core/random';
import { MS_PER_DAY, parseIsoDate } from '@assay/core/time';
import type { BarTime } from './bar-times.ts';
import type { NormalSource } from './price-walk.ts';

/** Shares of an instrument's path in what it has in common with others. */
export interface FactorLoading {
  /** Loading on what all have in common. */
  readonly market: number;
  /** Loading on what its block has in common. */
  readonly block: number;
}

/** Loadings for which two instruments have the correlation `within` in a block and `between` otherwise. */
export function loadingsOf(within: number, between: number): FactorLoading {
  return { market: Math.sqrt(between), block: Math.sqrt(within - between) };
}

/** Where a member's normal numbers come from. */
export interface FactorSource {
  readonly seed: number | string;
  readonly block: number;
  readonly loading: FactorLoading;
  /** Civil date of the first day of the factors. */
  readonly start: string;
  /** Normal numbers of a bar. */
  readonly perBar: number;
  /** The member's own numbers. */
  readonly own: { nextNormal(): number };
}

/**
 * Normal numbers of daily bars: market · m + block · b + √(1 - market² - block²) · own. The numbers m and b belong to the
 * civil date that the session is named after, so instruments of different calendars share them on the same dates.
 */
export function commonFactor(source: FactorSource): NormalSource {
  const { loading, own } = source;
  const root = createRng(source.seed);
  const market = dailyNormals(source, root.fork('synthetic-factor:market'));
  const block = dailyNormals(source, root.fork(`synthetic-factor:block:${source.block}`));
  const rest = Math.sqrt(1 - loading.market ** 2 - loading.block ** 2);
  let [ofMarket, ofBlock, next] = [market(source.start), block(source.start), 0];
  return {
    begin: ({ session }: BarTime) => {
      ofMarket = market(session.date);
      ofBlock = block(session.date);
      next = 0;
    },
    next: () => {
      const common = loading.market * (ofMarket[next] as number) + loading.block * (ofBlock[next] as number);
      next++;
      return common + rest * own.nextNormal();
    },
  };
}

/** The numbers of each date from the first on; dates are asked for in order. */
function dailyNormals({ start, perBar }: FactorSource, rng: { nextNormal(): number }): (date: string) => Float64Array {
  const first = parseIsoDate(start) as number;
  const numbers = new Float64Array(perBar);
  let drawn = 0;
  return (date) => {
    const day = ((parseIsoDate(date) as number) - first) / MS_PER_DAY;
    for (; drawn <= day; drawn++) for (let i = 0; i < perBar; i++) numbers[i] = rng.nextNormal();
    return numbers;
  };
}
