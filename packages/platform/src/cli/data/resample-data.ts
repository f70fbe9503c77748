import { PlatformError } from '@assay/core/errors';
import { calendarById, parseTimeframe } from '@assay/quant/market';
import type { BarSchedule, GridAnchor, Timeframe } from '@assay/quant/market';
import { createResampler } from '@assay/quant/panel';
import type { ResampledSeries } from '@assay/quant/panel';
import {
  checkedName,
  derivedProvenance,
  publishDataset,
  readChunks,
  resolveDataset,
  selectEntries,
} from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry, SeriesSource } from '../../lakehouse/index.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { offeringUnfit } from './accept-unfit.ts';
import { optionalList } from './option-values.ts';
import { tellPublished, withWritableLake } from './publish-content.ts';

/** Options of `assay data resample`. */
export interface ResampleCommandOptions extends SharedOptions {
  readonly to: string;
  readonly name: string;
  readonly timeframe?: string;
  readonly instruments?: string;
  readonly anchor: GridAnchor;
  readonly acceptUnfit?: boolean;
}

/** What became of one series. */
interface Made {
  bars: number;
  partial: number;
  outside: number;
  isOpen: boolean;
}

/** `assay data resample`. */
export async function resampleData(
  reference: string,
  options: ResampleCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { name, acceptUnfit } = options;
  const to = timeframeOf('--to', options.to);
  checkedName(name);
  const made = new Map<string, Made>();
  const published = await withWritableLake(options, context, async (lake) => {
    const parent = await resolveDataset(lake, reference);
    checkOtherName(name, parent);
    const entries = entriesOf(parent, options);
    const series = entries.map((entry) =>
      source(lake, entry, { schedule: { ...scheduleOf(entry), timeframe: to, anchor: options.anchor }, made }),
    );
    const provenance = derivedProvenance(parent, {
      description: `bars of ${to} made of those of ${parent.name}@${parent.version}`,
      step: { name: 'resample', to, anchor: options.anchor },
      notes: [
        'A bar is known when its period is over and its last constituent was known; an unfinished period has no bar.',
        'Bars were made of bars as they were first published: restatements are not in them.',
      ],
    });
    const createdAt = context.clock.now();
    return offeringUnfit(
      () => publishDataset(lake, { name, series, provenance, acceptUnfit, createdAt }),
      'with --instruments',
    );
  });
  const counts = Object.fromEntries(made);
  tellPublished(published, { remarks: remarksOf(made), facts: { resampled: counts } }, { options, context });
}

/** A timeframe as typed. */
export function timeframeOf(flag: string, text: string): Timeframe {
  try {
    parseTimeframe(text);
  } catch (error) {
    throw new PlatformError('USAGE', `invalid '${flag}': must be such as 5m, 1h, 1d, 1w or 1mo, was '${text}'`, {
      cause: error,
    });
  }
  return text as Timeframe;
}

/** Throws if derived data would take the place of what they were derived from. */
export function checkOtherName(name: string, parent: DatasetManifest): void {
  if (name !== parent.name) return;
  throw new PlatformError('USAGE', `invalid '--name': must be another one than that of the source, was '${name}'`, {
    hint: 'Derived data would become the latest version in place of the data they were made of.',
  });
}

/** The series that options select; their timeframe must be said where there are several. */
export function entriesOf(
  parent: DatasetManifest,
  options: { readonly timeframe?: string | undefined; readonly instruments?: string | undefined },
): readonly SeriesEntry[] {
  const instruments = optionalList('--instruments', options.instruments);
  const timeframe = options.timeframe === undefined ? undefined : timeframeOf('--timeframe', options.timeframe);
  const entries = selectEntries(parent, { instruments, timeframe });
  const known = [...new Set(entries.map((entry) => entry.timeframe))].sort();
  if (known.length === 1) return entries;
  throw new PlatformError('USAGE', `${parent.name}@${parent.version} has bars of ${known.join(', ')}`, {
    hint: 'Say with --timeframe which of them to use.',
  });
}

function scheduleOf({ instrument, timeframe }: SeriesEntry): BarSchedule {
  return { calendar: calendarById(instrument.calendar), timeframe };
}

function source(
  lake: Lakehouse,
  entry: SeriesEntry,
  { schedule, made }: { readonly schedule: BarSchedule; readonly made: Map<string, Made> },
): SeriesSource {
  const { instrument, shape, side, hasAsk, adjustment, synthetic } = entry;
  const head = { instrument, timeframe: schedule.timeframe, shape, side, hasAsk, adjustment, synthetic };
  return {
    head,
    async *chunks() {
      const resampler = createResampler(entry.timeframe, schedule);
      const count: Made = { bars: 0, partial: 0, outside: 0, isOpen: false };
      made.set(instrument.id, count);
      let lastClose = -Infinity;
      for await (const chunk of readChunks(lake, entry)) {
        const finished = resampler.push(chunk);
        lastClose = Math.max(lastClose, tally(count, finished));
        if (finished.series.length > 0) yield finished.series;
      }
      // Up to its last bar a series is known to be whole; a bar in its middle that came late says nothing of what follows.
      const rest = resampler.finish(entry.lastEventTime);
      lastClose = Math.max(lastClose, tally(count, rest));
      count.isOpen = lastClose < entry.lastEventTime;
      if (rest.series.length > 0) yield rest.series;
    },
  };
}

/** Counts bars that were made; gives the close of the last one. */
function tally(count: Made, { series, filled, expected, outside }: ResampledSeries): number {
  count.bars += series.length;
  count.outside = outside;
  for (let index = 0; index < series.length; index++) {
    if ((filled[index] as number) < (expected[index] as number)) count.partial++;
  }
  return series.eventTime[series.length - 1] ?? -Infinity;
}

function remarksOf(made: ReadonlyMap<string, Made>): readonly string[] {
  const all = [...made.values()];
  const sum = (of: (one: Made) => number): number => all.reduce((total, one) => total + of(one), 0);
  const [partial, outside, open] = [
    sum((one) => one.partial),
    sum((one) => one.outside),
    sum((one) => (one.isOpen ? 1 : 0)),
  ];
  return [
    ...(partial > 0 ? [`${countOf(partial, 'bar')} with fewer constituents than the calendar expects`] : []),
    ...(outside > 0 ? [`left out: ${countOf(outside, 'bar')} that closed while the market was closed`] : []),
    ...(open > 0 ? [`left out: the last period of ${countOf(open, 'series', 'series')}, which is not over`] : []),
  ];
}
