import { diffDatasets, resolveDataset } from '../../lakehouse/index.ts';
import type { DatasetDiff, EntryDiff, RowChange } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, grouped, renderTable } from '../text-table.ts';
import { withLake } from '../with-lake.ts';
import { optionalWhole } from './option-values.ts';
import { momentText, valueText } from './row-text.ts';

/** Options of `assay data diff`. */
export interface DiffCommandOptions extends SharedOptions {
  readonly examples?: string;
}

/** `assay data diff`. */
export async function diffData(
  references: readonly [before: string, after: string],
  options: DiffCommandOptions,
  context: CommandContext,
): Promise<void> {
  const examples = optionalWhole('--examples', options.examples, 0);
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  const diff = await withLake({ workspace, memoryBytes, readOnly: true }, async (lake) => {
    const [before, after] = [await resolveDataset(lake, references[0]), await resolveDataset(lake, references[1])];
    return diffDatasets(lake, before, after, { examples });
  });
  if (options.json === true) printJson(context, diff);
  else printLine(context, diffText(diff));
}

function diffText({ before, after, isSame, entries }: DatasetDiff): string {
  if (isSame) return `${before} and ${after} hold the same rows`;
  const rows = entries.map((entry) => [
    ...[entry.kind, entry.id, entry.timeframe ?? '', entry.change],
    ...[entry.added, entry.removed, entry.changed].map(grouped),
    entry.parts.map(({ partition }) => partition).join(', '),
  ]);
  return [
    `from ${before} to ${after}: ${countOf(entries.length, 'difference')} among series and tables`,
    '',
    renderTable(COLUMNS, rows),
    ...entries.flatMap(entryLines),
  ].join('\n');
}

const COLUMNS = [
  { title: 'Kind' },
  { title: 'Of' },
  { title: 'Bars of' },
  { title: 'Change' },
  { title: 'Rows added', align: 'right' },
  { title: 'Removed', align: 'right' },
  { title: 'Changed', align: 'right' },
  { title: 'Parts' },
] as const;

function entryLines({ id, timeframe, kind, head, examples }: EntryDiff): readonly string[] {
  if (head.length + examples.length === 0) return [];
  return [
    '',
    `${id} ${timeframe ?? kind}:`,
    ...head.map(({ field, before, after }) => `  ${field}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`),
    ...examples.map((example) => `  ${changeText(example)}`),
  ];
}

function changeText({ eventTime, before, after }: RowChange): string {
  const when = momentText(eventTime);
  const only = after ?? before;
  if (before !== null && after !== null) {
    const names = Object.keys(after).filter((name) => !Object.is(before[name], after[name]));
    const texts = names.map(
      (name) => `${name} ${valueText(name, before[name])} became ${valueText(name, after[name])}`,
    );
    return `${when} changed: ${texts.join(', ')}`;
  }
  const values = Object.entries(only ?? {}).filter(([name, value]) => name !== 'eventTime' && value !== null);
  const texts = values.map(([name, value]) => `${name} ${valueText(name, value)}`);
  return `${when} ${after === null ? 'removed' : 'added'}: ${texts.join(', ')}`;
}
