import { NotFoundError, PlatformError } from '@assay/core/errors';
import type { DatasetManifest, SeriesEntry } from '../../lakehouse/index.ts';

/** Throws unless the prices of a series may be adjusted. */
export function checkSubject(
  { instrument, timeframe, adjustment }: SeriesEntry,
  { parent, actions }: { readonly parent: DatasetManifest; readonly actions: DatasetManifest },
): void {
  const { id } = instrument;
  if (adjustment !== 'raw') {
    throw new PlatformError('USAGE', `'${id}' ${timeframe} is adjusted already: ${adjustment}`, {
      hint: 'Adjust the prices as they were traded: a dataset that was imported with `adjustment: raw`.',
    });
  }
  const chained = [parent, actions].find(({ tables }) => tables.some((one) => one.kind === 'chain' && one.id === id));
  if (instrument.kind !== 'option' && chained === undefined) return;
  const where = chained === undefined ? `'${id}' is an option` : `${chained.name} holds option chains of '${id}'`;
  throw new PlatformError('USAGE', `${where}: strikes refer to prices as they were traded, so they stay raw`, {
    hint: 'Leave it out with --instruments, or import the bars that are to be adjusted under a name of their own.',
  });
}

/** Are there actions of an instrument? */
export function hasActions({ tables }: DatasetManifest, id: string): boolean {
  return tables.some((table) => table.kind === 'actions' && table.id === id);
}

/** Instruments of which there is no action. */
export function withoutActions(entries: readonly SeriesEntry[], actions: DatasetManifest): readonly string[] {
  return entries.map(({ instrument }) => instrument.id).filter((id) => !hasActions(actions, id));
}

/** Throws if nothing could be adjusted: another dataset was meant. */
export function checkActions(
  entries: readonly SeriesEntry[],
  actions: DatasetManifest,
  given: string | undefined,
): void {
  const known = actions.tables.filter(({ kind }) => kind === 'actions').map(({ id }) => id);
  const where = `${actions.name}@${actions.version}`;
  if (known.length === 0) {
    throw new PlatformError('USAGE', `${where} holds no corporate actions`, {
      hint:
        given === undefined
          ? 'Name the dataset that holds them with --actions; `assay data import` makes one of factor files or of splits and dividends.'
          : 'Choose another dataset with --actions.',
    });
  }
  const ids = entries.map(({ instrument }) => instrument.id);
  if (ids.some((id) => known.includes(id))) return;
  throw new NotFoundError(`actions in ${where}`, ids.slice(0, 5).join(', '), {
    hint: `It has those of ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', ...' : ''}; ids must be the same.`,
  });
}
