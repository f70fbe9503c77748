import { DataError, PlatformError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import {
  checkedName,
  completeTerms,
  derivedProvenance,
  publishDataset,
  readSeries,
  readTable,
  resolveDataset,
} from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, PublishResult, SeriesEntry } from '../../lakehouse/index.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { offeringUnfit } from './accept-unfit.ts';
import { checkActions, checkSubject, hasActions, withoutActions } from './adjust-checks.ts';
import { adjusted } from './adjust-series.ts';
import type { AdjustmentMode, AdjustmentRequest, ShareTerms } from './adjust-series.ts';
import { momentOf } from './option-values.ts';
import { tellPublished, withWritableLake } from './publish-content.ts';
import { checkOtherName, entriesOf } from './resample-data.ts';

/** Options of `assay data adjust`. */
export interface AdjustCommandOptions extends SharedOptions {
  readonly name: string;
  readonly asOf: string;
  readonly actions?: string;
  readonly for: AdjustmentMode;
  readonly terms: ShareTerms;
  readonly timeframe?: string;
  readonly instruments?: string;
  readonly acceptUnfit?: boolean;
}

/** What became of one series. */
interface Made {
  readonly splits: number;
  readonly dividends: number;
}

interface Job {
  readonly parent: DatasetManifest;
  readonly actions: DatasetManifest;
  readonly entries: readonly SeriesEntry[];
  readonly request: AdjustmentRequest;
}

/** `assay data adjust`. */
export async function adjustData(
  reference: string,
  options: AdjustCommandOptions,
  context: CommandContext,
): Promise<void> {
  checkedName(options.name);
  const request = { asOf: asOfOf(options.asOf, context.clock.now()), mode: options.for, terms: options.terms };
  const made = new Map<string, Made>();
  const { published, bare } = await withWritableLake(options, context, async (lake) => {
    const parent = await resolveDataset(lake, reference);
    const actions = options.actions === undefined ? parent : await resolveDataset(lake, options.actions);
    checkOtherName(options.name, parent);
    const entries = entriesOf(parent, options);
    entries.forEach((entry) => checkSubject(entry, { parent, actions }));
    checkActions(entries, actions, options.actions);
    const job = { parent, actions, entries, request };
    return { published: await publish(lake, job, { made, options, context }), bare: withoutActions(entries, actions) };
  });
  const facts = { adjusted: Object.fromEntries(made), withoutActions: bare };
  tellPublished(published, { remarks: remarksOf(made, bare), facts }, { options, context });
}

function asOfOf(text: string, now: EpochMs): EpochMs {
  const asOf = momentOf('--as-of', text);
  if (asOf <= now) return asOf;
  throw new PlatformError('USAGE', `invalid '--as-of': must not be in the future, was '${text}'`);
}

async function publish(
  lake: Lakehouse,
  job: Job,
  {
    made,
    options: { name, acceptUnfit },
    context,
  }: {
    readonly made: Map<string, Made>;
    readonly options: AdjustCommandOptions;
    readonly context: CommandContext;
  },
): Promise<PublishResult> {
  const series = adjustedSeries(lake, job, made);
  const provenance = provenanceOf(job);
  const createdAt = context.clock.now();
  return offeringUnfit(
    () => publishDataset(lake, { name, series, provenance, acceptUnfit, createdAt }),
    'with --instruments',
  );
}

async function* adjustedSeries(
  lake: Lakehouse,
  { parent, actions, entries, request }: Job,
  made: Map<string, Made>,
): AsyncGenerator<BarSeries> {
  for (const { instrument, timeframe } of entries) {
    const [read] = await readSeries(lake, parent, { instruments: [instrument.id], timeframe, asOf: request.asOf });
    if (read === undefined) throw new DataError(`'${instrument.id}' ${timeframe} has no bars`);
    // The adjusted bars have no records beside them: what is known of the instrument goes along with its terms.
    const series = { ...read, instrument: await completeTerms(lake, parent, read.instrument, request.asOf) };
    if (!hasActions(actions, instrument.id)) {
      yield { ...series, adjustment: request.mode };
      continue;
    }
    const table = await readTable(lake, actions, 'actions', instrument.id, { asOf: request.asOf, vintage: 'last' });
    const { series: done, splits, dividends } = fitting(instrument.id, () => adjusted(series, table, request));
    made.set(instrument.id, { splits, dividends });
    yield done;
  }
}

/** Actions that do not fit the bars are an error of the data; the error says how to go on. */
function fitting<Result>(id: string, adjust: () => Result): Result {
  try {
    return adjust();
  } catch (error) {
    if (!PlatformError.is(error, 'DATA_INVALID') || error.hint !== undefined) throw error;
    throw new DataError(error.message, {
      cause: error,
      context: error.context,
      hint: `Do the bars begin with another company that had the ticker before? Cut its file, or leave '${id}' out with --instruments.`,
    });
  }
}

function provenanceOf({ parent, actions, request }: Job): ReturnType<typeof derivedProvenance> {
  const { asOf, mode, terms } = request;
  const when = formatIsoTime(asOf);
  return derivedProvenance(
    parent,
    {
      description: `bars of ${parent.name}@${parent.version}, adjusted for ${MODE_TEXTS[mode]} as of ${when}`,
      step: { name: 'adjust', for: mode, terms, asOf: when, actions: `${actions.name}@${actions.version}` },
      notes: [
        `Prices are in terms of the shares of the ${terms} bar; only actions known and in effect at ${when} were applied.`,
        'A bar is known when it and every action that was applied to it were known.',
        'Bars were made of bars as they were first published: restatements are not in them.',
      ],
    },
    actions,
  );
}

const MODE_TEXTS: Readonly<Record<AdjustmentMode, string>> = {
  split: 'splits',
  'split-and-dividend': 'splits and dividends',
};

function remarksOf(made: ReadonlyMap<string, Made>, bare: readonly string[]): readonly string[] {
  const all = [...made.values()];
  const splits = all.reduce((sum, one) => sum + one.splits, 0);
  const dividends = all.reduce((sum, one) => sum + one.dividends, 0);
  const applied = `applied: ${countOf(splits, 'split')}, ${countOf(dividends, 'dividend')}`;
  if (bare.length === 0) return [applied];
  const names = `${bare.slice(0, 5).join(', ')}${bare.length > 5 ? `, and ${bare.length - 5} more` : ''}`;
  return [applied, `without any action in the data, so unchanged: ${names}`];
}
