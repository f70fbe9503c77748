import { PlatformError } from '@assay/core/errors';
import { formatIsoTime, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { intradayMs, parseTimeframe } from '@assay/quant/market';
import { studyOutcomes } from '@assay/quant/evidence';
import { gatherOutcomes, takeGates } from '../../gates/index.ts';
import type { GatheredOutcomes, GatherRequest, OutcomeSide, TakenGates } from '../../gates/index.ts';
import { findManifest, parseHorizon, resolveDataset, selectEntries } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { optionalMoment } from '../data/option-values.ts';
import { timeframeOf } from '../data/resample-data.ts';
import { pictureFile } from '../picture-file.ts';
import { memoryOf, progressOf, workspaceOf } from '../shared-options.ts';
import { grouped } from '../text-table.ts';
import { withLake } from '../with-lake.ts';
import { guardsOf } from './guard-options.ts';
import { outcomesJson, outcomesText } from './outcomes-text.ts';
import type { GatesStudy } from './gates-study.ts';
import { withGates } from './store-options.ts';
import type { ReadingOptions } from './store-options.ts';

/** Options of `assay gates outcomes`, as typed. */
export interface OutcomesCommandOptions extends ReadingOptions {
  readonly bars?: string;
  readonly barsTimeframe?: string;
  readonly horizons?: string;
  readonly guards?: string;
  readonly side: OutcomeSide;
  readonly slippageBp?: string;
  readonly commissionBp?: string;
  readonly asOf?: string;
  readonly picture?: string;
}

/** `assay gates outcomes`. */
export async function outcomesCommand(
  source: string,
  options: OutcomesCommandOptions,
  context: CommandContext,
): Promise<void> {
  const guards = guardsOf(options.guards);
  const picture = pictureFile(options.picture, context);
  // What can be seen to be wrong before any gate is read is said then.
  const horizons = options.horizons === undefined ? undefined : horizonsOf(options.horizons);
  const { place, taken } = await withGates(source, { options, context }, async (reader) => ({
    taken: await takeGates(reader, { guards, side: options.side }),
    place: reader.place,
  }));
  const { timeframe, maker } = subjectOf(taken, place);
  const { byInstrument } = taken;
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  const found = await withLake({ workspace, memoryBytes, readOnly: true }, async (lake) => {
    const bars = await barsOf(lake, place, options);
    const barTimeframe = timeframeOf('--bars-timeframe', options.barsTimeframe ?? timeframe);
    const entries = selectEntries(bars, { instruments: [...byInstrument.keys()], timeframe: barTimeframe });
    const request = requestOf(bars, { options, entries, horizons });
    const progress = await progressOf(options, context);
    progress.start('outcomes', entries.length);
    const gathered: GatheredOutcomes[] = [];
    try {
      for (const entry of entries) {
        const gates = byInstrument.get(entry.instrument.id) ?? [];
        gathered.push(await gatherOutcomes(lake, entry, { gates, request }));
        progress.advance(1);
      }
    } finally {
      progress.finish();
    }
    checkKnown(gathered, { place, asOf: request.asOf });
    const withSpread = entries.filter(({ hasAsk }) => hasAsk).length;
    return { bars: `${bars.name}@${bars.version}`, request, gathered, withSpread };
  });
  const samples = found.gathered.flatMap((one) => one.samples);
  const study = studyOutcomes(samples);
  const whole: GatesStudy = { gates: place, timeframe, maker, guards, study, ...found };
  if (picture !== undefined) {
    const { drawOutcomes } = await import('./outcomes-picture.ts');
    await drawOutcomes(picture, whole);
  }
  if (options.json === true) return printJson(context, outcomesJson(whole));
  printLine(context, outcomesText(whole));
  if (picture !== undefined) printLine(context, `Picture: ${picture}`);
}

/** The one timeframe and maker that gates are of: outcomes of several would count the same move twice. */
function subjectOf(
  { timeframes, makers }: TakenGates,
  place: string,
): { readonly timeframe: string; readonly maker: string } {
  return {
    timeframe: onlyOne(timeframes, { place, what: 'bars of', flag: '--timeframe' }),
    maker: onlyOne(makers, { place, what: 'the makers', flag: '--maker' }),
  };
}

/** A study of nothing is no study. */
function checkKnown(
  gathered: readonly GatheredOutcomes[],
  { place, asOf }: { readonly place: string; readonly asOf: EpochMs | undefined },
): void {
  if (asOf === undefined || gathered.some(({ gates }) => gates > 0)) return;
  const moment = formatIsoTime(asOf).slice(0, 16).replace('T', ' ');
  throw new PlatformError('DATA_INVALID', `no gate of ${place} was known at ${moment} UTC`, {
    hint: 'Choose a later --as-of; `assay gates list` says when its gates begin.',
  });
}

function onlyOne(
  names: ReadonlySet<string>,
  { place, what, flag }: { readonly place: string; readonly what: string; readonly flag: string },
): string {
  const [first, ...more] = [...names].sort();
  if (first === undefined) {
    throw new PlatformError('DATA_INVALID', `${place} has no gate that was asked for`, {
      hint: 'Look at what it has with `assay gates list`.',
    });
  }
  if (more.length === 0) return first;
  throw new PlatformError('USAGE', `${place} has gates of ${what} ${[first, ...more].join(', ')}`, {
    hint: `Say with ${flag} which of them are meant.`,
  });
}

/** The bars that outcomes are measured on: those that were named, else those that the gates were made of. */
async function barsOf(lake: Lakehouse, place: string, { bars }: OutcomesCommandOptions): Promise<DatasetManifest> {
  if (bars !== undefined) return resolveDataset(lake, bars);
  const [name = '', version] = place.split('@');
  const gates = version === undefined ? undefined : await findManifest(lake, name, version);
  const made = gates?.provenance.generator as { readonly parent?: string } | undefined;
  if (made?.parent !== undefined) return resolveDataset(lake, made.parent);
  throw new PlatformError(
    'USAGE',
    `missing option: --bars <name[@version]>, for ${place} does not say what it was made of`,
    {
      hint: 'Name the dataset with the bars of these instruments.',
    },
  );
}

const INTRADAY = ['5m', '15m', '30m', '60m', '240m', '24h'];
const DAILY = ['1bars', '5bars', '21bars'];

function requestOf(
  bars: DatasetManifest,
  given: {
    readonly options: OutcomesCommandOptions;
    readonly entries: readonly SeriesEntry[];
    readonly horizons: readonly AskedHorizon[] | undefined;
  },
): GatherRequest {
  const { options, entries, horizons } = given;
  const length = intradayMs(parseTimeframe(entries[0]?.timeframe ?? '1d')) ?? Infinity;
  const usual = length === Infinity ? DAILY : INTRADAY;
  const parsed = horizons ?? usual.map(horizonOf);
  checkLengths(parsed, entries[0]?.timeframe ?? '1d');
  const fits = parsed.filter(({ horizon }) => 'bars' in horizon || horizon.ms >= length || length === Infinity);
  const short = parsed.find((one) => !fits.includes(one));
  if (horizons !== undefined && short !== undefined) {
    throw new PlatformError(
      'USAGE',
      `invalid '--horizons': ${short.label} is shorter than a bar of ${entries[0]?.timeframe}`,
      {
        hint: 'Choose a horizon of at least one bar, or shorter bars with --bars and --bars-timeframe.',
      },
    );
  }
  return {
    ...{ bars, horizons: fits, side: options.side, asOf: optionalMoment('--as-of', options.asOf) },
    slippageBp: basisPoints('--slippage-bp', options.slippageBp),
    commissionBp: basisPoints('--commission-bp', options.commissionBp),
  };
}

type AskedHorizon = NonNullable<ReturnType<typeof parseHorizon>>;

/** What a study looks ahead at most: ten years. */
const LONGEST_DAYS = 3660;

/** Horizons as typed, each once. */
function horizonsOf(text: string): readonly AskedHorizon[] {
  const horizons = text.split(',').map((part) => horizonOf(part.trim()));
  const seen = new Map<string, string>();
  for (const { horizon, label } of horizons) {
    const key = JSON.stringify(horizon);
    const same = seen.get(key);
    if (same !== undefined) {
      const what = same === label ? `${label} stands twice` : `${same} and ${label} are the same`;
      throw new PlatformError('USAGE', `invalid '--horizons': must name each horizon once, but ${what}`);
    }
    seen.set(key, label);
  }
  return horizons;
}

function horizonOf(text: string): AskedHorizon {
  const parsed = parseHorizon(text);
  if (parsed === undefined) {
    throw new PlatformError('USAGE', `invalid '--horizons': must be bars or times with commas between, was '${text}'`, {
      hint: 'Write 5bars for five bars, or 60m, 24h, 5d for a time: --horizons 60m,240m,24h',
    });
  }
  return parsed;
}

/** A bar in milliseconds, as long as it can be. */
function barMs(timeframe: string): number {
  const { count, unit } = parseTimeframe(timeframe);
  return count * { m: MS_PER_MINUTE, h: MS_PER_HOUR, d: MS_PER_DAY, w: 7 * MS_PER_DAY, mo: 31 * MS_PER_DAY }[unit];
}

function checkLengths(horizons: readonly AskedHorizon[], timeframe: string): void {
  const ahead = ({ horizon }: AskedHorizon): number =>
    'bars' in horizon ? horizon.bars * barMs(timeframe) : horizon.ms;
  const long = horizons.find((one) => ahead(one) > LONGEST_DAYS * MS_PER_DAY);
  if (long === undefined) return;
  throw new PlatformError('USAGE', `invalid '--horizons': ${long.label} is longer than ${grouped(LONGEST_DAYS)} days`, {
    hint: 'Calendars do not know the sessions of so far ahead: choose a shorter one.',
  });
}

function basisPoints(flag: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const value = /^\d{1,6}(?:\.\d{1,6})?$/u.test(text) ? Number(text) : NaN;
  if (value >= 0) return value;
  throw new PlatformError('USAGE', `invalid '${flag}': must be basis points >= 0, as 0.5, was '${text}'`);
}
