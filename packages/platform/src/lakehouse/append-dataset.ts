import { InvalidArgumentError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';
import { createAudit } from './audit/create-audit.ts';
import { createTableAudit } from './audit/audit-table.ts';
import type { AuditReport, TableReport } from './audit/report.ts';
import { seriesEntry } from './draft-series.ts';
import type { DraftSeries } from './draft-series.ts';
import { tableEntry } from './draft-table.ts';
import type { DraftTable } from './draft-table.ts';
import type { DraftContent } from './dataset-content.ts';
import type { Lakehouse } from './lakehouse.ts';
import { seriesHead, tableHead } from './manifest.ts';
import type { DatasetManifest, Provenance, SeriesEntry, SourceFile, TableEntry } from './manifest.ts';
import { mergeRows } from './merge-rows.ts';
import { seriesPartition, tablePartition } from './partitions.ts';
import type { AppendNews } from './publish-request.ts';
import { RowDrafter } from './row-drafter.ts';
import type { DraftRows } from './row-drafter.ts';
import { barShape, barsOfBlock, tableOfBlock, tableShape } from './row-shape.ts';
import type { WaitingObjects } from './waiting-objects.ts';
import { canonicalJson } from '../settings/index.ts';

/** What is added to what. */
export interface Append {
  readonly base: DatasetManifest;
  readonly series: readonly DraftSeries[];
  readonly tables: readonly DraftTable[];
  readonly receivedAt: EpochMs;
  readonly objects: WaitingObjects;
}

/** The content that results, with the news in it. */
export interface Appended extends DraftContent {
  readonly reports: readonly AuditReport[];
  readonly tableReports: readonly TableReport[];
  readonly news: AppendNews;
}

/** Adds drafts to a version: series and tables that are not touched stay as they are, and so do untouched parts. */
export async function appendToDataset(lake: Lakehouse, append: Append): Promise<Appended> {
  const { base } = append;
  const series = new Map(base.series.map((entry) => [seriesKey(entry), entry]));
  const tables = new Map(base.tables.map((entry) => [tableKey(entry), entry]));
  const reports: AuditReport[] = [];
  const tableReports: TableReport[] = [];
  const parts: DraftRows[] = [];
  let news: AppendNews = { added: 0, late: 0, restated: 0, unchanged: 0 };
  for (const draft of append.series) {
    const before = series.get(seriesKey(draft.head));
    const merged = before === undefined ? asAdded(draft) : await appendSeries(lake, { ...append, before, draft });
    series.set(seriesKey(draft.head), seriesEntry(merged.draft, merged.rows));
    reports.push(merged.draft.report);
    parts.push(merged.rows);
    news = sum(news, merged.news);
  }
  for (const draft of append.tables) {
    const before = tables.get(tableKey(draft.head));
    const merged = before === undefined ? asAdded(draft) : await appendTable(lake, { ...append, before, draft });
    tables.set(tableKey(draft.head), tableEntry(merged.draft, merged.rows));
    tableReports.push(merged.draft.report);
    parts.push(merged.rows);
    news = sum(news, merged.news);
  }
  return { series: [...series.values()], tables: [...tables.values()], rows: parts, reports, tableReports, news };
}

/** Where the rows of a dataset come from after an append. */
export function appendedProvenance(base: Provenance, added: Provenance): Provenance {
  if (base.kind !== added.kind) {
    throw new InvalidArgumentError('append', `data of the kind '${base.kind}', as the dataset is`, added.kind, {
      hint: 'Publish these data under a name of their own.',
    });
  }
  const sources = new Map<string, SourceFile>();
  for (const source of [...base.sources, ...added.sources]) sources.set(`${source.sha256} ${source.name}`, source);
  return { ...base, ...added, sources: [...sources.values()], notes: [...new Set([...base.notes, ...added.notes])] };
}

interface SeriesAppend extends Append {
  readonly before: SeriesEntry;
  readonly draft: DraftSeries;
}

interface Merged<Draft> {
  readonly draft: Draft;
  readonly rows: DraftRows;
  readonly news: AppendNews;
}

function asAdded<Draft extends DraftSeries | DraftTable>(draft: Draft): Merged<Draft> {
  const rows = draft.rows as DraftRows;
  return { draft, rows, news: allAdded(rows) };
}

function allAdded({ rows, versions }: DraftRows): AppendNews {
  return { added: rows, late: 0, restated: versions - rows, unchanged: 0 };
}

async function appendSeries(lake: Lakehouse, append: SeriesAppend): Promise<Merged<DraftSeries>> {
  const { before, draft, objects, receivedAt } = append;
  const head = seriesHead(draft.head);
  checkHead(`series '${head.instrument.id}' ${head.timeframe}`, seriesHead(before), head);
  const shape = barShape(head);
  const audit = createAudit(head, calendarById(head.instrument.calendar));
  const drafter = new RowDrafter(shape, seriesPartition(head.timeframe), objects);
  try {
    const merge = { shape, base: before, added: draft.rows as DraftRows, receivedAt };
    const news = await mergeRows(lake, merge, { drafter, onBlock: (block) => audit.add(barsOfBlock(head, block)) });
    const rows = await drafter.finish();
    return { draft: { head, rows, report: audit.finish(), partFindings: audit.partFindings() }, rows, news };
  } finally {
    drafter.discard();
  }
}

async function appendTable(
  lake: Lakehouse,
  { before, draft, objects, receivedAt }: Append & { readonly before: TableEntry; readonly draft: DraftTable },
): Promise<Merged<DraftTable>> {
  const head = tableHead(draft.head);
  checkHead(`table '${head.id}' of ${head.kind}`, tableHead(before), head);
  const shape = tableShape(head);
  const audit = createTableAudit(head);
  const drafter = new RowDrafter(shape, tablePartition(head.kind), objects);
  try {
    const merge = { shape, base: before, added: draft.rows as DraftRows, receivedAt };
    const news = await mergeRows(lake, merge, { drafter, onBlock: (block) => audit.add(tableOfBlock(head, block)) });
    const rows = await drafter.finish();
    return { draft: { head, rows, report: audit.finish(), partFindings: audit.partFindings() }, rows, news };
  } finally {
    drafter.discard();
  }
}

function checkHead(name: string, before: object, now: object): void {
  const [known, given] = [before, now].map((head): Readonly<Record<string, unknown>> => {
    const { instrument = {}, ...rest } = head as Readonly<Record<string, unknown>>;
    return { ...rest, ...(instrument as Readonly<Record<string, unknown>>) };
  });
  const differing = Object.keys({ ...known, ...given }).filter(
    (field) => canonicalJson(known?.[field] ?? null) !== canonicalJson(given?.[field] ?? null),
  );
  if (differing.length === 0) return;
  const facts = differing.map((field) => `${field} ${canonicalJson(known?.[field] ?? null)}`);
  const wrong = differing.map((field) => `${field} ${canonicalJson(given?.[field] ?? null)}`);
  throw new InvalidArgumentError('append', `rows of ${name} as it is (${facts.join(', ')})`, wrong.join(', '), {
    hint: 'Correct the layout, or publish the rows under another name.',
  });
}

function sum(a: AppendNews, b: AppendNews): AppendNews {
  return {
    added: a.added + b.added,
    late: a.late + b.late,
    restated: a.restated + b.restated,
    unchanged: a.unchanged + b.unchanged,
  };
}

/** What a series is called in a dataset. */
export function seriesKey({ instrument, timeframe }: SeriesEntry | DraftSeries['head']): string {
  return `${instrument.id}\0${timeframe}`;
}

/** What a table is called in a dataset. */
export function tableKey({ kind, id }: Pick<TableEntry, 'kind' | 'id'>): string {
  return `${kind}\0${id}`;
}
