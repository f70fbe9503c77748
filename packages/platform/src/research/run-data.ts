import type {
  Continued,
  DatasetInventory,
  OutcomesState,
  PackNote,
  RunData,
  SeriesInventory,
} from '@assay/contracts/schemas';
import { formatIsoDate } from '@assay/core/time';
import { joinLosses } from '@assay/quant/panel';
import { faultsOf, isFit } from '../lakehouse/index.ts';
import type { DatasetManifest, SeriesEntry, TableEntry } from '../lakehouse/index.ts';
import type { ResearchPlan } from './plan.ts';
import type { PreparedAccount } from './prepare-accounts.ts';

/** Dates of missing sessions that each series names; `assay data audit` names all. */
const MOST_DATES = 100;

/** The data of a run: what there is, what the run reads of it, what that lacks, and what was left out. */
export function runData(
  { stale, continued = [] }: Pick<ResearchPlan, 'stale'> & Partial<Pick<ResearchPlan, 'continued'>>,
  prepared: readonly PreparedAccount[],
  outcomes: readonly OutcomesState[] = [],
): RunData {
  const without = [...outcomes.flatMap(failedOutcomes), ...continued];
  const manifests = new Map(prepared.map(({ account: { manifest } }) => [nameOf(manifest), manifest]));
  return {
    datasets: [...manifests].map(([name, manifest]) => {
      const readers = prepared.filter(({ account }) => nameOf(account.manifest) === name);
      return { ...datasetInventory(manifest), series: readers.flatMap(seriesInventory) };
    }),
    stale: [...stale],
    packs: prepared.map(packNote),
    ...(without.length === 0 ? {} : { continued: without }),
    ...besideNotes(prepared),
  };
}

function packNote({ account, series, timeline, contentHash }: PreparedAccount): PackNote {
  const { id, timeframe, asked } = account;
  return {
    ...{ account: id, contentHash, timeframe, instruments: series.length },
    bars: series.reduce((sum, { length }) => sum + length, 0),
    asked: { ...asked },
    covered: { from: formatIsoDate(timeline[0] as number), to: formatIsoDate(timeline.at(-1) as number) },
  };
}

/** Outcomes that could not be made, where the run went on without. */
function failedOutcomes({ of, timeframe, instrument, problem }: OutcomesState): readonly Continued[] {
  if (problem === null) return [];
  const [, code = '', reason = problem] = /^([A-Z_]+): (.*)$/su.exec(problem) ?? [];
  return [{ step: 'outcomes', account: null, dataset: of, instrument, timeframe, code, reason }];
}

/** What was read beside bars, each account's own once. */
function besideNotes(prepared: readonly PreparedAccount[]): { beside?: string[] } {
  const notes = [...new Set(prepared.flatMap(({ beside }) => beside.notes))];
  return notes.length === 0 ? {} : { beside: notes };
}

function nameOf({ name, version }: DatasetManifest): string {
  return `${name}@${version}`;
}

function datasetInventory({
  name,
  version,
  provenance,
  series,
  tables,
}: DatasetManifest): Omit<DatasetInventory, 'series'> {
  const entries: readonly (SeriesEntry | TableEntry)[] = [...series, ...tables];
  return {
    ...{ name, version, synthetic: entries.some(({ synthetic }) => synthetic), files: provenance.sources.length },
    rows: entries.reduce((sum, { rows }) => sum + rows, 0),
    first: formatIsoDate(Math.min(...entries.map(({ firstEventTime }) => firstEventTime))),
    last: formatIsoDate(Math.max(...entries.map(({ lastEventTime }) => lastEventTime))),
    unfit: entries.filter((entry) => !isFit(entry)).map(faultText),
  };
}

function faultText(entry: SeriesEntry | TableEntry): string {
  const what = 'instrument' in entry ? `${entry.instrument.id} ${entry.timeframe}` : `${entry.id} ${entry.kind}`;
  const faults = faultsOf(entry).map(({ kind, count }) => `${kind} × ${count}`);
  return `${what}: ${faults.join(', ')}`;
}

function seriesInventory({ account, entries, series, readings }: PreparedAccount): readonly SeriesInventory[] {
  const losses = series.length < 2 ? [] : joinLosses(series);
  return series.map(({ instrument, timeframe }, index) => {
    const { bars, first, last, lateBars, completeness, coverage } = readings[
      index
    ] as PreparedAccount['readings'][number];
    const { expectedBars, missingBars, missingSessions, missingDates } = completeness;
    const loss = losses[index];
    return {
      ...{ account: account.id, instrument: instrument.id, timeframe, bars },
      ...{ first: formatIsoDate(first), last: formatIsoDate(last) },
      ...{ expectedBars, missingBars, missingSessions, missingDates: missingDates.slice(0, MOST_DATES), lateBars },
      coverage,
      fit: isFit(entries[index] as SeriesEntry),
      join: loss === undefined ? null : { shared: loss.shared, lost: loss.lost, lostShare: loss.lostShare },
    };
  });
}
