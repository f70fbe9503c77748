/**
 * Rows that come in later, merged with those that are there.
 *
 * - Parts that only the one or the other has stay as they are, unless new rows lie inside the known history.
 * - A row that is not there is added; inside the known history it is late and cannot have been known before it came in.
 * - A row that says what is known is no news: what the last version says, or what an earlier one says that was read from the
 *   same place of the same file (the file was merely appended again), or, where the versions of a row come in together, was
 *   released at the same moment.
 * - Any other row is a new version: known from when it came in, and later than the version before it.
 */
import type { EpochMs } from '@assay/core/time';
import { BlockBuilder } from './block-builder.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { PartFacts, RowExtent } from './manifest.ts';
import type { DraftPart } from './part-writer.ts';
import type { AppendNews } from './publish-request.ts';
import { readBlocks } from './read-parts.ts';
import { isFromSamePlace, pairedRows, RowCursor, saysTheSame } from './row-cursor.ts';
import type { RowPlace } from './row-cursor.ts';
import type { DraftRows, RowDrafter } from './row-drafter.ts';
import type { RowBlock, RowShape } from './row-shape.ts';

/** What is merged. */
export interface Merge {
  readonly shape: RowShape;
  readonly base: RowExtent & { readonly parts: readonly PartFacts[] };
  readonly added: DraftRows;
  readonly receivedAt: EpochMs;
}

/** Where merged rows go. */
export interface MergeTarget {
  readonly drafter: RowDrafter;
  /** Is given every row of the result, those of untouched parts too. */
  readonly onBlock?: ((block: RowBlock) => void) | undefined;
}

/** Merges rows part by part, in bounded memory. */
export async function mergeRows(lake: Lakehouse, merge: Merge, target: MergeTarget): Promise<AppendNews> {
  const { base, added } = merge;
  const old = new Map(base.parts.map((facts): [string, DraftPart] => [facts.partition, { facts }]));
  const young = new Map(added.parts.map((part): [string, DraftPart] => [part.facts.partition, part]));
  const total = { added: 0, late: 0, restated: 0, unchanged: 0 };
  for (const partition of [...new Set([...old.keys(), ...young.keys()])].sort()) {
    const [known, news] = [old.get(partition), young.get(partition)];
    if (news === undefined) await passOn(lake, merge.shape, known as DraftPart, target);
    else if (known === undefined && isOutside(news.facts, base)) {
      await passOn(lake, merge.shape, news, target);
      total.added += news.facts.rows;
      total.restated += news.facts.versions - news.facts.rows;
    } else await mergePart(lake, { ...merge, known, news }, { ...target, total });
  }
  return total;
}

function isOutside(facts: PartFacts, base: RowExtent): boolean {
  return facts.firstEventTime > base.lastEventTime || facts.lastEventTime < base.firstEventTime;
}

async function passOn(lake: Lakehouse, shape: RowShape, part: DraftPart, target: MergeTarget): Promise<void> {
  if (target.onBlock !== undefined) {
    for await (const block of readBlocks(lake, { shape, parts: [part], vintage: 'all' })) target.onBlock(block);
  }
  await target.drafter.pass(part);
}

interface PartMerge extends Merge {
  readonly known: DraftPart | undefined;
  readonly news: DraftPart;
}

type Totals = { -readonly [Name in keyof AppendNews]: number };

async function mergePart(
  lake: Lakehouse,
  merge: PartMerge,
  target: MergeTarget & { readonly total: Totals },
): Promise<void> {
  const { shape, known, news } = merge;
  const open = (part: DraftPart | undefined): RowCursor =>
    new RowCursor(shape, readBlocks(lake, { shape, parts: part === undefined ? [] : [part], vintage: 'all' }));
  const builder = new BlockBuilder(shape);
  const flush = async (): Promise<void> => {
    const block = builder.take();
    target.onBlock?.(block);
    await target.drafter.add(block);
  };
  for await (const { before, after } of pairedRows(open(known), open(news))) {
    for (const { place, availableAt } of mergeVersions(merge, {
      known: before,
      incoming: after,
      total: target.total,
    })) {
      if (builder.isFull) await flush();
      builder.push(place, availableAt);
    }
  }
  await flush();
}

interface VersionRow {
  readonly place: RowPlace;
  readonly availableAt: EpochMs;
}

/** The versions of one row, in order of release. */
function mergeVersions(
  { base, receivedAt }: Merge,
  rows: { readonly known: readonly RowPlace[]; readonly incoming: readonly RowPlace[]; readonly total: Totals },
): readonly VersionRow[] {
  const { known, incoming, total } = rows;
  const versions: VersionRow[] = known.map((place) => ({ place, availableAt: place.key.availableAt }));
  const hasHistory = incoming.length > 1;
  for (const place of incoming) {
    const { eventTime, availableAt } = place.key;
    const last = versions.at(-1);
    if (
      last !== undefined &&
      versions.some((version) => isKnown(place, version, { isLast: version === last, hasHistory }))
    ) {
      total.unchanged++;
      continue;
    }
    const isLate = eventTime <= base.lastEventTime && eventTime >= base.firstEventTime;
    const earliest = isLate ? Math.max(availableAt, receivedAt) : availableAt;
    versions.push({ place, availableAt: Math.max(earliest, (last?.availableAt ?? -Infinity) + 1) });
    if (last !== undefined) total.restated++;
    else {
      total.added++;
      if (isLate) total.late++;
    }
  }
  return versions;
}

function isKnown(
  place: RowPlace,
  version: VersionRow,
  { isLast, hasHistory }: { readonly isLast: boolean; readonly hasHistory: boolean },
): boolean {
  if (!saysTheSame(place, version.place)) return false;
  const isOfItsTime = hasHistory && place.key.availableAt === version.availableAt;
  return isLast || isOfItsTime || isFromSamePlace(place, version.place);
}
