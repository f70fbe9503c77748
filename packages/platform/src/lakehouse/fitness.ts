import { DataError } from '@assay/core/errors';
import type { DatasetManifest, FindingCount, SeriesEntry, TableEntry } from './manifest.ts';
import { selectEntries } from './read-series.ts';
import type { ReadSeriesOptions } from './read-series.ts';

const SHOWN = 20;

/** Errors that the audit found in a series or table when it was published. */
export function faultsOf(entry: SeriesEntry | TableEntry): readonly FindingCount[] {
  return entry.findings.filter(({ severity }) => severity === 'error');
}

/** True if the audit found no error in a series or table. */
export function isFit(entry: SeriesEntry | TableEntry): boolean {
  return faultsOf(entry).length === 0;
}

/**
 * Throws if a selection of a dataset holds a series that is not fit: such are named and kept out unless asked for, while
 * the other series of the dataset stay usable.
 *
 * @param acceptUnfit - take unfit series all the same.
 * @throws {DataError} DATA_UNFIT, naming each unfit series that was selected and why.
 * @throws {NotFoundError} if the dataset has no such instrument or timeframe.
 */
export function checkSelectionFit(
  manifest: DatasetManifest,
  selection: Pick<ReadSeriesOptions, 'instruments' | 'timeframe'>,
  acceptUnfit = false,
): void {
  if (acceptUnfit) return;
  const unfit = selectEntries(manifest, selection).filter((entry) => !isFit(entry));
  if (unfit.length === 0) return;
  const lines = unfit.map((entry) => `  - ${entry.instrument.id} ${entry.timeframe}: ${faultText(entry)}`);
  const more = lines.length > SHOWN ? [`  - and ${lines.length - SHOWN} more`] : [];
  const which = unfit.length === 1 ? 'a series that is' : `${unfit.length} series that are`;
  const where = `${manifest.name}@${manifest.version}`;
  throw new DataError(
    `dataset '${where}' has ${which} not fit for use:\n${[...lines.slice(0, SHOWN), ...more].join('\n')}`,
    {
      code: 'DATA_UNFIT',
      context: { dataset: where, instruments: [...new Set(unfit.map(({ instrument }) => instrument.id))] },
      hint: `Leave these instruments out, repair them (\`assay data repair ${manifest.name} --from OTHER\`), or accept them: acceptUnfit in a pack, --accept-unfit of a backtest. \`assay data audit ${manifest.name}\` shows where the errors are.`,
    },
  );
}

function faultText(entry: SeriesEntry): string {
  return faultsOf(entry)
    .map(({ kind, count }) => `${kind} (${count} of ${entry.rows} bars)`)
    .join(', ');
}
