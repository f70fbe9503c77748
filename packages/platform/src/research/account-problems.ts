/**
 * What is wrong with a simulation's settings for the accounts that it is to run on: names of instruments and currencies
 * that no account holds, and breakers that bars are too long for.
 */
import type { SimulationConfig } from '@assay/contracts/schemas';
import { nearestName } from '@assay/core/checks';
import type { ConfigProblem } from '@assay/core/errors';
import { parseTimeframe } from '@assay/quant/market';
import type { Currency, Instrument, Timeframe, TimeframeUnit } from '@assay/quant/market';

/** An account as far as settings depend on it. */
export interface HeldInstruments {
  readonly instruments: readonly Instrument[];
  readonly timeframe: Timeframe;
}

/**
 * All problems of a simulation's settings with what the accounts hold.
 *
 * @param at - path of the settings in the document; '' where they stand at its top.
 */
export function heldProblems(
  config: SimulationConfig,
  accounts: readonly HeldInstruments[],
  at: string,
): readonly ConfigProblem[] {
  if (accounts.length === 0) return [];
  const instruments = accounts.flatMap((account) => account.instruments);
  const problems = [
    ...nameProblems(config, [...new Set(instruments.map(({ id }) => id))]),
    ...currencyProblems(config, currenciesOf(instruments)),
    ...periodProblems(config, accounts),
  ];
  return problems.map(({ path, message }) => ({ path: at === '' ? path : `${at}.${path}`, message }));
}

/** Every place where a config names instruments. */
function namedInstruments({
  account,
  costs,
  risk,
}: SimulationConfig): readonly (readonly [path: string, id: string])[] {
  const keys = (path: string, record: object | undefined): readonly (readonly [string, string])[] =>
    Object.keys(record ?? {}).map((id) => [`${path}.${id}`, id]);
  const { borrowByInstrument, rolloverByInstrument, fundingByInstrument } = costs.financing ?? {};
  return [
    ...keys('account.leverageByInstrument', account.kind === 'fx' ? account.leverageByInstrument : {}),
    ...keys('account.tiersByInstrument', account.kind === 'crypto' ? account.tiersByInstrument : {}),
    ...keys('costs.financing.borrowByInstrument', borrowByInstrument),
    ...keys('costs.financing.rolloverByInstrument', rolloverByInstrument),
    ...keys('costs.financing.fundingByInstrument', fundingByInstrument),
    ...risk.caps.flatMap((cap, index) => {
      const ids = cap.kind === 'instrument' || cap.kind === 'group' ? (cap.instruments ?? []) : [];
      return ids.map((id, place) => [`risk.caps[${index}].instruments[${place}]`, id] as const);
    }),
  ];
}

function nameProblems(config: SimulationConfig, known: readonly string[]): readonly ConfigProblem[] {
  return namedInstruments(config)
    .filter(([, id]) => !known.includes(id))
    .map(([path, id]) => ({ path, message: `no pack holds '${id}'${suggestion(id, known)}` }));
}

function currenciesOf(instruments: readonly Instrument[]): readonly Currency[] {
  const sides = instruments.flatMap((one) =>
    one.kind === 'currency-pair' ? [one.currency, one.baseCurrency] : [one.currency],
  );
  return [...new Set(sides)];
}

function currencyProblems(
  { risk, conversion, currency }: SimulationConfig,
  known: readonly Currency[],
): readonly ConfigProblem[] {
  const caps = risk.caps.flatMap((cap, index) =>
    cap.kind === 'currency' && cap.currency !== undefined
      ? [[`risk.caps[${index}].currency`, cap.currency] as const]
      : [],
  );
  const rates = Object.keys(conversion.series ?? {}).map((code) => [`conversion.series.${code}`, code] as const);
  const own = rates.filter(([, code]) => code === currency);
  return [
    ...[...caps, ...rates]
      .filter(([, code]) => !known.includes(code) && code !== currency)
      .map(([path, code]) => ({ path, message: `no pack holds anything in '${code}'${suggestion(code, known)}` })),
    ...own.map(([path]) => ({ path, message: `is the currency of the account, which needs no rate` })),
  ];
}

/** Units of time from short to long. */
const UNITS: readonly TimeframeUnit[] = ['m', 'h', 'd', 'w', 'mo'];

/** Longest bars by which each breaker can be told the account's course. */
const LONGEST = {
  'daily-loss': 'd',
  'losing-streak': 'd',
  'exposure-change': 'd',
  'weekly-loss': 'w',
  'monthly-loss': 'mo',
} as const;

const UNIT_WORDS = { d: 'a day', w: 'a week', mo: 'a month' } as const;

function periodProblems({ risk }: SimulationConfig, accounts: readonly HeldInstruments[]): readonly ConfigProblem[] {
  return risk.breakers.flatMap(({ kind }, index) => {
    if (kind === 'drawdown' || kind === 'external-scale') return [];
    const unit = LONGEST[kind];
    const isTooLong = ({ timeframe }: HeldInstruments): boolean => {
      const { count, unit: own } = parseTimeframe(timeframe);
      const longer = UNITS.indexOf(own) - UNITS.indexOf(unit);
      return longer > 0 || (longer === 0 && count > 1);
    };
    const long = accounts.find(isTooLong);
    if (long === undefined) return [];
    const message = `a ${kind} breaker needs bars of at most ${UNIT_WORDS[unit]}, a pack has ${long.timeframe}`;
    return [{ path: `risk.breakers[${index}].kind`, message }];
  });
}

function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `; did you mean '${nearest}'?`;
  return known.length <= 12 ? `; there are ${known.join(', ')}` : '';
}
