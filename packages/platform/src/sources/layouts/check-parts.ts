/** The parts of a layout that several kinds share, read from a file with every problem noted. */
import { PlatformError } from '@assay/core/errors';
import { CALENDAR_IDS, parsePositiveDecimal } from '@assay/quant/market';
import { zoneFault } from './clocks.ts';
import type {
  AvailabilityRule,
  ColumnReference,
  LayoutInstrument,
  LayoutShared,
  NameRule,
  RowPolicies,
  RowPolicy,
  SharedTerms,
  TimeRule,
  ZoneSpan,
} from './layout.ts';
import type { ObjectReader } from './object-reader.ts';
import { TIME_FORMATS } from './time-formats.ts';

const POLICIES: readonly RowPolicy[] = ['refuse', 'skip'];
const POLICY_KEYS: readonly (keyof RowPolicies)[] = ['blank', 'offSession', 'invalid', 'duplicate', 'oneSided'];
const KINDS = ['equity', 'fund', 'index', 'commodity', 'crypto', 'contract-for-difference', 'currency-pair'] as const;
const CURRENCY = /^(?:[A-Z0-9]{3,10}|from-id)$/u;
const NAMED_FROM: readonly NameRule['from'][] = [
  ...(['column', 'column-name', 'file-name', 'member-name', 'folder', 'fixed'] as const),
];
const NAME_KEYS = ['from', 'id', 'pattern', 'case', 'prefix'];
const TERM_KEYS = ['kind', 'currency', 'baseCurrency', 'tickSize', 'lotSize', 'multiplier', 'calendar'];
const DELAY = /^(\d{1,5})(m|h|d)$/u;

/** What an instrument may be called. */
export const INSTRUMENT_ID: RegExp = /^[A-Za-z0-9^_][A-Za-z0-9^_.=/:&-]{0,63}$/u;

/** Keys that every layout may have. */
export const SHARED_KEYS: readonly string[] = [
  ...[
    'kind',
    'format',
    'separator',
    'decimal',
    'header',
    'quote',
    'skipLines',
    'comment',
    'jsonPath',
    'members',
    'time',
    'timeFromName',
  ],
  ...['availableAt', 'columns', 'except', 'priceScale', 'rows', 'notes'],
];

/** Milliseconds of a delay such as `15m`; undefined for another text. */
export function delayMs(text: string): number | undefined {
  const [, count, unit] = DELAY.exec(text) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'm' | 'h' | 'd'];
}

/** What every layout says; `columns` are those that the kind knows. */
export function readShared(reader: ObjectReader, columnKeys: readonly string[]): LayoutShared {
  const header = reader.flag('header', true);
  return {
    ...optional(
      'format',
      reader.has('format') ? reader.choice('format', ['csv', 'json', 'parquet'] as const) : undefined,
    ),
    separator: readSeparator(reader),
    decimal: reader.choice('decimal', ['.', ','] as const, '.') ?? '.',
    header,
    ...optional('quote', readQuote(reader)),
    skipLines: reader.whole('skipLines', 0),
    ...optional('comment', reader.text('comment')),
    ...optional('jsonPath', reader.text('jsonPath')),
    ...optional('members', reader.text('members', { fault: regularFault })),
    time: readTime(reader, 'time', true),
    ...optional('timeFromName', reader.text('timeFromName', { fault: patternFault })),
    ...optional('availableAt', readAvailability(reader, header)),
    columns: readColumns(reader, columnKeys, header),
    except: readExcept(reader),
    priceScale: reader.positive('priceScale', 1),
    rows: readPolicies(reader),
    notes: reader.texts('notes'),
  };
}

/** An entry for a value that is there, nothing else. */
export function optional<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

/** A rule of times under `key`. */
export function readTime(reader: ObjectReader, key: string, isRequired = false): TimeRule {
  const time = reader.object(key, ['format', 'zone', 'at'], isRequired);
  const format = reader.has(key) ? time.choice('format', TIME_FORMATS) : undefined;
  const atFault = (text: string): string | undefined =>
    /^(?:session-open|session-close|(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u.test(text)
      ? undefined
      : `must be a time of day such as 16:00, session-open or session-close, was '${text}'`;
  const at = time.text('at', { fault: atFault });
  return { ...optional('format', format), ...optional('zone', readZone(time)), ...optional('at', at) } as TimeRule;
}

function readZone(time: ObjectReader): string | readonly ZoneSpan[] | undefined {
  const zone = time.value('zone');
  if (!Array.isArray(zone)) return time.text('zone', { fault: zoneFault });
  const isSpan = (span: unknown): span is ZoneSpan =>
    typeof (span as Partial<ZoneSpan> | null)?.zone === 'string' &&
    ['string', 'undefined'].includes(typeof (span as ZoneSpan).until);
  const fault = zone.every(isSpan) ? zoneFault(zone) : 'must be a list of spans with zone and until, as texts';
  if (fault === undefined) return zone as readonly ZoneSpan[];
  time.problem('zone', fault);
  return undefined;
}

function readAvailability(reader: ObjectReader, header: boolean): AvailabilityRule | undefined {
  if (!reader.has('availableAt')) return undefined;
  const rule = reader.object('availableAt', ['column', 'time', 'delay', 'endOfFile']);
  const ways = ['column', 'delay', 'endOfFile'].filter((key) => rule.has(key));
  if (ways.length !== 1) rule.problem('', 'must say one of column, delay, endOfFile');
  if (rule.has('column') !== rule.has('time'))
    rule.problem(
      'time',
      rule.has('time') ? 'has no effect; it goes with column' : 'is missing; how is the column written?',
    );
  const delay = rule.text('delay', {
    fault: (text) => (delayMs(text) === undefined ? `must be such as 15m, 1h or 45d, was '${text}'` : undefined),
  });
  const isEnd = rule.flag('endOfFile', true);
  if (rule.has('endOfFile') && !isEnd) rule.problem('endOfFile', 'must be true, or be left out');
  return {
    ...optional('column', rule.has('column') ? readReference(rule, 'column', header) : undefined),
    ...optional('time', rule.has('time') ? readTime(rule, 'time') : undefined),
    ...optional('delay', delay),
    ...optional('endOfFile', rule.has('endOfFile') ? true : undefined),
  };
}

function readReference(reader: ObjectReader, key: string, header: boolean): ColumnReference | undefined {
  const value = reader.value(key);
  if (isPlace(value) || (header && typeof value === 'string' && value !== '')) return value;
  reader.problem(
    key,
    header
      ? 'must be the name of a column, or its place from 1 on'
      : 'must be the place of a column from 1 on, as there is no header',
  );
  return undefined;
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function readColumns(
  reader: ObjectReader,
  known: readonly string[],
  header: boolean,
): Readonly<Record<string, ColumnReference>> {
  const columns = reader.object('columns', known, true);
  const entries = known.flatMap((key) => {
    const found = columns.has(key) ? readReference(columns, key, header) : undefined;
    return found === undefined ? [] : [[key, found] as const];
  });
  return Object.fromEntries(entries);
}

function readExcept(reader: ObjectReader): readonly ColumnReference[] {
  const value = reader.value('except') ?? [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' || isPlace(one))) return value;
  reader.problem('except', 'must be a list of columns, by name or by place from 1 on');
  return [];
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

function readQuote(reader: ObjectReader): string | false | undefined {
  if (reader.value('quote') === false) return false;
  return reader.text('quote', {
    fault: (text) => (/^[!-~]$/u.test(text) ? undefined : `must be one visible character, or false, was '${text}'`),
  });
}

function readPolicies(reader: ObjectReader): RowPolicies {
  const rows = reader.object('rows', POLICY_KEYS);
  const entries = POLICY_KEYS.map((key) => [key, rows.choice(key, POLICIES, 'refuse')]);
  return Object.fromEntries(entries) as Record<keyof RowPolicies, RowPolicy>;
}

/** How instruments are named, and the terms they share. */
export function readInstrument(reader: ObjectReader): LayoutInstrument {
  const instrument = reader.object('instrument', [...NAME_KEYS, ...TERM_KEYS, 'overrides'], true);
  if (!reader.has('instrument'))
    return { from: 'file-name', case: 'as-is', overrides: {} } as unknown as LayoutInstrument;
  const terms = readTerms(instrument, true);
  const overrides = instrument.object('overrides', instrument.names('overrides'));
  const each = instrument.names('overrides').map(
    (id) =>
      [
        id,
        readTerms(
          overrides.object(
            id,
            TERM_KEYS.filter((key) => key !== 'calendar'),
          ),
          false,
        ),
      ] as const,
  );
  return {
    ...readNames(instrument),
    ...(terms as SharedTerms),
    lotSize: terms.lotSize ?? '1',
    multiplier: terms.multiplier ?? '1',
    overrides: Object.fromEntries(each),
  };
}

/** How the subject of a table is named. */
export function readSubject(reader: ObjectReader): NameRule {
  return readNames(reader.object('subject', NAME_KEYS));
}

function readNames(names: ObjectReader): NameRule {
  const id = names.text('id', {
    acceptsNumber: true,
    fault: (text) => (INSTRUMENT_ID.test(text) ? undefined : `must be letters, digits and ._:/-, was '${text}'`),
  });
  return {
    from: names.choice('from', NAMED_FROM, 'file-name') ?? 'file-name',
    ...optional('id', id),
    ...optional('pattern', names.text('pattern', { fault: patternFault })),
    case: names.choice('case', ['as-is', 'upper'] as const, 'as-is') ?? 'as-is',
    ...optional('prefix', names.text('prefix')),
  };
}

function readTerms(reader: ObjectReader, isRequired: boolean): Partial<SharedTerms> {
  const decimal = (key: string, needed: boolean): string | undefined =>
    reader.text(key, { isRequired: needed, acceptsNumber: true, fault: decimalFault });
  const currencyFault = (text: string): string | undefined =>
    CURRENCY.test(text) ? undefined : `must be a currency code such as USD, was '${text}'`;
  const pick = <T extends string>(key: string, allowed: readonly T[]): T | undefined =>
    isRequired || reader.has(key) ? reader.choice(key, allowed) : undefined;
  return {
    ...optional('kind', pick<SharedTerms['kind']>('kind', KINDS)),
    ...optional('currency', reader.text('currency', { isRequired, fault: currencyFault })),
    ...optional('baseCurrency', reader.text('baseCurrency', { fault: currencyFault })),
    ...optional('tickSize', decimal('tickSize', isRequired)),
    ...optional('lotSize', decimal('lotSize', false)),
    ...optional('multiplier', decimal('multiplier', false)),
    ...optional('calendar', pick('calendar', CALENDAR_IDS)),
  };
}

/** What is wrong with the terms of a positive decimal, if anything. */
export function decimalFault(text: string): string | undefined {
  const isDecimal = attempt(() => parsePositiveDecimal('value', text)) !== undefined;
  return isDecimal ? undefined : `must be a positive decimal such as '0.01', was '${text}'`;
}

/** What is wrong with a regular expression, if anything. */
export function regularFault(text: string): string | undefined {
  return attempt(() => new RegExp(text, 'u')) === undefined ? `must be a regular expression, was '${text}'` : undefined;
}

/** What is wrong with a regular expression that needs a group, if anything. */
export function patternFault(text: string): string | undefined {
  const fault = regularFault(text);
  if (fault !== undefined) return fault;
  const groups = (new RegExp(`${text}|`, 'u').exec('')?.length ?? 1) - 1;
  return groups >= 1 ? undefined : 'needs a group in brackets for what is looked for';
}

/** The result of `work`; undefined where it refuses. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (PlatformError.is(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
