/** Which exchange rates, quotes and outside series an account will read, found before anything is touched. */
import type { ConversionConfig, OutsideConfig, PackConfig, SimulationConfig } from '@assay/contracts/schemas';
import { nearestName } from '@assay/core/checks';
import { InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { MS_PER_DAY } from '@assay/core/time';
import { parseTimeframe } from '@assay/quant/market';
import type { Currency, Instrument, InstrumentId, Timeframe } from '@assay/quant/market';
import { resolveDataset } from '../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../lakehouse/index.ts';

/** Closes that turn one currency into the account's. */
export interface PlannedRate {
  readonly from: Currency;
  readonly to: Currency;
  readonly manifest: DatasetManifest;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  /** The closes are units of `from` for one unit of `to`. */
  readonly isInverse: boolean;
  readonly maxAgeMs: number;
}

/** A series that circuit breakers look at. */
export interface PlannedOutside {
  readonly name: string;
  readonly manifest: DatasetManifest;
  readonly source:
    | { readonly kind: 'closes'; readonly instrument: InstrumentId; readonly timeframe: Timeframe }
    | { readonly kind: 'values'; readonly id: string };
}

/** Quotes of an instrument. */
export interface PlannedQuotes {
  readonly manifest: DatasetManifest;
  readonly instrument: InstrumentId;
}

/** Gates of an instrument. */
export interface PlannedGates {
  readonly manifest: DatasetManifest;
  readonly instrument: InstrumentId;
  /** Undefined where the table has to have one only. */
  readonly maker: string | undefined;
  /** Of the bars that they were made of. */
  readonly timeframe: Timeframe;
}

/** What an account reads beside its bars. */
export interface BesidePlan {
  readonly actions: SimulationConfig['actions'];
  readonly rates: readonly PlannedRate[];
  readonly outside: readonly PlannedOutside[];
  readonly quotes: readonly PlannedQuotes[];
  readonly gates: readonly PlannedGates[];
}

/** Where an account's own bars come from, and what its config says. */
export interface BesideContext {
  readonly lake: Lakehouse;
  readonly pack: Pick<PackConfig, 'timeframe'>;
  readonly manifest: DatasetManifest;
  readonly config: Pick<
    SimulationConfig,
    'currency' | 'conversion' | 'risk' | 'actions' | 'contract' | 'quotes' | 'gates'
  >;
  /** Is told what cannot be found, one by one; throws what is no problem of the config. */
  told(error: unknown): void;
}

/**
 * Finds what an account of these instruments reads beside its bars. What it does not find, `told` is told: a rate or series
 * that is not in its dataset, a dataset that is not in the lakehouse.
 */
export async function planBeside(held: readonly SeriesEntry[], context: BesideContext): Promise<BesidePlan> {
  const { config, lake, manifest } = context;
  const { conversion, risk, actions, currency } = config;
  const found = async <Value>(find: () => Value | Promise<Value>): Promise<readonly Value[]> => {
    try {
      return [await find()];
    } catch (error) {
      context.told(error);
      return [];
    }
  };
  const sourceOf = (dataset: string | undefined, key: string): Promise<DatasetManifest> =>
    dataset === undefined ? Promise.resolve(manifest) : datasetAt(`experiment.${key}.dataset`, dataset, lake);
  const foreign = [...new Set(held.map(({ instrument }) => instrument.currency))].filter((code) => code !== currency);
  const rates: PlannedRate[] = [];
  for (const source of foreign.length > 0 ? await found(() => sourceOf(conversion.dataset, 'conversion')) : [])
    for (const from of foreign) rates.push(...(await found(() => plannedRate(from, source, context))));
  const outside: PlannedOutside[] = [];
  for (const [name, one] of Object.entries(risk.outside))
    outside.push(
      ...(await found(async () =>
        plannedOutside(name, one, await sourceOf(one.dataset, `risk.outside.${name}`), context),
      )),
    );
  const quotes = await found(() => plannedQuotes(held, context));
  const gates = await found(() => plannedGates(held, context));
  return { actions, rates, outside, quotes: quotes.flat(), gates: gates.flat() };
}

async function plannedGates(held: readonly SeriesEntry[], context: BesideContext): Promise<readonly PlannedGates[]> {
  const { config, lake, pack } = context;
  const { dataset, maker } = config.gates;
  if (dataset === undefined) return [];
  const timeframe = timeframeOf(config.gates.timeframe ?? pack.timeframe);
  const manifest = await datasetAt('experiment.gates.dataset', dataset, lake);
  const known = new Set(manifest.tables.filter(({ kind }) => kind === 'gates').map(({ id }) => id));
  const ids = held.map(({ instrument }) => instrument.id);
  const own = ids.filter((id) => known.has(id));
  if (own.length > 0 || ids.length === 0) return own.map((instrument) => ({ manifest, instrument, maker, timeframe }));
  const has = known.size === 0 ? 'it has no table of gates' : `it has gates of ${[...known].slice(0, 10).join(', ')}`;
  throw new InvalidArgumentError(
    'experiment.gates.dataset',
    `a dataset with gates of ${ids.slice(0, 10).join(', ')}`,
    dataset,
    {
      hint: `${has}. \`assay gates build\` makes gates of bars.`,
    },
  );
}

/** The dataset that a key of the config names; what is wrong with it is said of that key. */
export async function datasetAt(key: string, dataset: string, lake: Lakehouse): Promise<DatasetManifest> {
  try {
    return await resolveDataset(lake, dataset);
  } catch (error) {
    if (!PlatformError.is(error)) throw error;
    const { code, message, context, hint } = error;
    throw new PlatformError(code, `invalid '${key}': ${message}`, {
      ...{ cause: error, context },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

async function plannedQuotes(held: readonly SeriesEntry[], context: BesideContext): Promise<readonly PlannedQuotes[]> {
  const { config, lake } = context;
  const isNeeded = config.contract.marketFill === 'next-quote';
  const { read, dataset } = config.quotes;
  if (!isNeeded && read === 'needed') return [];
  const manifest =
    dataset === undefined ? context.manifest : await datasetAt('experiment.quotes.dataset', dataset, lake);
  const known = new Set(manifest.tables.filter(({ kind }) => kind === 'quotes').map(({ id }) => id));
  const ids = held.map(({ instrument }) => instrument.id);
  const without = ids.find((id) => !known.has(id));
  if (isNeeded ? without !== undefined : !ids.some((id) => known.has(id))) {
    const where = `${manifest.name}@${manifest.version}`;
    const [key, rule] = isNeeded
      ? ['contract.marketFill', 'next-open where an instrument has no quotes']
      : ['quotes.read', 'needed where no instrument has quotes'];
    throw new InvalidArgumentError(`experiment.${key}`, rule, isNeeded ? 'next-quote' : 'always', {
      hint: `${where} has no table of quotes of ${without ?? ids[0] ?? 'the instruments'}: name the dataset that has one (quotes.dataset).`,
    });
  }
  return ids.filter((id) => known.has(id)).map((instrument) => ({ manifest, instrument }));
}

function plannedRate(from: Currency, manifest: DatasetManifest, { pack, config }: BesideContext): PlannedRate {
  const { currency: to, conversion } = config;
  const timeframe = timeframeOf(conversion.timeframe ?? pack.timeframe);
  const symbol = conversion.series?.[from];
  const entries = manifest.series.filter((entry) => entry.timeframe === timeframe);
  const pairs = symbol === undefined ? entries : entries.filter(({ instrument }) => instrument.id === symbol);
  const found = pairs
    .map(({ instrument }) => ({ instrument: instrument.id, isInverse: isInverse(instrument, { from, to }, symbol) }))
    .find((pair) => pair.isInverse !== undefined);
  if (found?.isInverse === undefined) throw noRate({ from, to }, { manifest, timeframe, conversion });
  const maxAgeMs = conversion.maxAgeDays * MS_PER_DAY;
  return { from, to, manifest, instrument: found.instrument, timeframe, isInverse: found.isInverse, maxAgeMs };
}

/** Whether closes are to be turned round; undefined where they do not convert. A named series only has to be in one of the two. */
function isInverse(
  instrument: Instrument,
  { from, to }: Pick<PlannedRate, 'from' | 'to'>,
  named: string | undefined,
): boolean | undefined {
  if (instrument.kind === 'currency-pair') {
    if (instrument.baseCurrency === from && instrument.currency === to) return false;
    return instrument.baseCurrency === to && instrument.currency === from ? true : undefined;
  }
  if (named === undefined) return undefined;
  if (instrument.currency === to) return false;
  return instrument.currency === from ? true : undefined;
}

function noRate(
  { from, to }: Pick<PlannedRate, 'from' | 'to'>,
  looked: { readonly manifest: DatasetManifest; readonly timeframe: string; readonly conversion: ConversionConfig },
): InvalidArgumentError {
  const { manifest, timeframe, conversion } = looked;
  const where = `${timeframe} of ${manifest.name}@${manifest.version}`;
  const symbol = conversion.series?.[from];
  if (symbol !== undefined) {
    const known = manifest.series.filter((entry) => entry.timeframe === timeframe).map((entry) => entry.instrument.id);
    const nearest = nearestName(symbol, known);
    const rule = known.includes(symbol) ? `in ${from} and ${to}` : `a symbol in ${where}`;
    const hint = nearest === undefined || nearest === symbol ? {} : { hint: `Did you mean '${nearest}'?` };
    return new InvalidArgumentError(`experiment.conversion.series.${from}`, rule, symbol, hint);
  }
  return new InvalidArgumentError(
    'experiment.conversion',
    `able to turn ${from} into ${to}`,
    `no such pair in ${where}`,
    {
      hint: `Name a dataset that has the pair of ${from} and ${to} (conversion.dataset, conversion.timeframe), or the series itself (conversion.series); or set currency to ${from}.`,
    },
  );
}

function plannedOutside(
  name: string,
  { series, timeframe }: OutsideConfig,
  manifest: DatasetManifest,
  { pack }: BesideContext,
): PlannedOutside {
  if (manifest.tables.some(({ kind, id }) => kind === 'values' && id === series)) {
    return { name, manifest, source: { kind: 'values', id: series } };
  }
  const wanted = timeframeOf(timeframe ?? pack.timeframe);
  const [entry] = manifest.series.filter((one) => one.instrument.id === series && one.timeframe === wanted);
  if (entry !== undefined) return { name, manifest, source: { kind: 'closes', instrument: series, timeframe: wanted } };
  const known = [
    ...manifest.tables.filter(({ kind }) => kind === 'values').map(({ id }) => id),
    ...manifest.series.filter((one) => one.timeframe === wanted).map(({ instrument }) => instrument.id),
  ];
  const nearest = nearestName(series, known);
  throw new InvalidArgumentError(
    `experiment.risk.outside.${name}.series`,
    `a table of values or a symbol in ${wanted} of ${manifest.name}@${manifest.version}`,
    series,
    nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` },
  );
}

function timeframeOf(text: string): Timeframe {
  parseTimeframe(text);
  return text as Timeframe;
}
