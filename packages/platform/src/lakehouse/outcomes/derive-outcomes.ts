/**
 * What followed each bar, as a dataset of its own.
 *
 * 1. Outcomes that the dataset holds are brought up to date: an INCOMPLETE one becomes OK or GAP when its window has ended; what
 *    is OK stays as it is.
 * 2. Only what is new is published, as a further version. Where nothing is, nothing is written.
 */
import { InvariantError, PlatformError } from '@assay/core/errors';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { mergeOutcomes } from '@assay/quant/labels';
import type { Horizon, OutcomeStatus } from '@assay/quant/labels';
import { derivedProvenance, parentOf } from '../derived-provenance.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { DatasetManifest, SeriesEntry } from '../manifest.ts';
import { checkedName } from '../paths.ts';
import { publishDataset } from '../publish.ts';
import type { PublishResult, TableSource } from '../publish-request.ts';
import { findManifest } from '../resolve.ts';
import { outcomeSources } from './outcome-pieces.ts';
import type { OutcomeNews } from './outcome-pieces.ts';
import { outcomeId } from './outcome-tables.ts';

/** Which outcomes are wanted. */
export interface OutcomesRequest {
  /** The dataset whose bars are looked at, and the series of it. */
  readonly parent: DatasetManifest;
  readonly entries: readonly SeriesEntry[];
  /** How far ahead, as `parseHorizon` takes it. */
  readonly horizon: Horizon;
  readonly label: string;
  /** Dataset that outcomes are kept in. @default the parent's name and `-outcomes` */
  readonly name?: string | undefined;
  readonly createdAt: EpochMs;
}

/** What was made. */
export interface DerivedOutcomes {
  /** The dataset that holds the outcomes now. */
  readonly manifest: DatasetManifest;
  /** Undefined if nothing was new. */
  readonly published: PublishResult | undefined;
  /** Bars that had no outcome before. */
  readonly added: number;
  /** Outcomes that say something else than before. */
  readonly upgraded: number;
  /** What all outcomes are now. */
  readonly status: Readonly<Record<OutcomeStatus, number>>;
}

interface Tally {
  added: number;
  upgraded: number;
  readonly status: Record<OutcomeStatus, number>;
}

type Job = OutcomesRequest & { readonly base: DatasetManifest | undefined };

/**
 * Brings outcomes up to date and publishes what is new.
 *
 * @throws {PlatformError} USAGE if the dataset's name is that of the bars, or it holds the outcomes of others.
 *
 * @remarks
 * Causal: an outcome is known from the end of its window.
 */
export async function deriveOutcomes(lake: Lakehouse, request: OutcomesRequest): Promise<DerivedOutcomes> {
  const { parent } = request;
  const name = checkedName(request.name ?? `${parent.name}-outcomes`);
  if (name === parent.name) throw sameName(name);
  const base = await findManifest(lake, name);
  checkBase(base, parent);
  const tally: Tally = { added: 0, upgraded: 0, status: { OK: 0, INCOMPLETE: 0, GAP: 0 } };
  const published = await publishNews(lake, { job: { ...request, base }, name, tally });
  const manifest = published?.manifest ?? base;
  // Each bar has a status, so that the first outcomes of a series are always news.
  if (manifest === undefined) throw new InvariantError('outcomes of a series without bars are nowhere');
  return { manifest, published, ...tally };
}

/** Publishes what changed; undefined if nothing did. */
async function publishNews(
  lake: Lakehouse,
  { job, name, tally }: { readonly job: Job; readonly name: string; readonly tally: Tally },
): Promise<PublishResult | undefined> {
  const { parent, base, label, createdAt } = job;
  const tables = changedTables(lake, job, tally);
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

async function* changedTables(lake: Lakehouse, job: Job, tally: Tally): AsyncGenerator<TableSource> {
  const { parent, entries, base, horizon, label } = job;
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

/** `5bars` or `5` for bars, `90m`, `24h` and `5d` for a time; undefined for anything else. */
export function parseHorizon(text: string): { readonly horizon: Horizon; readonly label: string } | undefined {
  const bars = BARS.exec(text)?.[1];
  if (bars !== undefined) return { horizon: { bars: Number(bars) }, label: `${bars}bars` };
  const [, length, unit] = DURATION.exec(text) ?? [];
  if (length === undefined) return undefined;
  return { horizon: { ms: Number(length) * UNIT_MS[unit as keyof typeof UNIT_MS] }, label: text };
}

function sameName(name: string): PlatformError {
  return new PlatformError('USAGE', `outcomes cannot be kept in '${name}', which holds the bars that they are of`, {
    hint: 'Derived data would become the latest version in place of the data they were made of: choose another name.',
  });
}

function checkBase(base: DatasetManifest | undefined, parent: DatasetManifest): void {
  if (base === undefined) return;
  const source = parentOf(base, 'outcomes')?.split('@')[0];
  if (source === parent.name) return;
  const is = source === undefined ? 'holds no outcomes' : `holds outcomes of '${source}'`;
  throw new PlatformError('USAGE', `dataset '${base.name}' ${is}, so those of '${parent.name}' cannot be added to it`, {
    hint: 'Choose another name with --name, or outcomes.dataset in a research config.',
  });
}
