import { PlatformError } from '@assay/core/errors';
import { intradayMs, parseTimeframe } from '@assay/quant/market';
import { studyOutcomes } from '@assay/quant/evidence';
import type { Gate, GateGuards } from '@assay/quant/signals';
import { gatesByInstrument, gatherOutcomes } from '../../gates/index.ts';
import type { GatheredOutcomes, GatherRequest, OutcomeSide } from '../../gates/index.ts';
import { findManifest, parseHorizon, resolveDataset, selectEntries } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { optionalMoment } from '../data/option-values.ts';
import { timeframeOf } from '../data/resample-data.ts';
import { pictureFile } from '../picture-file.ts';
import { memoryOf, progressOf, workspaceOf } from '../shared-options.ts';
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
  const { place, groups } = await withGates(source, { options, context }, async (reader) => ({
    groups: await gatesByInstrument(reader),
    place: reader.place,
  }));
  const { timeframe, maker } = subjectOf(groups, place);
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  const found = await withLake({ workspace, memoryBytes, readOnly: true }, async (lake) => {
    const bars = await barsOf(lake, place, options);
    const barTimeframe = timeframeOf('--bars-timeframe', options.barsTimeframe ?? timeframe);
    const entries = selectEntries(bars, { instruments: [...groups.keys()], timeframe: barTimeframe });
    const request = requestOf(bars, { options, guards, entries });
    const progress = await progressOf(options, context);
    progress.start('outcomes', entries.length);
    const gathered: GatheredOutcomes[] = [];
    try {
      for (const entry of entries) {
        const gates = groups.get(entry.instrument.id) ?? [];
        gathered.push(await gatherOutcomes(lake, entry, { gates, request }));
        progress.advance(1);
      }
    } finally {
      progress.finish();
    }
    return { bars: `${bars.name}@${bars.version}`, request, gathered };
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
  groups: ReadonlyMap<string, readonly Gate[]>,
  place: string,
): { readonly timeframe: string; readonly maker: string } {
  const all = [...groups.values()].flat();
  return {
    timeframe: onlyOne(
      all.map((gate) => gate.timeframe),
      { place, what: 'bars of', flag: '--timeframe' },
    ),
    maker: onlyOne(
      all.map((gate) => gate.maker),
      { place, what: 'the makers', flag: '--maker' },
    ),
  };
}

function onlyOne(
  names: readonly string[],
  { place, what, flag }: { readonly place: string; readonly what: string; readonly flag: string },
): string {
  const [first, ...more] = [...new Set(names)].sort();
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
    readonly guards: GateGuards;
    readonly entries: readonly SeriesEntry[];
  },
): GatherRequest {
  const { options, guards, entries } = given;
  const length = intradayMs(parseTimeframe(entries[0]?.timeframe ?? '1d')) ?? Infinity;
  const texts = options.horizons?.split(',').map((text) => text.trim());
  const usual = length === Infinity ? DAILY : INTRADAY;
  const parsed = (texts ?? usual).map(horizonOf);
  const fits = parsed.filter(({ horizon }) => 'bars' in horizon || horizon.ms >= length || length === Infinity);
  const short = parsed.find((one) => !fits.includes(one));
  if (texts !== undefined && short !== undefined) {
    throw new PlatformError(
      'USAGE',
      `invalid '--horizons': ${short.label} is shorter than a bar of ${entries[0]?.timeframe}`,
      {
        hint: 'Choose a horizon of at least one bar, or shorter bars with --bars and --bars-timeframe.',
      },
    );
  }
  return {
    ...{ bars, guards, horizons: fits, side: options.side, asOf: optionalMoment('--as-of', options.asOf) },
    slippageBp: basisPoints('--slippage-bp', options.slippageBp),
    commissionBp: basisPoints('--commission-bp', options.commissionBp),
  };
}

function horizonOf(text: string): NonNullable<ReturnType<typeof parseHorizon>> {
  const parsed = parseHorizon(text);
  if (parsed !== undefined) return parsed;
  throw new PlatformError('USAGE', `invalid '--horizons': must be bars or times with commas between, was '${text}'`, {
    hint: 'Write 5bars for five bars, or 60m, 24h, 5d for a time: --horizons 60m,240m,24h',
  });
}

function basisPoints(flag: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const value = /^\d{1,6}(?:\.\d{1,6})?$/u.test(text) ? Number(text) : NaN;
  if (value >= 0) return value;
  throw new PlatformError('USAGE', `invalid '${flag}': must be basis points >= 0, as 0.5, was '${text}'`);
}
