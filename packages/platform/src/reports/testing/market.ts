import { createRng } from '@assay/core/random';
import { civilToEpochMs, dayOfWeek, MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';

/** Closes of one made-up instrument, on weekdays at 21:00 UTC. */
export interface Market {
  readonly instrument: string;
  readonly times: readonly number[];
  readonly prices: readonly number[];
}

const FIRST_PRICE = 1268.8;
const CLOSE_HOUR = 21;

/** A market with two crises in it: 18 years of daily closes, the same for the same seed. */
export function syntheticMarket(seed: string, nDays: number = 4690): Market {
  const rng = createRng(seed).fork('market');
  const times: number[] = [];
  const prices: number[] = [];
  let day = civilToEpochMs(2006, 1, 3);
  let price = FIRST_PRICE;
  while (times.length < nDays) {
    const weekday = dayOfWeek(day);
    if (weekday !== 0 && weekday !== 6) {
      const { drift, volatility } = regimeAt(times.length / nDays);
      if (times.length > 0) price *= Math.exp(drift + volatility * rng.nextNormal());
      times.push(day + CLOSE_HOUR * MS_PER_HOUR);
      prices.push(Math.round(price * 100) / 100);
    }
    day += MS_PER_DAY;
  }
  return { instrument: 'SPX', times, prices };
}

function regimeAt(share: number): { readonly drift: number; readonly volatility: number } {
  if (share > 0.12 && share < 0.175) return { drift: -0.0017, volatility: 0.02 };
  if (share > 0.785 && share < 0.8) return { drift: -0.0045, volatility: 0.031 };
  return { drift: 0.0005, volatility: 0.0088 };
}
