import { DataError, InvariantError, NotFoundError, PlatformError } from '@assay/core/errors';
import { simpleReturnsInto } from '@assay/core/rolling';
import type { BarSeries } from '@assay/quant/market';
import { readSeries, resolveDataset } from '../../lakehouse/index.ts';
import { sampleDataset } from '../../sources/index.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { withLake } from '../with-lake.ts';

/** Which series the noise is matched to. */
export interface SeriesOptions extends SharedOptions {
  readonly dataset?: string;
  readonly instrument?: string;
  readonly timeframe?: string;
}

/** Returns from close to close, and whose they are. */
export interface NamedReturns {
  readonly name: string;
  readonly returns: Float64Array;
}

/** Returns of the series that the options name; without a dataset, those of the S&P 500 in the sample that comes with Assay. */
export async function returnsOf(options: SeriesOptions, context: CommandContext): Promise<NamedReturns> {
  const { dataset, instrument, timeframe } = options;
  if (dataset === undefined) {
    if (instrument !== undefined || timeframe !== undefined) {
      throw new PlatformError('USAGE', '--instrument and --timeframe need --dataset', {
        hint: 'Name the dataset, as `assay data list` does; without one the S&P 500 of the sample is taken.',
      });
    }
    const { series } = await sampleDataset();
    return namedReturns(
      'sample',
      series.filter((one) => one.timeframe === '1d'),
    );
  }
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  return withLake({ workspace, memoryBytes, readOnly: true }, async (lake) => {
    const manifest = await resolveDataset(lake, dataset);
    const known = manifest.series.map(({ instrument: { id }, timeframe: frame }) => ({ id, frame }));
    const chosen = known.filter(
      ({ id, frame }) =>
        (instrument === undefined || id === instrument) && (timeframe === undefined || frame === timeframe),
    );
    const [first, ...others] = chosen;
    if (first === undefined || others.length > 0) throw notOne(dataset, known, chosen.length, instrument);
    const { id, frame } = first;
    return namedReturns(dataset, await readSeries(lake, manifest, { instruments: [id], timeframe: frame }));
  });
}

function namedReturns(dataset: string, [series]: readonly BarSeries[]): NamedReturns {
  if (series === undefined) throw new InvariantError('a series that was chosen is there to be read', { dataset });
  const returns = simpleReturnsInto(new Float64Array(series.length), series.close, 1).subarray(1);
  const holes = returns.filter((value) => !Number.isFinite(value)).length;
  const name = `${series.instrument.id} ${series.timeframe} of ${dataset}`;
  if (holes > 0) {
    throw new DataError(`${name}: ${holes} returns are not finite, because closes are missing or not above zero`, {
      code: 'DATA_UNFIT',
      hint: 'See `assay data audit`, and mend or leave out what it finds.',
    });
  }
  return { name, returns };
}

function notOne(
  dataset: string,
  known: readonly { readonly id: string; readonly frame: string }[],
  found: number,
  instrument: string | undefined,
): Error {
  const list = known.slice(0, 12).map(({ id, frame }) => `${id} ${frame}`);
  const hint = `It has ${list.join(', ')}${known.length > list.length ? `, and ${known.length - list.length} more` : ''}.`;
  if (found === 0) return new NotFoundError(`series of '${dataset}'`, instrument ?? 'any', { hint });
  return new PlatformError(
    'USAGE',
    `'${dataset}' has ${found} series that fit: name one by --instrument and --timeframe`,
    { hint },
  );
}
