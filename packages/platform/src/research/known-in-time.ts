/** Inputs of a run that say more than could be known: prices divided in advance by a split to come, values known before their moment. */
import { DataError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import { adjustedInAdvance } from '@assay/quant/evidence';
import type { StatedSplit } from '@assay/quant/evidence';
import { textAt } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { DatasetManifest } from '../lakehouse/index.ts';
import type { PlannedAccount } from './plan.ts';

const ACCEPT = 'acceptUnfit in a pack, --accept-unfit of a backtest, where you know better';

/**
 * Checks that raw bars of an instrument are in the shares of their own time, by the splits that its actions tell.
 *
 * @returns what was found and accepted, as notes.
 * @throws {DataError} DATA_UNFIT naming the first bar with its row, where the account does not accept unfit data.
 */
export function checkUnadjusted(
  account: PlannedAccount,
  bars: BarSeries,
  actions: RecordTable | undefined,
): readonly string[] {
  const found = actions === undefined ? undefined : adjustedInAdvance(bars, lastWords(actions));
  if (found === undefined) return [];
  const { instrument, timeframe, source } = bars;
  const row =
    (source.row[0] ?? 0) > 0 ? ` (row ${source.row[0] ?? 0} of ${fileName(source.files[0], account.manifest)})` : '';
  return refused(account, {
    problem: `${instrument.id} ${timeframe} is in shares of a split that came later, from its first bar on${row}: ${found.full ?? ''}; ${found.replayed ?? ''}`,
    hint: `Import prices as they were paid, or say in the layout that they are adjusted (\`adjustment: split\`), so that no split is settled twice; or accept them: ${ACCEPT}.`,
  });
}

/** The last word on each split, by when it took effect. */
function lastWords(actions: RecordTable): readonly StatedSplit[] {
  const splits = new Map<number, StatedSplit>();
  for (let row = 0; row < actions.length; row++) {
    if (textAt(actions, 'type', row) !== 'split') continue;
    const [eventTime, availableAt] = [actions.eventTime[row] as number, actions.availableAt[row] as number];
    splits.set(eventTime, { eventTime, availableAt, ratio: actions.numbers['value']?.[row] ?? NaN });
  }
  return [...splits.values()];
}

/** Rows beside bars, each with when it was and from when on it is used. */
export interface TimedRows extends Pick<RecordTable, 'eventTime' | 'availableAt' | 'length' | 'source'> {
  /** What they are, as `RATE of macro`. */
  readonly name: string;
  readonly manifest: DatasetManifest;
}

/**
 * Checks that no row is used before the moment that it speaks of.
 *
 * @returns what was found and accepted, as notes.
 * @throws {DataError} DATA_UNFIT naming the first row, where the account does not accept unfit data.
 */
export function checkKnownInTime(account: PlannedAccount, rows: TimedRows): readonly string[] {
  const { name, eventTime, availableAt, length, source, manifest } = rows;
  let [first, count] = [-1, 0];
  for (let i = 0; i < length; i++) {
    if ((availableAt[i] as number) >= (eventTime[i] as number)) continue;
    first = first < 0 ? i : first;
    count++;
  }
  if (first < 0) return [];
  const [moment, known] = [eventTime[first] as number, availableAt[first] as number].map(formatIsoTime);
  const file = fileName(source.files[source.file[first] ?? -1], manifest);
  return refused(account, {
    problem: `${name}: ${count} of ${length} rows are used before the moment that they speak of, the first of ${moment} (row ${source.row[first] ?? 0} of ${file}) from ${known} on`,
    hint: `Import the rows with the time at which each could be known (\`availableAt\` in the layout; without it that is the moment itself); or accept them: ${ACCEPT}.`,
  });
}

function refused(
  { id, acceptUnfit }: PlannedAccount,
  { problem, hint }: { readonly problem: string; readonly hint: string },
): readonly string[] {
  if (acceptUnfit) return [`${problem}; used because the config accepts it`];
  throw new DataError(`pack '${id}': ${problem}`, { code: 'DATA_UNFIT', context: { account: id }, hint });
}

function fileName(sha256: string | undefined, { provenance }: DatasetManifest): string {
  return provenance.sources.find((file) => file.sha256 === sha256)?.name ?? 'its file';
}
