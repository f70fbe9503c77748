import path from 'node:path';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { checkedName, publishDataset, resolveDataset } from '../../lakehouse/index.ts';
import type { Lakehouse, PublishResult } from '../../lakehouse/index.ts';
import { importFiles, resolveLayout } from '../../sources/index.ts';
import type { ImportCounts, Layout } from '../../sources/index.ts';
import type { CommandContext } from '../context.ts';
import { progressOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { offeringUnfit } from './accept-unfit.ts';
import { leavingNoEmptyFolders } from './empty-folders.ts';
import { findFiles } from './find-files.ts';
import { watchedStaging } from './import-staging.ts';
import { layoutPlace } from './layout-data.ts';
import { momentOf } from './option-values.ts';
import { tellPublished, withWritableLake } from './publish-content.ts';
import type { PublishedRemarks } from './publish-content.ts';
import { rowCounter, SILENT_COUNTER } from './row-counter.ts';

/** Options of `assay data import`. */
export interface ImportCommandOptions extends SharedOptions {
  readonly layout: string;
  readonly name: string;
  readonly acceptUnfit?: boolean;
  readonly append?: boolean;
  readonly receivedAt?: string;
}

interface Imported {
  readonly published: PublishResult;
  readonly counts: ImportCounts;
}

/** `assay data import`. */
export async function importData(
  given: readonly string[],
  options: ImportCommandOptions,
  context: CommandContext,
): Promise<void> {
  checkedName(options.name);
  const receivedAt = receivedAtOf(options, context);
  const layout = await resolveLayout(layoutPlace(options.layout, context.cwd));
  const { files, leftOut } = await findFiles(given, context.cwd);
  const workspace = await workspaceOf(options, context);
  const bring = (lake: Lakehouse): Promise<Imported> =>
    bringIn(lake, { layout, files, receivedAt }, { options, context });
  const { published, counts } = await leavingNoEmptyFolders(workspace, () =>
    withWritableLake(options, context, bring, layout.kind === 'chain' ? 'wide' : 'narrow'),
  );
  const more = { layout, files, leftOut, counts };
  tellPublished(published, importRemarks(published, more), { options, context });
}

interface Request {
  readonly layout: Layout;
  readonly files: readonly string[];
  readonly receivedAt: EpochMs | undefined;
}

async function bringIn(
  lake: Lakehouse,
  { layout, files, receivedAt }: Request,
  { options, context }: { readonly options: ImportCommandOptions; readonly context: CommandContext },
): Promise<Imported> {
  if (options.append === true) await checkThere(lake, options.name);
  const isSilent = options.json === true || options.quiet === true;
  const counter = isSilent ? SILENT_COUNTER : rowCounter('reading', context);
  let step = 'comparing rows';
  const staging = watchedStaging(lake, await progressOf(options, context), () => step);
  const imported = await importFiles(files, layout, staging, {
    database: lake.database,
    onProgress: (rows) => counter.reached(rows),
  });
  try {
    counter.finish(imported.rows);
    step = 'publishing';
    const { series, tables, provenance } = imported;
    const { name, acceptUnfit, append } = options;
    const request = { name, series, tables, provenance, acceptUnfit, append, receivedAt };
    const createdAt = context.clock.now();
    const published = await offeringUnfit(
      () => publishDataset(lake, { ...request, createdAt }),
      'do not name their files',
    );
    return { published, counts: imported };
  } finally {
    await imported.close();
  }
}

/** Throws, before anything is read, if there is nothing to append to. */
async function checkThere(lake: Lakehouse, name: string): Promise<void> {
  try {
    await resolveDataset(lake, name);
  } catch (error) {
    if (!PlatformError.is(error, 'NOT_FOUND')) throw error;
    const hint = `${error.hint ?? ''} Without --append these rows become the first version of '${name}'.`.trimStart();
    throw new NotFoundError('dataset', name, { cause: error, hint });
  }
}

/** When appended rows came in; undefined: now. */
function receivedAtOf({ append, receivedAt }: ImportCommandOptions, { clock }: CommandContext): EpochMs | undefined {
  if (receivedAt === undefined) return undefined;
  if (append !== true) {
    throw new PlatformError('USAGE', '--received-at would have no effect without --append', {
      hint: 'Rows of a new dataset are known when their layout says so (`availableAt`).',
    });
  }
  if (receivedAt === 'stated') return 0;
  const moment = momentOf('--received-at', receivedAt);
  if (moment <= clock.now()) return moment;
  throw new PlatformError('USAGE', `invalid '--received-at': must not be in the future, was '${receivedAt}'`);
}

interface ImportFacts {
  readonly layout: Layout;
  readonly files: readonly string[];
  readonly leftOut: readonly string[];
  readonly counts: ImportCounts;
}

const NAMES_SHOWN = 5;

function importRemarks({ manifest }: PublishResult, { layout, files, leftOut, counts }: ImportFacts): PublishedRemarks {
  const { rows, skipped, reordered } = counts;
  const others = manifest.provenance.notes.filter((note) => !layout.notes.includes(note) && !isCount(note));
  const more = leftOut.length > NAMES_SHOWN ? `, and ${leftOut.length - NAMES_SHOWN} more` : '';
  const shown = `${leftOut.slice(0, NAMES_SHOWN).join(', ')}${more}`;
  const remarks = [
    `read: ${countOf(rows, 'row')} of ${countOf(files.length, 'file')}`,
    ...skippedTexts(skipped),
    ...(reordered > 0 ? [`sorted by time: ${countOf(reordered, 'row')} stood too early or too late`] : []),
    ...(leftOut.length > 0 ? [`not read, as their names are not those of data: ${shown}`] : []),
    ...futureTexts(manifest),
    ...others,
    ...layout.notes.map(noteText),
  ];
  return { remarks, facts: { rows, skipped, reordered, files: files.map((file) => path.basename(file)), leftOut } };
}

/** Warns of rows that claim to be of a time still to come: a wrong zone or format of times, most likely. */
function futureTexts({ createdAt, series, tables }: PublishResult['manifest']): readonly string[] {
  const now = Date.parse(createdAt);
  const ahead = [...series, ...tables].filter(({ lastEventTime }) => lastEventTime > now);
  const last = ahead.reduce((latest, { lastEventTime }) => Math.max(latest, lastEventTime), now);
  if (ahead.length === 0) return [];
  return [
    `LOOK: ${countOf(ahead.length, 'series or table', 'series and tables')} with rows from after now, up to ${formatIsoTime(last)}: ` +
      'are the zone and the format of the times right? `assay data audit` names the rows',
  ];
}

function noteText(note: string): string {
  if (note.startsWith('Found: ')) return `found: ${note.slice('Found: '.length)}`;
  return `declared, because the bytes cannot show it: ${note.replace(/^Declared: /u, '')}`;
}

const SKIPPED: Readonly<Record<keyof ImportCounts['skipped'], string>> = {
  blank: 'without a price or value',
  offSession: 'on days without a session',
  invalid: 'with impossible prices',
  duplicate: 'that repeat another one',
  oneSided: 'of one side of the market without the other',
};

function skippedTexts(skipped: ImportCounts['skipped']): readonly string[] {
  return (Object.keys(SKIPPED) as (keyof typeof SKIPPED)[])
    .filter((reason) => skipped[reason] > 0)
    .map((reason) => `left out, as the layout says: ${countOf(skipped[reason], 'row')} ${SKIPPED[reason]}`);
}

/** Is it a note of the manifest that the counts say here? */
function isCount(note: string): boolean {
  return /^\d+ rows .*(?:were left out|were sorted by time)\.$/u.test(note);
}
