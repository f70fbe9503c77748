import { DataError, InvalidArgumentError, NotFoundError } from '@assay/core/errors';
import { formatIsoDate } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { InstrumentId } from '@assay/quant/market';
import { tableHead } from '../manifest.ts';
import type { DatasetManifest, Provenance, SeriesEntry, SourceFile } from '../manifest.ts';
import type { Lakehouse } from '../lakehouse.ts';
import { publishDataset } from '../publish.ts';
import type { PublishResult, SeriesSource, TableSource } from '../publish-request.ts';
import { selectEntries } from '../read-series.ts';
import { readTableChunks } from '../read-table.ts';
import { bp } from './agreement.ts';
import { planRepair } from './plan-repair.ts';
import type { SeriesRepair } from './plan-repair.ts';
import { filledSource, repairedSource, storedSource } from './repaired-source.ts';

/** What a dataset is repaired from. */
export interface RepairRequest {
  /** The version published last of the dataset that is repaired. */
  readonly base: DatasetManifest;
  /** The second source. */
  readonly from: DatasetManifest;
  /** @default every instrument of the base that the other has, too */
  readonly instruments?: readonly InstrumentId[] | undefined;
}

/**
 * Plans the repair of a dataset from a second one with the same instruments and timeframes. Nothing is written.
 *
 * @throws {InvalidArgumentError} if the two are one dataset.
 * @throws {NotFoundError} if the two have no series in common, or one of the instruments asked for is not in both.
 */
export async function planRepairs(lake: Lakehouse, request: RepairRequest): Promise<readonly SeriesRepair[]> {
  const { base, from, instruments } = request;
  if (base.name === from.name && base.version === from.version)
    throw new InvalidArgumentError('from', 'another dataset than the one that is repaired', from.name);
  const wanted = instruments === undefined ? base.series : selectEntries(base, { instruments });
  if (instruments !== undefined) selectEntries(from, { instruments });
  const repairs: SeriesRepair[] = [];
  for (const entry of wanted) {
    const other = counterpartOf(entry, from);
    if (other !== undefined) repairs.push(await planRepair(lake, entry, other));
  }
  if (repairs.length > 0) return repairs;
  const has = from.series.slice(0, 5).map(({ instrument, timeframe }) => `${instrument.id} ${timeframe}`);
  throw new NotFoundError(`series of ${base.name}@${base.version} in dataset`, `${from.name}@${from.version}`, {
    hint: `The second source needs the same instrument and timeframe; it has ${has.join(', ')}.`,
  });
}

function counterpartOf(entry: SeriesEntry, { series }: DatasetManifest): SeriesEntry | undefined {
  return series.find(
    ({ instrument, timeframe }) => instrument.id === entry.instrument.id && timeframe === entry.timeframe,
  );
}

/**
 * Publishes what a plan repairs as a new version. Where bars are only filled in, they are appended as the second source had
 * them, at its word on when they could be known. Where bars are replaced, the faulty ones are left in the version before.
 *
 * @returns undefined if there is nothing to repair.
 * @throws {DataError} DATA_UNFIT if one of the series does not agree with its second source.
 */
export async function publishRepairs(
  lake: Lakehouse,
  request: RepairRequest,
  { repairs, now }: { readonly repairs: readonly SeriesRepair[]; readonly now: EpochMs },
): Promise<PublishResult | undefined> {
  checkAgreed(request, repairs);
  const mended = repairs.filter(({ filled, replaced }) => filled.length + replaced.length > 0);
  if (mended.length === 0) return undefined;
  const { base } = request;
  const provenance = repairedProvenance(request, mended, now);
  // What is left to mend was there before.
  const shared = { name: base.name, provenance, createdAt: now, acceptUnfit: true };
  if (mended.every(({ replaced }) => replaced.length === 0)) {
    return publishDataset(lake, { ...shared, series: mended.map(filledSource), append: true, receivedAt: 0 });
  }
  const series = base.series.map((entry): SeriesSource => {
    const repair = mended.find((one) => one.base === entry);
    return repair === undefined ? storedSource(lake, entry) : repairedSource(lake, repair);
  });
  const tables = base.tables.map((entry): TableSource => ({
    head: tableHead(entry),
    chunks: () => readTableChunks(lake, entry, { vintage: 'all' }),
  }));
  return publishDataset(lake, { ...shared, series, tables });
}

/** Throws if one of the planned series does not agree with its second source. */
export function checkAgreed({ from }: RepairRequest, repairs: readonly SeriesRepair[]): void {
  const refused = repairs.filter(({ reasons }) => reasons.length > 0);
  if (refused.length === 0) return;
  const lines = refused.map(
    ({ base, reasons }) => `  - ${base.instrument.id} ${base.timeframe}: ${reasons.join('; ')}`,
  );
  throw new DataError(
    `'${from.name}@${from.version}' does not agree with what is to be repaired:\n${lines.join('\n')}`,
    {
      code: 'DATA_UNFIT',
      context: { instruments: refused.map(({ base }) => base.instrument.id), from: `${from.name}@${from.version}` },
      hint: 'Name the instruments that agree with --instrument, or choose another source.',
    },
  );
}

function repairedProvenance({ base, from }: RepairRequest, repairs: readonly SeriesRepair[], now: EpochMs): Provenance {
  const sources = new Map<string, SourceFile>();
  for (const source of [...base.provenance.sources, ...from.provenance.sources])
    sources.set(`${source.sha256} ${source.name}`, source);
  const notes = repairs.map((repair) => noteOf(repair, `${from.name}@${from.version}`, now));
  return { ...base.provenance, sources: [...sources.values()], notes: [...base.provenance.notes, ...notes] };
}

function noteOf({ base, filled, replaced, agreement }: SeriesRepair, from: string, now: EpochMs): string {
  const done = [
    ...(filled.length > 0 ? [`${filled.length} missing bars filled`] : []),
    ...(replaced.length > 0 ? [`${replaced.length} faulty bars replaced`] : []),
  ];
  const { commonBars = 0, typicalDifference = NaN } = agreement ?? {};
  const agreed = `on ${commonBars} common bars the closes differ by ${bp(typicalDifference)} at the median`;
  return `Repaired on ${formatIsoDate(now)} from ${from}: ${base.instrument.id} ${base.timeframe}, ${done.join(' and ')}; ${agreed}.`;
}
