/** What does not go together in a layout. Parts that are wrong in themselves are passed over: that is noted already. */
import { parseTimeframe } from '@assay/quant/market';
import type { LayoutShared, NameRule, TimeRule } from './layout.ts';
import type { ObjectReader } from './object-reader.ts';
import { timeExample, timeKind } from './time-formats.ts';

/** A rule that a layout breaks or keeps. */
export type Rule = readonly [isBroken: boolean, key: string, message: string];

/** Tells whether a key was given in a file, by its path, as `time.zone`. */
export type Given = (path: string) => boolean;

/** Notes the rules that are broken. */
export function noteBroken(rules: readonly Rule[], reader: ObjectReader): void {
  for (const [isBroken, key, message] of rules) if (isBroken) reader.problem(key, message);
}

/** Tells what was given in the value of a file. */
export function givenKeys(value: unknown): Given {
  return (path) => {
    let found: unknown = value;
    for (const key of path.split('.')) found = (found as Readonly<Record<string, unknown>> | null | undefined)?.[key];
    return found !== undefined && found !== null && !isEmpty(found);
  };
}

/** A list or object without anything in it says nothing. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** How names are found; `at` is `instrument` or `subject`. */
export function nameRules(given: Given, at: string, { from }: NameRule, header: boolean): readonly Rule[] {
  const because = `${at}.from is '${from}'`;
  const isRead = from === 'file-name' || from === 'member-name' || from === 'folder' || from === 'column-name';
  return [
    [from === 'fixed' && !given(`${at}.id`), `${at}.id`, `is missing; ${because}`],
    [from !== 'fixed' && given(`${at}.id`), `${at}.id`, `has no effect; ${because}`],
    [!isRead && given(`${at}.pattern`), `${at}.pattern`, `has no effect; ${because}`],
    [from === 'column' && !given('columns.instrument'), 'columns.instrument', `is missing; ${because}`],
    [from !== 'column' && given('columns.instrument'), 'columns.instrument', `has no effect; ${because}`],
    [from === 'column-name' && !header, 'header', `must be true; ${because}`],
    [from !== 'column-name' && given('except'), 'except', `has no effect; ${because}`],
  ];
}

/** Where the time stands. */
export function timePlaceRules(given: Given): readonly Rule[] {
  const [inColumn, inName] = [given('columns.time'), given('timeFromName')];
  return [
    [given('columns') && !inColumn && !inName, 'columns.time', 'is missing'],
    [given('columns.clock') && !inColumn, 'columns.clock', 'has no effect without columns.time'],
    [inColumn && inName, 'timeFromName', 'has no effect; the time stands in columns.time'],
  ];
}

/** What of a layout of bars their times depend on. */
export interface BarTimes {
  readonly time: TimeRule;
  readonly timeframe?: string | undefined;
  readonly session: string;
}

/** Times of bars. */
export function barTimeRules(given: Given, layout: BarTimes): readonly Rule[] {
  const { format } = layout.time;
  if (format === undefined || layout.timeframe === undefined) return [];
  const { unit } = parseTimeframe(layout.timeframe);
  const isIntraday = unit === 'm' || unit === 'h';
  const isCivil = layout.session === 'civil-day';
  const kind = timeKind(format);
  return [
    [given('time.at'), 'time.at', 'has no effect on bars'],
    [isIntraday && isCivil, 'session', `has no effect on bars of ${layout.timeframe}`],
    ...(kind === 'date'
      ? datedBarRules(given, layout, { isIntraday, isCivil })
      : stampedBarRules(given, layout, { isIntraday, isInstant: kind === 'instant' })),
  ];
}

function datedBarRules(
  given: Given,
  { time, timeframe = '' }: BarTimes,
  { isIntraday, isCivil }: { readonly isIntraday: boolean; readonly isCivil: boolean },
): readonly Rule[] {
  const noEffect = 'has no effect; a plain date names the session of the calendar';
  const noTime = `'${time.format}' holds no time of day, but bars of ${timeframe} need one`;
  return [
    [isIntraday, 'time.format', noTime],
    [given('time.zone') && !isCivil, 'time.zone', noEffect],
    [!given('time.zone') && isCivil, 'time.zone', 'is missing; civil days begin at midnight of a zone'],
    [given('barStamp'), 'barStamp', noEffect],
  ];
}

function stampedBarRules(
  given: Given,
  { time, timeframe = '' }: BarTimes,
  { isIntraday, isInstant }: { readonly isIntraday: boolean; readonly isInstant: boolean },
): readonly Rule[] {
  const noStamp = 'is missing; open or close: which end of the bar does the time name?';
  const noDay = `is missing; it tells on which civil day an instant falls for bars of ${timeframe}`;
  const noZone = `is missing; times such as '${timeExample(time.format)}' carry no zone and none is assumed`;
  const hasZone = given('time.zone');
  return [
    [!given('barStamp'), 'barStamp', noStamp],
    [isInstant && isIntraday && hasZone, 'time.zone', 'has no effect; such times are instants'],
    [!hasZone && !(isInstant && isIntraday), 'time.zone', isInstant ? noDay : noZone],
  ];
}

/** Times of records: `at` is where they stand in the layout. */
export function recordTimeRules(given: Given, at: string, time: TimeRule): readonly Rule[] {
  if (time.format === undefined) return [];
  const kind = timeKind(time.format);
  const noMoment =
    'is missing; the times are days: which moment of the day are the records of? session-close, 16:00, ...';
  return [
    [kind === 'date' && !given(`${at}.at`), `${at}.at`, noMoment],
    ...(given(`${at}.at`) ? dayMomentRules(given, at, time) : instantRules(given, at, time)),
  ];
}

function instantRules(given: Given, at: string, { format }: TimeRule): readonly Rule[] {
  const hasZone = given(`${at}.zone`);
  const noZone = `is missing; times such as '${timeExample(format)}' carry no zone and none is assumed`;
  return [
    [timeKind(format) === 'local' && !hasZone, `${at}.zone`, noZone],
    [timeKind(format) === 'instant' && hasZone, `${at}.zone`, 'has no effect; such times are instants'],
  ];
}

function dayMomentRules(given: Given, at: string, { format, at: moment = '' }: TimeRule): readonly Rule[] {
  const isOfSession = moment.startsWith('session-');
  const needsZone = !isOfSession || timeKind(format) === 'instant';
  const hasZone = given(`${at}.zone`);
  const hasCalendar = given('calendar') || given('instrument.calendar');
  return [
    [needsZone && !hasZone, `${at}.zone`, `is missing; it is the zone of '${moment}'`],
    [!needsZone && hasZone, `${at}.zone`, 'has no effect; the calendar has its own'],
    [isOfSession && !hasCalendar, 'calendar', `is missing; ${at}.at is '${moment}'`],
  ];
}

/** What holds for every kind. */
export function sharedRules(given: Given, shared: LayoutShared): readonly Rule[] {
  const time = shared.availableAt?.time;
  const isAmbiguous =
    shared.decimal === ',' && shared.separator === ',' && shared.format !== 'json' && shared.format !== 'parquet';
  return [
    [isAmbiguous, 'decimal', "is ',', and so is the separator: declare a separator such as ';'"],
    ...timePlaceRules(given),
    ...(time === undefined ? [] : recordTimeRules(given, 'availableAt.time', time)),
    [
      shared.skipLines > 0 && shared.format !== undefined && shared.format !== 'csv',
      'skipLines',
      'has no effect on this format',
    ],
    [
      given('jsonPath') && shared.format !== undefined && shared.format !== 'json',
      'jsonPath',
      'has no effect on this format',
    ],
  ];
}
