import { parseTimeframe } from '@assay/quant/market';
import type { Adjustment, PriceSide, Timeframe } from '@assay/quant/market';
import { attempt, optional, patternFault, readInstrument, readShared } from './check-parts.ts';
import type { BarsLayout, LayoutInstrument, SharedTerms } from './layout.ts';
import type { ObjectReader } from './object-reader.ts';
import { barTimeRules, nameRules, noteBroken, sharedRules } from './rules.ts';
import type { Given, Rule } from './rules.ts';

/** Keys that layouts of bars have beside those of all. */
export const BAR_KEYS: readonly string[] = [
  ...['barStamp', 'timeframe', 'session', 'side', 'sidePattern', 'snapToTick', 'adjustment', 'instrument'],
];

/** Columns of prices, where one side is known. */
export const ONE_SIDE: readonly string[] = ['open', 'high', 'low', 'close'];
/** Columns of prices, where both sides are. */
export const BOTH_SIDES: readonly string[] = [
  ...['bidOpen', 'bidHigh', 'bidLow', 'bidClose', 'askOpen', 'askHigh', 'askLow', 'askClose'],
];
const COLUMN_KEYS = ['time', 'clock', ...ONE_SIDE, 'volume', 'instrument', ...BOTH_SIDES];
const ADJUSTMENTS: readonly Adjustment[] = ['raw', 'split', 'split-and-dividend'];
const SIDES: readonly (PriceSide | 'from-name')[] = ['trade', 'bid', 'ask', 'mid', 'from-name'];

/** Reads a layout of bars, noting every problem. */
export function checkBars(reader: ObjectReader, given: Given): BarsLayout {
  const shared = readShared(reader, COLUMN_KEYS);
  const isTwoSided = BOTH_SIDES.some((key) => given(`columns.${key}`));
  const layout = {
    kind: 'bars' as const,
    ...shared,
    ...optional('barStamp', reader.has('barStamp') ? reader.choice('barStamp', ['open', 'close'] as const) : undefined),
    timeframe: readTimeframe(reader) as Timeframe,
    session: reader.choice('session', ['calendar', 'civil-day'] as const, 'calendar') ?? 'calendar',
    side: reader.choice('side', SIDES, isTwoSided ? 'bid' : 'trade') ?? 'trade',
    ...optional('sidePattern', reader.text('sidePattern', { fault: patternFault })),
    snapToTick: reader.flag('snapToTick', false),
    adjustment: reader.choice('adjustment', ADJUSTMENTS) as Adjustment,
    instrument: readInstrument(reader),
  };
  noteBroken(
    [
      ...columnRules(given, layout),
      ...sideRules(given, layout, isTwoSided),
      ...termRules(given, 'instrument', layout.instrument),
      ...nameRules(given, 'instrument', layout.instrument, layout.header),
      ...sharedRules(given, layout),
      ...barTimeRules(given, layout),
    ],
    reader,
  );
  return layout;
}

function readTimeframe(reader: ObjectReader): Timeframe | undefined {
  const fault = (text: string): string | undefined => {
    const parts = attempt(() => parseTimeframe(text));
    if (parts === undefined) return `must be such as 5m, 1h, 1d, 1w or 1mo, was '${text}'`;
    const isLong = parts.unit === 'd' || parts.unit === 'w' || parts.unit === 'mo';
    return isLong && parts.count > 1 ? `must be minutes, hours, 1d, 1w or 1mo, was '${text}'` : undefined;
  };
  return reader.text('timeframe', { isRequired: true, fault }) as Timeframe | undefined;
}

function columnRules(given: Given, { instrument }: BarsLayout): readonly Rule[] {
  const has = (key: string): boolean => given(`columns.${key}`);
  const both = BOTH_SIDES.filter(has);
  const range = ['open', 'high', 'low'].filter(has);
  const isWide = instrument.from === 'column-name';
  const isTwoSided = both.length > 0;
  const prices = [...ONE_SIDE, ...BOTH_SIDES, 'volume'].filter(has);
  const missing = BOTH_SIDES.filter((key) => !has(key));
  return [
    [
      isWide && prices.length > 0,
      'columns',
      `${prices.join(', ')} have no effect; every column is an instrument's closes`,
    ],
    [
      isTwoSided && missing.length > 0,
      'columns',
      `bid and ask need all of their prices; missing are ${missing.join(', ')}`,
    ],
    [
      isTwoSided && ONE_SIDE.some(has),
      'columns',
      'hold both sides, or one: not bid and ask beside open, high, low, close',
    ],
    [!isWide && !isTwoSided && given('columns') && !has('close'), 'columns.close', 'is missing'],
    [
      range.length === 1 || range.length === 2,
      'columns',
      `open, high and low come together or not at all; given are ${range.join(', ')}`,
    ],
  ];
}

function sideRules(given: Given, { side, rows }: BarsLayout, isTwoSided: boolean): readonly Rule[] {
  const isNamed = side === 'from-name';
  return [
    [isTwoSided && side !== 'bid', 'side', 'has no effect; the columns hold both sides'],
    [isNamed && !given('sidePattern'), 'sidePattern', "is missing; side is 'from-name'"],
    [!isNamed && given('sidePattern'), 'sidePattern', `has no effect; side is '${side}'`],
    [
      !isNamed && rows.oneSided === 'skip',
      'rows.oneSided',
      'has no effect; the sides do not come from different files',
    ],
  ];
}

function termRules(given: Given, at: string, { kind, overrides }: LayoutInstrument): readonly Rule[] {
  const isPair = kind === 'currency-pair';
  const base = `${at}.baseCurrency`;
  const isElsewherePair = Object.values(overrides).some(
    (terms: Partial<SharedTerms>) => terms.kind === 'currency-pair',
  );
  return [
    [isPair && !given(base), base, 'is missing; the instrument is a currency pair'],
    [
      kind !== undefined && !isPair && !isElsewherePair && given(base),
      base,
      'has no effect; the instrument is no currency pair',
    ],
  ];
}
