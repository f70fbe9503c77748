import { dayOfWeek } from '@assay/core/time';
import { parseNumber } from '../../import/numbers.ts';

/** What an instrument seems to be. */
export interface GuessedInstrument {
  readonly kind: 'equity' | 'crypto' | 'currency-pair';
  readonly currency: string;
  readonly baseCurrency?: string | undefined;
  readonly calendar: 'us-equity' | 'fx-week' | 'continuous';
  /** For the name in a file's name. */
  readonly pattern?: string | undefined;
}

const CODES = 'USD|EUR|GBP|JPY|CHF|AUD|CAD|NZD|SEK|NOK|DKK|SGD|HKD|MXN|ZAR|TRY|PLN|CZK|HUF|CNH|XAU|XAG';
const PAIR = new RegExp(`(?<=^|[^A-Z])(?:${CODES})(?:${CODES})(?=[^A-Z]|[HMD]\\d|$)`, 'u');
const COIN = /(BTC|ETH|XBT|ADA|LTC|SOL|XRP|DOGE|LINK|USDT|USDC)/u;

/** Guesses by the name of the file or instrument, and by whether there are bars at weekends. */
export function guessInstrument(name: string, readings: readonly number[]): GuessedInstrument {
  const upper = name.toUpperCase();
  const pair = PAIR.exec(upper);
  if (pair !== null) {
    const pattern = upper === pair[0] ? undefined : `^${pair.index === 0 ? '' : `.{${pair.index}}`}([A-Za-z]{6})`;
    return { kind: 'currency-pair', currency: 'from-id', baseCurrency: 'from-id', calendar: 'fx-week', pattern };
  }
  const hasSaturday = readings.some((reading) => dayOfWeek(reading) === 6);
  if (COIN.test(upper))
    return { kind: 'crypto', currency: upper.includes('USDT') ? 'USDT' : 'USD', calendar: 'continuous' };
  return { kind: 'equity', currency: 'USD', calendar: hasSaturday ? 'continuous' : 'us-equity' };
}

/** The smallest step that the prices show: as many decimals as the longest of them. */
export function guessTick(texts: readonly string[]): string {
  const decimals = texts.map((text) => (/\.(\d*?)0*$/u.exec(text)?.[1] ?? '').length);
  const most = Math.min(8, Math.max(0, ...decimals));
  return most === 0 ? '1' : `0.${'0'.repeat(most - 1)}1`;
}

/** What prices of a pair seem to be multiplied by: whole numbers far above any rate. */
export function guessScale(kind: GuessedInstrument['kind'], name: string, texts: readonly string[]): number {
  const prices = texts.map(parseNumber).filter((price) => price > 0);
  if (kind !== 'currency-pair' || prices.length === 0 || !prices.every((price) => price > 5000)) return 1;
  return /JPY/iu.test(name) ? 1000 : 100_000;
}
