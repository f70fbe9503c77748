import { CALENDAR_IDS, RECORD_COLUMNS } from '@assay/quant/market';
import type { RecordKind } from '@assay/quant/market';
import { optional, patternFault, readShared, readSubject, readTime } from './check-parts.ts';
import type { CellRule, ContractRule, RecordsLayout } from './layout.ts';
import type { ObjectReader } from './object-reader.ts';
import { nameRules, noteBroken, recordTimeRules, sharedRules } from './rules.ts';
import type { Given, Rule } from './rules.ts';
import { TIME_FORMATS, timeKind } from './time-formats.ts';

/** Keys that layouts of records have beside those of all. */
export const RECORD_KEYS: readonly string[] = [
  ...['derive', 'subject', 'unit', 'units', 'calendar', 'contract', 'cells', 'unknownIfZero', 'terms'],
];

const FACTOR_COLUMNS = ['priceFactor', 'splitFactor', 'referencePrice'];
const TERMS = ['kind', 'currency', 'baseCurrency', 'tickSize', 'lotSize', 'multiplier', 'calendar', 'exchange'];
const UNIT = /^\S.{0,39}$/u;

/** Reads a layout of records, noting every problem. */
export function checkRecords(reader: ObjectReader, given: Given, kind: RecordKind): RecordsLayout {
  const derive = reader.choice('derive', ['columns', 'lean-factors', 'lean-map'] as const, 'columns') ?? 'columns';
  const shared = readShared(reader, columnsOf(kind, derive));
  const subject = readSubject(reader);
  const layout: RecordsLayout = {
    kind,
    ...shared,
    derive,
    subject,
    unit: reader.text('unit', { isRequired: true, fault: unitFault }) ?? '',
    units: readTexts(reader, 'units'),
    ...optional('calendar', reader.has('calendar') ? reader.choice('calendar', CALENDAR_IDS) : undefined),
    ...optional('contract', kind === 'chain' ? readContract(reader) : undefined),
    ...optional('cells', reader.has('cells') ? readCells(reader) : undefined),
    unknownIfZero: reader.texts('unknownIfZero'),
    terms: readTexts(reader, 'terms', TERMS),
  };
  noteBroken(
    [
      ...kindRules(given, layout),
      ...requiredRules(given, layout),
      ...nameRules(given, 'subject', subject, shared.header),
      ...sharedRules(given, layout),
      ...(derive === 'columns' ? recordTimeRules(given, 'time', layout.time) : derivedTimeRules(given, layout)),
      ...(layout.contract === undefined ? [] : contractRules(given, layout.contract)),
    ],
    reader,
  );
  return layout;
}

/** Columns that a file of records can have. */
export function columnsOf(kind: RecordKind, derive: RecordsLayout['derive']): readonly string[] {
  if (derive === 'lean-factors') return ['time', ...FACTOR_COLUMNS];
  if (derive === 'lean-map') return ['time', 'ticker', 'exchange'];
  const own = RECORD_COLUMNS[kind].map(({ name }) => name);
  const more = {
    actions: ['dividend', 'split'],
    chain: ['symbol'],
    gates: [],
    instruments: [],
    quotes: [],
    values: [],
  }[kind];
  return ['time', 'clock', 'instrument', ...own, ...more];
}

function unitFault(text: string): string | undefined {
  return UNIT.test(text) ? undefined : `must be a word such as percent, fraction, USD, was '${text}'`;
}

function readTexts(reader: ObjectReader, key: string, known?: readonly string[]): Readonly<Record<string, string>> {
  const names = reader.names(key);
  const object = reader.object(key, known ?? names);
  const entries = names.flatMap((name) => {
    const text = object.text(name, { acceptsNumber: true });
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(entries);
}

function readContract(reader: ObjectReader): ContractRule {
  const contract = reader.object('contract', ['from', 'pattern', 'strikeScale', 'expiry'], true);
  if (!reader.has('contract')) return { from: 'columns', strikeScale: 1, expiry: {} } as unknown as ContractRule;
  return {
    from: contract.choice('from', ['columns', 'symbol', 'member-name'] as const) ?? 'columns',
    ...optional('pattern', contract.text('pattern', { fault: patternFault })),
    strikeScale: contract.positive('strikeScale', 1),
    expiry: readTime(contract, 'expiry', true),
  };
}

function readCells(reader: ObjectReader): CellRule {
  const cells = reader.object('cells', ['pattern', 'format']);
  const format = cells.has('format') ? cells.choice('format', TIME_FORMATS) : undefined;
  if (format !== undefined && timeKind(format) !== 'date')
    cells.problem('format', 'must be one of days, without a time of day');
  return { ...optional('pattern', cells.text('pattern', { fault: patternFault })), ...optional('format', format) };
}

function kindRules(given: Given, { kind, derive, unknownIfZero, units, priceScale }: RecordsLayout): readonly Rule[] {
  const only = (key: string, kinds: readonly RecordKind[]): Rule => [
    given(key) && !kinds.includes(kind),
    key,
    `has no effect on ${kind}; it goes with ${kinds.join(', ')}`,
  ];
  const numbers = RECORD_COLUMNS[kind].filter(({ type }) => type === 'number').map(({ name }) => name);
  const odd = unknownIfZero.filter((name) => !numbers.includes(name));
  return [
    only('contract', ['chain']),
    only('cells', ['values']),
    [given('cells') && priceScale !== 1, 'priceScale', 'has no effect; the values are cut out of texts, or days'],
    only('units', ['values']),
    only('terms', ['instruments']),
    [derive === 'lean-factors' && kind !== 'actions', 'derive', `'lean-factors' gives actions, not ${kind}`],
    [derive === 'lean-map' && kind !== 'instruments', 'derive', `'lean-map' gives instruments, not ${kind}`],
    [odd.length > 0, 'unknownIfZero', `must be columns of numbers of ${kind}, was ${odd.join(', ')}`],
    [Object.values(units).some((unit) => !UNIT.test(unit)), 'units', 'must be words such as percent, fraction, USD'],
  ];
}

function requiredRules(given: Given, { kind, derive, subject }: RecordsLayout): readonly Rule[] {
  if (!given('columns')) return [];
  const missing = (key: string, isNeeded = true): Rule => [
    isNeeded && !given(`columns.${key}`),
    `columns.${key}`,
    'is missing',
  ];
  if (derive === 'lean-factors') return FACTOR_COLUMNS.map((key) => missing(key));
  if (derive === 'lean-map') return [missing('ticker')];
  if (kind === 'quotes') return [missing('bid'), missing('ask')];
  const isWide = subject.from === 'column-name';
  if (kind === 'values')
    return [
      missing('value', !isWide),
      [isWide && given('columns.value'), 'columns.value', 'has no effect; every column is a series'],
    ];
  const wide: Rule = [isWide, 'subject.from', `'column-name' does not go with ${kind}`];
  if (kind !== 'actions') return [wide];
  const [hasType, isDerived] = [given('columns.type'), given('columns.dividend') || given('columns.split')];
  return [
    wide,
    [!hasType && !isDerived, 'columns', 'must have type, or dividend and split'],
    [hasType && isDerived, 'columns', 'have type, or dividend and split, not both'],
  ];
}

/** Files whose rows are days, of which the calendar says when their actions come into force. */
function derivedTimeRules(given: Given, { derive, time }: RecordsLayout): readonly Rule[] {
  const noEffect = `has no effect; derive is '${derive}'`;
  const isDay = time.format === undefined || timeKind(time.format) === 'date';
  return [
    [!isDay, 'time.format', `must be one of days, without a time of day; derive is '${derive}'`],
    [given('time.at'), 'time.at', noEffect],
    [given('time.zone'), 'time.zone', noEffect],
    [!given('calendar'), 'calendar', `is missing; derive is '${derive}'`],
  ];
}

function contractRules(given: Given, { from, pattern, expiry }: ContractRule): readonly Rule[] {
  const because = `contract.from is '${from}'`;
  const needed: readonly string[] = {
    columns: ['root', 'expiry', 'strike', 'right'],
    symbol: ['symbol'],
    'member-name': [],
  }[from];
  const idle = ['root', 'expiry', 'strike', 'right', 'symbol'].filter((key) => !needed.includes(key));
  const groups = ['expiry', 'strike', 'right'].filter((name) => pattern?.includes(`(?<${name}>`) !== true);
  return [
    ...needed
      .filter((key) => key !== 'root')
      .map((key): Rule => [!given(`columns.${key}`), `columns.${key}`, `is missing; ${because}`]),
    ...idle.map((key): Rule => [given(`columns.${key}`), `columns.${key}`, `has no effect; ${because}`]),
    [from === 'member-name' && pattern === undefined, 'contract.pattern', `is missing; ${because}`],
    [from !== 'member-name' && pattern !== undefined, 'contract.pattern', `has no effect; ${because}`],
    [pattern !== undefined && groups.length > 0, 'contract.pattern', `needs groups named ${groups.join(', ')}`],
    [
      from === 'symbol' && expiry.format !== undefined && expiry.format !== 'yymmdd',
      'contract.expiry.format',
      'must be yymmdd, as symbols have it',
    ],
    ...recordTimeRules(given, 'contract.expiry', expiry),
  ];
}
