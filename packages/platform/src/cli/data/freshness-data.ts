import { InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { formatIsoTime, MS_PER_HOUR } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { calendarById, freshness } from '@assay/quant/market';
import type { Freshness, FreshnessLimit } from '@assay/quant/market';
import { resolveDataset } from '../../lakehouse/index.ts';
import type { SeriesEntry } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, grouped, renderTable } from '../text-table.ts';
import { openCatalogue } from '../with-lake.ts';
import { optionalMoment, optionalWhole } from './option-values.ts';
import { momentText } from './row-text.ts';

/** Options of `assay data freshness`. */
export interface FreshnessCommandOptions extends SharedOptions {
  readonly now?: string;
  readonly maxMissed?: string;
  readonly maxHours?: string;
  readonly strict?: boolean;
}

interface SeriesAge extends Freshness {
  readonly instrument: string;
  readonly timeframe: string;
  readonly calendar: string;
  readonly lastEventTime: EpochMs;
}

/** `assay data freshness`: each series by its own calendar. */
export async function dataFreshness(
  reference: string,
  options: FreshnessCommandOptions,
  context: CommandContext,
): Promise<void> {
  const now = optionalMoment('--now', options.now) ?? context.clock.now();
  const limit = limitOf(options);
  const lake = openCatalogue(await workspaceOf(options, context), { readOnly: true });
  const manifest = await resolveDataset(lake, reference);
  const { name, version } = manifest;
  if (manifest.series.length === 0) {
    throw new PlatformError(
      'DATA_INVALID',
      `${name}@${version} has tables only: no calendar says when their next row is due`,
      {
        hint: 'Ask for a dataset that has bars.',
      },
    );
  }
  const ages = manifest.series.map((entry) => ageOf(entry, now, limit));
  const stale = ages.filter(({ isStale }) => isStale);
  if (options.json === true) {
    printJson(context, {
      dataset: name,
      version,
      now: formatIsoTime(now),
      limit,
      stale: stale.length,
      series: ages.map(jsonOf),
    });
  } else {
    const verdict = stale.length === 0 ? 'none is stale' : `${countOf(stale.length, 'is', 'are')} stale`;
    printLine(
      context,
      `${name}@${version} at ${momentText(now)} UTC: of ${countOf(ages.length, 'series', 'series')} ${verdict}`,
    );
    printLine(context, `\n${renderTable(COLUMNS, ages.map(ageCells))}`);
  }
  if (options.strict === true && stale.length > 0) context.endWith(EXIT_CODES.unfitData);
}

function limitOf({ maxMissed, maxHours }: FreshnessCommandOptions): FreshnessLimit {
  const missedBars = optionalWhole('--max-missed', maxMissed, 0);
  const tradingHours = optionalWhole('--max-hours', maxHours, 0);
  return missedBars === undefined && tradingHours === undefined ? { missedBars: 0 } : { missedBars, tradingHours };
}

function ageOf({ instrument, timeframe, lastEventTime }: SeriesEntry, now: EpochMs, limit: FreshnessLimit): SeriesAge {
  const { id, calendar } = instrument;
  if (now < lastEventTime) {
    const last = `the last bar of '${id}' (${formatIsoTime(lastEventTime)})`;
    throw new InvalidArgumentError('--now', `at or after ${last}`, formatIsoTime(now));
  }
  const schedule = { calendar: calendarById(calendar), timeframe };
  return { instrument: id, timeframe, calendar, lastEventTime, ...freshness(lastEventTime, now, schedule, limit) };
}

function jsonOf(age: SeriesAge): Record<string, unknown> {
  const { tradingMs, reason = null, lastEventTime, ...rest } = age;
  const tradingHours = tradingMs / MS_PER_HOUR;
  return { ...rest, lastEventTime: formatIsoTime(lastEventTime), tradingHours, reason };
}

const COLUMNS = [
  { title: 'Instrument' },
  { title: 'Bars of' },
  { title: 'Calendar' },
  { title: 'Last bar, UTC' },
  { title: 'Missed bars', align: 'right' },
  { title: 'Sessions', align: 'right' },
  { title: 'Trading hours', align: 'right' },
  { title: 'Stale' },
] as const;

function ageCells(age: SeriesAge): readonly string[] {
  const { instrument, timeframe, calendar, lastEventTime, missedBars, missedSessions, tradingMs, reason } = age;
  return [
    ...[instrument, timeframe, calendar, momentText(lastEventTime)],
    ...[grouped(missedBars), grouped(missedSessions), (tradingMs / MS_PER_HOUR).toFixed(1)],
    reason?.replace(/ since .*$/u, '') ?? 'no',
  ];
}
