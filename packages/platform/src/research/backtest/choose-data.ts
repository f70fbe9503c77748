import { nearestName } from '@assay/core/checks';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { listDatasets, resolveDataset } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse } from '../../lakehouse/index.ts';
import type { BacktestRequest } from './options.ts';

/** Which bars are read. */
export interface ChosenData {
  /** As `name@version`. */
  readonly dataset: string;
  readonly timeframe: string;
  /** Those asked for, else all that are there at the timeframe. */
  readonly symbols: readonly string[];
}

/** How many of a kind an error names. */
const NAMED = 10;

/**
 * The one dataset and timeframe that hold everything asked for.
 *
 * @throws {NotFoundError} if nothing does; {PlatformError} USAGE listing the choices if several do.
 */
export async function chooseData(lake: Lakehouse, request: BacktestRequest): Promise<ChosenData> {
  const manifests = await manifestsOf(lake, request.dataset);
  const found = manifests.flatMap((manifest) => choicesIn(manifest, request));
  if (found.length === 1) return found[0] as ChosenData;
  if (found.length === 0) throw nothingFound(manifests, request);
  throw severalFound(found, request);
}

async function manifestsOf(lake: Lakehouse, dataset: string | undefined): Promise<readonly DatasetManifest[]> {
  if (dataset !== undefined) return [await resolveDataset(lake, dataset)];
  const listed = await listDatasets(lake);
  const manifests = listed.flatMap(({ latest, versions }) => versions.filter(({ version }) => version === latest));
  const withBars = manifests.filter(({ series }) => series.length > 0);
  if (withBars.length > 0) return withBars;
  throw new PlatformError('NOT_FOUND', 'the workspace has no dataset with bars', {
    hint: 'Import one with `assay data import`, or publish the sample that comes with Assay: `assay data sample`.',
  });
}

function choicesIn(manifest: DatasetManifest, { timeframe, instruments = [] }: BacktestRequest): readonly ChosenData[] {
  const timeframes = new Set<string>(manifest.series.map((entry) => entry.timeframe));
  return [...timeframes]
    .filter((one) => timeframe === undefined || one === timeframe)
    .filter((one) => instruments.every((id) => holds(manifest, id, one)))
    .map((one) => ({
      dataset: `${manifest.name}@${manifest.version}`,
      timeframe: one,
      symbols:
        instruments.length > 0
          ? instruments
          : manifest.series.filter((entry) => entry.timeframe === one).map((entry) => entry.instrument.id),
    }));
}

function holds({ series }: DatasetManifest, id: string, timeframe?: string): boolean {
  return series.some(
    (entry) => entry.instrument.id === id && (timeframe === undefined || entry.timeframe === timeframe),
  );
}

function nothingFound(
  manifests: readonly DatasetManifest[],
  { timeframe, instruments = [], dataset }: BacktestRequest,
): PlatformError {
  const where = dataset === undefined ? 'in the datasets of the workspace' : `in dataset '${dataset}'`;
  const series = manifests.flatMap((manifest) => manifest.series);
  const unknown = instruments.find((id) => !manifests.some((manifest) => holds(manifest, id)));
  if (unknown !== undefined) {
    const known = [...new Set(series.map((entry) => entry.instrument.id))].sort();
    const nearest = nearestName(unknown, known);
    const hint = nearest === undefined ? `There are ${someOf(known)}.` : `Did you mean '${nearest}'?`;
    return new NotFoundError(`instrument ${where}`, unknown, { hint });
  }
  const known = [...new Set(series.map((entry) => entry.timeframe))].sort();
  if (timeframe !== undefined && !known.some((one) => one === timeframe))
    return new NotFoundError(`timeframe ${where}`, timeframe, { hint: `There are ${someOf(known)}.` });
  const what = timeframe === undefined ? 'at one timeframe' : `at ${timeframe}`;
  return new PlatformError('NOT_FOUND', `no dataset holds ${instruments.join(', ')} together ${what}`, {
    context: { instruments: [...instruments], timeframe },
    hint: '`assay data list` shows what each dataset holds; import them under one name to trade them in one account.',
  });
}

function severalFound(found: readonly ChosenData[], request: BacktestRequest): PlatformError {
  const what = request.instruments === undefined ? 'bars' : request.instruments.join(', ');
  const places = found.map(({ dataset, timeframe }) => `${dataset} at ${timeframe}`);
  const datasets = new Set(found.map(({ dataset }) => dataset));
  const missing = datasets.size > 1 ? '--dataset' : '--timeframe';
  return new PlatformError('USAGE', `${what} can be read from several places: ${someOf(places)}`, {
    context: { choices: places },
    hint: `Choose one with ${missing}${datasets.size > 1 && request.timeframe === undefined ? ' and --timeframe' : ''}.`,
  });
}

function someOf(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
