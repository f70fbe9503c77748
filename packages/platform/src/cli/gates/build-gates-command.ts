import { PlatformError } from '@assay/core/errors';
import { CODEC_DEFAULTS, resolveCodec } from '@assay/quant/regimes';
import type { CodecSpec, ResolvedCodec } from '@assay/quant/regimes';
import { buildGates, gatesName, tryGates } from '../../gates/index.ts';
import type { BuiltGates, MadeCounts } from '../../gates/index.ts';
import { checkSelectionFit, resolveDataset } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { leavingNoEmptyFolders } from '../data/empty-folders.ts';
import { optionalList, optionalWhole } from '../data/option-values.ts';
import { tellPublished, withWritableLake } from '../data/publish-content.ts';
import { entriesOf } from '../data/resample-data.ts';
import { pictureFile } from '../picture-file.ts';
import { progressOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';

/** Options of `assay gates build`, as typed. */
export interface BuildCommandOptions extends SharedOptions {
  readonly dataset: string;
  readonly timeframe?: string;
  readonly instruments?: string;
  readonly name?: string;
  readonly window?: string;
  readonly stride?: string;
  readonly hazard?: string;
  readonly medianWindow?: string;
  readonly edges?: 'trailing' | 'fixed';
  readonly edgeWindow?: string;
  readonly thresholds?: 'levels' | 'raw';
  readonly nullDraws?: string;
  readonly rebuild?: boolean;
  readonly dryRun?: boolean;
  readonly acceptUnfit?: boolean;
  readonly picture?: string;
}

/** `assay gates build`. */
export async function buildGatesCommand(options: BuildCommandOptions, context: CommandContext): Promise<void> {
  const spec = codecOf(options);
  const picture = pictureOf(options, context);
  const workspace = await workspaceOf(options, context);
  const { built, parent, entries } = await leavingNoEmptyFolders(workspace, () =>
    withWritableLake(options, context, async (lake) => {
      const done = await build(lake, { spec, options, context });
      const { manifest } = done.built;
      if (picture !== undefined && manifest !== undefined) {
        const { drawGates } = await import('./gates-picture.ts');
        await drawGates(lake, { file: picture, gates: manifest, spec, ...done });
      }
      return done;
    }),
  );
  const name = gatesName(parent.name, options.name);
  tell(built, {
    options,
    context,
    name,
    remarks: builtRemarks(built, { entries, spec, picture, isDryRun: options.dryRun === true }),
  });
}

/** The codec that options describe. */
export function codecOf(options: BuildCommandOptions): ResolvedCodec {
  const whole = (flag: string, text: string | undefined): number | undefined => optionalWhole(flag, text, 1);
  const spec: CodecSpec = {
    window: whole('--window', options.window),
    stride: whole('--stride', options.stride),
    medianWindow: whole('--median-window', options.medianWindow),
    edges: options.edges,
    edgeWindow: whole('--edge-window', options.edgeWindow),
    nullDraws: whole('--null-draws', options.nullDraws),
    hazard: options.hazard as CodecSpec['hazard'],
    thresholds: options.thresholds,
  };
  return resolveCodec(spec);
}

function pictureOf({ picture, dryRun }: BuildCommandOptions, context: CommandContext): string | undefined {
  if (picture !== undefined && dryRun === true)
    throw new PlatformError('USAGE', '--picture would have no effect with --dry-run');
  return pictureFile(picture, context);
}

interface Build {
  readonly built: BuiltGates;
  readonly parent: DatasetManifest;
  readonly entries: readonly SeriesEntry[];
}

async function build(
  lake: Lakehouse,
  given: { readonly spec: ResolvedCodec; readonly options: BuildCommandOptions; readonly context: CommandContext },
): Promise<Build> {
  const { spec, options, context } = given;
  const parent = await resolveDataset(lake, options.dataset);
  checkHasBars(parent);
  const entries = entriesOf(parent, options);
  const selection = {
    instruments: optionalList('--instruments', options.instruments),
    timeframe: entries[0]?.timeframe,
  };
  checkSelectionFit(parent, selection, options.acceptUnfit === true);
  const progress = await progressOf(options, context);
  progress.start('gates', entries.length);
  try {
    const built = await (options.dryRun === true ? tryGates : buildGates)(lake, {
      ...{ parent, entries, spec, name: options.name, isRebuild: options.rebuild === true },
      ...{ createdAt: context.clock.now(), onSeries: () => progress.advance(1) },
    });
    return { built, parent, entries };
  } finally {
    progress.finish();
  }
}

function checkHasBars({ name, version, series, provenance }: DatasetManifest): void {
  if (series.length > 0) return;
  const { parent } = (provenance.generator ?? {}) as { readonly parent?: string };
  const made = parent === undefined ? 'Name a dataset with bars.' : `It was made of ${parent}: name that one.`;
  throw new PlatformError('USAGE', `dataset ${name}@${version} has no bars, and gates are made of bars`, {
    hint: made,
  });
}

interface Telling {
  readonly options: BuildCommandOptions;
  readonly context: CommandContext;
  readonly name: string;
  readonly remarks: readonly string[];
}

function tell(built: BuiltGates, { options, context, name, remarks }: Telling): void {
  const { published, manifest, series } = built;
  const facts = { gates: sum(series, 'gates'), added: sum(series, 'added'), built: series };
  if (published !== undefined) return tellPublished(published, { remarks, facts }, { options, context });
  const isDryRun = options.dryRun === true;
  if (options.json === true)
    return printJson(context, {
      dataset: name,
      version: manifest?.version ?? null,
      isNew: false,
      isDryRun,
      ...facts,
      remarks,
    });
  const what = manifest === undefined ? name : `${name}@${manifest.version}`;
  printLine(context, unchangedText(what, isDryRun));
  for (const remark of remarks) printLine(context, `  ${remark}`);
}

/** Why nothing was published. */
export function unchangedText(what: string, isDryRun: boolean): string {
  return `${what}: ${isDryRun ? 'dry run, nothing was written' : 'no new gates'}`;
}

function sum(series: readonly MadeCounts[], name: 'gates' | 'added'): number {
  return series.reduce((total, one) => total + one[name], 0);
}

/** What was built, one line each. */
export function builtRemarks(
  { series }: Pick<BuiltGates, 'series'>,
  given: {
    readonly entries: readonly Pick<SeriesEntry, 'hasAsk'>[];
    readonly spec: ResolvedCodec;
    readonly picture: string | undefined;
    readonly isDryRun: boolean;
  },
): readonly string[] {
  const { spec, picture, entries, isDryRun } = given;
  const own = spec.window === CODEC_DEFAULTS.window && spec.stride === CODEC_DEFAULTS.stride ? '' : ', as asked';
  const spreads = entries.filter(({ hasAsk }) => hasAsk).length;
  const without = entries.length - spreads;
  return [
    ...series.map(
      ({ instrument, timeframe, bars, gates, added }) =>
        `${instrument} ${timeframe}: ${countOf(gates, 'gate')} of ${countOf(bars, 'bar')}, ${added} ${isDryRun ? 'would be ' : ''}new`,
    ),
    `a gate every ${countOf(spec.stride, 'bar')} of the last ${spec.window}${own}; hazard is the level of ${spec.hazard}`,
    ...(without > 0 && spreads > 0
      ? [`${countOf(without, 'series', 'series')} without an ask side: gates read no spread there`]
      : []),
    ...(picture === undefined ? [] : [`picture: ${picture}`]),
  ];
}
