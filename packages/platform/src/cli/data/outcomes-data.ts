import { PlatformError } from '@assay/core/errors';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import { mergeOutcomes } from '@assay/quant/labels';
import type { Horizon, OutcomeStatus } from '@assay/quant/labels';
import { checkedName, findManifest, publishDataset, resolveDataset } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, PublishResult, SeriesEntry, TableSource } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { derivedProvenance, parentOf } from './derived-provenance.ts';
import { outcomeSources } from './outcome-pieces.ts';
import type { OutcomeNews } from './outcome-pieces.ts';
import { outcomeId } from './outcome-tables.ts';
import { tellPublished, withWritableLake } from './publish-content.ts';
import { checkOtherName, entriesOf } from './resample-data.ts';

/** Options of `assay data outcomes`. */
export interface OutcomesCommandOptions extends SharedOptions {
  readonly horizon: string;
  readonly name?: string;
  readonly timeframe?: string;
  readonly instruments?: string;
}

interface Request {
  readonly parent: DatasetManifest;
  readonly entries: readonly SeriesEntry[];
  /** What was made before. */
  readonly base: DatasetManifest | undefined;
  readonly horizon: Horizon;
  readonly label: string;
}

/** What changed, over all series. */
interface Tally {
  /** Outcomes of bars that had none. */
  added: number;
  /** Outcomes that say something else than before. */
  upgraded: number;
  readonly status: Record<OutcomeStatus, number>;
}

/** `assay data outcomes`. */
export async function makeOutcomes(
  reference: string,
  options: OutcomesCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { horizon, label } = horizonOf(options.horizon);
  const tally: Tally = { added: 0, upgraded: 0, status: { OK: 0, INCOMPLETE: 0, GAP: 0 } };
  const { target, published, rawShares } = await withWritableLake(options, context, async (lake) => {
    const parent = await resolveDataset(lake, reference);
    const name = checkedName(options.name ?? `${parent.name}-outcomes`);
    checkOtherName(name, parent);
    const base = await findManifest(lake, name);
    checkBase(base, parent);
    const entries = entriesOf(parent, options);
    const request = { parent, base, horizon, label, entries };
    const createdAt = context.clock.now();
    return {
      target: base,
      published: await publishNews(lake, { request, name, createdAt, tally }),
      rawShares: entries.filter(isRawShare).length,
    };
  });
  const facts = { horizon: options.horizon, added: tally.added, upgraded: tally.upgraded, status: tally.status };
  if (published !== undefined)
    return tellPublished(published, { remarks: remarksOf(tally, rawShares), facts }, { options, context });
  tellNothingNew(target as DatasetManifest, { facts, tally }, { options, context });
}

/** Publishes what changed; undefined if nothing did. */
async function publishNews(
  lake: Lakehouse,
  {
    request,
    name,
    createdAt,
    tally,
  }: { readonly request: Request; readonly name: string; readonly createdAt: number; readonly tally: Tally },
): Promise<PublishResult | undefined> {
  const { parent, base, label } = request;
  const tables = changedTables(lake, request, tally);
  const first = await tables.next();
  if (first.done === true) return undefined;
  const provenance = derivedProvenance(parent, {
    description: `what followed the bars of ${parent.name}@${parent.version}`,
    step: { name: 'outcomes', horizon: label },
    notes: [
      'Tables of values <instrument>.<timeframe>.<horizon>: return, mfe and mae of outcomes that are OK, as fractions of the close; status of every bar: 1 OK, 0 INCOMPLETE, -1 GAP.',
      'An outcome is known from the end of its window; OK is final.',
    ],
  });
  // Outcomes are taken at their word: each says itself when it could be known.
  const append = base === undefined ? {} : { append: true, receivedAt: 0 };
  return publishDataset(lake, {
    name,
    series: [],
    tables: startingWith(first.value, tables),
    provenance,
    createdAt,
    ...append,
  });
}

async function* startingWith<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

async function* changedTables(lake: Lakehouse, request: Request, tally: Tally): AsyncGenerator<TableSource> {
  const { parent, entries, base, horizon, label } = request;
  for (const entry of entries) {
    const id = outcomeId(entry.instrument.id, entry.timeframe, label);
    yield* await outcomeSources({ lake, parent, base, entry, horizon, id }, (news) => count(tally, news));
  }
}

function count(tally: Tally, { before, changed }: OutcomeNews): void {
  const known = new Set(before?.eventTime ?? []);
  const upgraded = changed.eventTime.reduce((sum, time) => sum + (known.has(time) ? 1 : 0), 0);
  tally.upgraded += upgraded;
  tally.added += changed.length - upgraded;
  const now = before === undefined ? changed : mergeOutcomes(before, changed);
  for (const status of now.status) tally.status[status]++;
}

const DURATION = /^([1-9]\d{0,5})(m|h|d)$/u;
const BARS = /^([1-9]\d{0,5})(?: ?bars?)?$/u;
const UNIT_MS = { m: MS_PER_MINUTE, h: MS_PER_HOUR, d: MS_PER_DAY } as const;

function horizonOf(text: string): { readonly horizon: Horizon; readonly label: string } {
  const bars = BARS.exec(text)?.[1];
  if (bars !== undefined) return { horizon: { bars: Number(bars) }, label: `${bars}bars` };
  const [, length, unit] = DURATION.exec(text) ?? [];
  if (length !== undefined) {
    return { horizon: { ms: Number(length) * UNIT_MS[unit as keyof typeof UNIT_MS] }, label: text };
  }
  throw new PlatformError('USAGE', `invalid '--horizon': must be bars or a time, was '${text}'`, {
    hint: 'Write 5bars for five bars, or 90m, 24h, 5d for a time.',
  });
}

function checkBase(base: DatasetManifest | undefined, parent: DatasetManifest): void {
  if (base === undefined) return;
  const source = parentOf(base, 'outcomes')?.split('@')[0];
  if (source === parent.name) return;
  const is = source === undefined ? 'holds no outcomes' : `holds outcomes of '${source}'`;
  throw new PlatformError('USAGE', `dataset '${base.name}' ${is}, so those of '${parent.name}' cannot be added to it`, {
    hint: 'Choose another name with --name.',
  });
}

/** Prices in which a split or dividend looks like a return? */
function isRawShare({ instrument, adjustment }: SeriesEntry): boolean {
  return adjustment === 'raw' && (instrument.kind === 'equity' || instrument.kind === 'fund');
}

function remarksOf({ added, upgraded, status }: Tally, rawShares: number): readonly string[] {
  return [
    `${countOf(added, 'bar')} with a new outcome, ${countOf(upgraded, 'outcome')} brought up to date`,
    `now OK ${status.OK}, INCOMPLETE ${status.INCOMPLETE}, GAP ${status.GAP}`,
    ...(rawShares === 0
      ? []
      : [
          `${countOf(rawShares, 'series', 'series')} of shares as they were traded: a split or dividend counts as a return; \`assay data adjust\` makes prices without them`,
        ]),
  ];
}

function tellNothingNew(
  { name, version }: DatasetManifest,
  { facts, tally }: { readonly facts: Readonly<Record<string, unknown>>; readonly tally: Tally },
  { options, context }: { readonly options: SharedOptions; readonly context: CommandContext },
): void {
  if (options.json === true) return printJson(context, { dataset: name, version, isNew: false, ...facts });
  const { OK, INCOMPLETE, GAP } = tally.status;
  printLine(context, `${name}@${version}: no new rows; OK ${OK}, INCOMPLETE ${INCOMPLETE}, GAP ${GAP}`);
}
