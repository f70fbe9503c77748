import { ConfigError, PlatformError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { isTimeZone } from '@assay/core/time';
import { CALENDAR_IDS, parsePositiveDecimal, parseTimeframe } from '@assay/quant/market';
import type { Adjustment, Timeframe } from '@assay/quant/market';
import type { ColumnReference, CsvLayout, LayoutColumns, LayoutInstrument, RowPolicy } from './layout.ts';
import { objectReader } from './object-reader.ts';
import type { ObjectReader } from './object-reader.ts';
import { TIME_FORMATS, timeExample, timeKind } from './time-formats.ts';
import type { TimeFormat } from './time-formats.ts';

const KEYS = [
  ...['columns', 'separator', 'header', 'time', 'barStamp', 'timeframe', 'priceScale', 'snapToTick'],
  ...['adjustment', 'instrument', 'rows'],
];
const COLUMN_KEYS = ['time', 'open', 'high', 'low', 'close', 'volume', 'instrument'] as const;
const INSTRUMENT_KEYS = [
  ...['from', 'id', 'pattern', 'kind', 'currency', 'baseCurrency', 'tickSize', 'lotSize', 'multiplier', 'calendar'],
];
const KINDS = ['equity', 'fund', 'index', 'commodity', 'crypto', 'contract-for-difference', 'currency-pair'] as const;
const ADJUSTMENTS: readonly Adjustment[] = ['raw', 'split', 'split-and-dividend'];
const POLICIES: readonly RowPolicy[] = ['refuse', 'skip'];
const CURRENCY = /^[A-Z0-9]{3,10}$/u;
/** What an instrument may be called. */
export const INSTRUMENT_ID: RegExp = /^[A-Za-z0-9^_][A-Za-z0-9^_.=/:&-]{0,63}$/u;

/**
 * Takes a layout that was read from a file.
 *
 * @param where - what the error calls it, as the file's path.
 * @throws {ConfigError} listing every problem: missing and unknown keys with the nearest known one, values out of their
 *   domain, and what does not go together.
 */
export function checkLayout(value: unknown, where: string): CsvLayout {
  const problems: ConfigProblem[] = [];
  const reader = objectReader(value, '', KEYS, problems);
  const header = reader.flag('header', true);
  const timeframe = readTimeframe(reader);
  const rows = reader.object('rows', ['blank', 'offSession', 'invalid']);
  const policy = (key: string): RowPolicy => rows.choice(key, POLICIES, 'refuse') as RowPolicy;
  const layout = {
    columns: readColumns(reader, header),
    separator: readSeparator(reader),
    header,
    time: readTime(reader),
    barStamp: reader.has('barStamp') ? reader.choice('barStamp', ['open', 'close'] as const) : undefined,
    timeframe,
    priceScale: reader.positive('priceScale', 1),
    snapToTick: reader.flag('snapToTick', false),
    adjustment: reader.choice('adjustment', ADJUSTMENTS),
    instrument: readInstrument(reader),
    rows: { blank: policy('blank'), offSession: policy('offSession'), invalid: policy('invalid') },
  };
  const { from, kind } = layout.instrument;
  checkTogether({ given: givenKeys(value), from, kind, format: layout.time.format, timeframe }, reader);
  if (problems.length > 0) throw new ConfigError(`layout '${where}'`, problems);
  return layout as CsvLayout;
}

function readColumns(reader: ObjectReader, header: boolean): LayoutColumns {
  const columns = reader.object('columns', COLUMN_KEYS, true);
  const entries = COLUMN_KEYS.flatMap((key) => {
    const value = columns.value(key);
    if (!columns.has(key)) return [];
    const isPlace = typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
    const isName = header && typeof value === 'string' && value !== '';
    if (isPlace || isName) return [[key, value] as const];
    columns.problem(
      key,
      header
        ? 'must be the name of a column, or its place from 1 on'
        : 'must be the place of a column from 1 on, as there is no header',
    );
    return [];
  });
  for (const key of ['time', 'close']) {
    if (!columns.has(key)) columns.problem(key, 'is missing');
  }
  const found = Object.fromEntries(entries) as unknown as Record<string, ColumnReference>;
  const parts = ['open', 'high', 'low'].filter((key) => columns.has(key));
  if (parts.length === 1 || parts.length === 2)
    columns.problem('', `open, high and low come together or not at all; given are ${parts.join(', ')}`);
  return found as unknown as LayoutColumns;
}

function readSeparator(reader: ObjectReader): string {
  const given = reader.text('separator', {
    fault: (text) =>
      text === 'tab' || (text.length === 1 && !/["\r\n\w.-]/u.test(text))
        ? undefined
        : "must be one character such as ',' or ';', or the word tab",
  });
  return given === 'tab' ? '\t' : (given ?? ',');
}

function readTime(reader: ObjectReader): Partial<CsvLayout['time']> {
  const time = reader.object('time', ['format', 'zone'], true);
  const format = reader.has('time') ? time.choice('format', TIME_FORMATS) : undefined;
  const zone = time.text('zone', {
    fault: (text) => (isTimeZone(text) ? undefined : `must be a time zone such as America/New_York, was '${text}'`),
  });
  return { ...(format === undefined ? {} : { format }), zone };
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

function readInstrument(reader: ObjectReader): Partial<LayoutInstrument> {
  const instrument = reader.object('instrument', INSTRUMENT_KEYS, true);
  if (!reader.has('instrument')) return {};
  const decimal = (key: string, fallback?: string): string | undefined =>
    instrument.text(key, { isRequired: fallback === undefined, acceptsNumber: true, fault: decimalFault }) ?? fallback;
  const currencyFault = (text: string): string | undefined =>
    CURRENCY.test(text) ? undefined : `must be a currency code such as USD, was '${text}'`;
  return {
    from: instrument.choice('from', ['column', 'file-name', 'fixed'] as const, 'file-name') ?? 'file-name',
    id: instrument.text('id', {
      acceptsNumber: true,
      fault: (text) => (INSTRUMENT_ID.test(text) ? undefined : `must be letters, digits and ._:/-, was '${text}'`),
    }),
    pattern: instrument.text('pattern', { fault: patternFault }),
    kind: instrument.choice('kind', KINDS) as LayoutInstrument['kind'],
    currency: instrument.text('currency', { isRequired: true, fault: currencyFault }) as string,
    baseCurrency: instrument.text('baseCurrency', { fault: currencyFault }),
    tickSize: decimal('tickSize') as string,
    lotSize: decimal('lotSize', '1') as string,
    multiplier: decimal('multiplier', '1') as string,
    calendar: instrument.choice('calendar', CALENDAR_IDS) as LayoutInstrument['calendar'],
  };
}

function decimalFault(text: string): string | undefined {
  const isDecimal = attempt(() => parsePositiveDecimal('value', text)) !== undefined;
  return isDecimal ? undefined : `must be a positive decimal such as '0.01', was '${text}'`;
}

function patternFault(text: string): string | undefined {
  const pattern = attempt(() => new RegExp(text, 'u'));
  if (pattern === undefined) return `must be a regular expression, was '${text}'`;
  const groups = (new RegExp(`${text}|`, 'u').exec('')?.length ?? 1) - 1;
  return groups >= 1 ? undefined : 'needs a group in brackets for the id';
}

/** Tells whether a key was given, by its path, as `time.zone`. */
function givenKeys(value: unknown): (path: string) => boolean {
  return (path) => {
    let found: unknown = value;
    for (const key of path.split('.')) found = (found as Readonly<Record<string, unknown>> | null | undefined)?.[key];
    return found !== undefined && found !== null;
  };
}

/** What does not go together; parts that are wrong in themselves are passed over, as their problem is noted already. */
function checkTogether(layout: Unchecked, reader: ObjectReader): void {
  for (const [isBroken, key, message] of [...instrumentRules(layout), ...timeRules(layout)]) {
    if (isBroken) reader.problem(key, message);
  }
}

type Rule = readonly [isBroken: boolean, key: string, message: string];

/** A layout whose parts may be missing or wrong, and which keys were given at all. */
interface Unchecked {
  readonly given: (path: string) => boolean;
  readonly from: LayoutInstrument['from'] | undefined;
  readonly kind: LayoutInstrument['kind'] | undefined;
  readonly format: TimeFormat | undefined;
  readonly timeframe: Timeframe | undefined;
}

function instrumentRules({ given, from, kind }: Unchecked): readonly Rule[] {
  if (from === undefined) return [];
  const isPair = kind === 'currency-pair';
  const because = `instrument.from is '${from}'`;
  const base = 'instrument.baseCurrency';
  return [
    [from === 'fixed' && !given('instrument.id'), 'instrument.id', `is missing; ${because}`],
    [from !== 'fixed' && given('instrument.id'), 'instrument.id', `has no effect; ${because}`],
    [from !== 'file-name' && given('instrument.pattern'), 'instrument.pattern', `has no effect; ${because}`],
    [from === 'column' && !given('columns.instrument'), 'columns.instrument', `is missing; ${because}`],
    [from !== 'column' && given('columns.instrument'), 'columns.instrument', `has no effect; ${because}`],
    [isPair && !given(base), base, 'is missing; the instrument is a currency pair'],
    [kind !== undefined && !isPair && given(base), base, 'has no effect; the instrument is no currency pair'],
  ];
}

function timeRules({ given, format, timeframe }: Unchecked): readonly Rule[] {
  if (format === undefined || timeframe === undefined) return [];
  const { unit } = parseTimeframe(timeframe);
  const isIntraday = unit === 'm' || unit === 'h';
  const [hasZone, hasStamp] = [given('time.zone'), given('barStamp')];
  const kind = timeKind(format);
  if (kind === 'date') {
    const noEffect = 'has no effect; a plain date names the session of the calendar';
    const noTime = `'${format}' holds no time of day, but bars of ${timeframe} need one`;
    return [
      [isIntraday, 'time.format', noTime],
      [hasZone, 'time.zone', noEffect],
      [hasStamp, 'barStamp', noEffect],
    ];
  }
  const noStamp = 'is missing; open or close: which end of the bar does the time name?';
  const noDay = `is missing; it tells on which civil day an instant falls for bars of ${timeframe}`;
  const noZone = `is missing; times such as '${timeExample(format)}' carry no zone and none is assumed`;
  const isInstant = kind === 'instant';
  return [
    [!hasStamp, 'barStamp', noStamp],
    [isInstant && isIntraday && hasZone, 'time.zone', 'has no effect; such times are instants'],
    [!hasZone && !(isInstant && isIntraday), 'time.zone', isInstant ? noDay : noZone],
  ];
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (PlatformError.is(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
