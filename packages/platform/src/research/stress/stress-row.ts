/**
 * The stress of one row, in the evaluator's threads: its judged record taken apart, and the same parameters simulated under
 * other terms. Nothing of it chooses anything, and none of it is a trial.
 */
import { returnMeasures, undefinedBecause } from '@assay/quant/analysis';
import { leaveOnePeriodOut, regimeDependence, startDateSensitivity } from '@assay/quant/evidence';
import type {
  LeaveOutSensitivity,
  PeriodRange,
  RegimeDependence,
  StressedFigures,
  StressEvidence,
} from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';
import { decodeColumns } from '../../runs/index.ts';
import type { TaskContext } from '../../workers/index.ts';
import { decodePack } from '../pack.ts';
import { recallSimulations } from '../simulation-record.ts';
import type { SimulationFacts } from '../simulation-record.ts';
import type { PlannedSegment } from '../settings.ts';
import { inputsOfSegments, simulateSegments } from '../strategy-runtime.ts';
import type { SimulatedMarket } from '../strategy-runtime.ts';
import { recordParts } from './record-parts.ts';
import type { RecordParts } from './record-parts.ts';
import type { RegimeFacts, RegimeLabels } from './regime-labels.ts';
import type { StressArgument } from './stress-argument.ts';
import { lastBefore, recordRegimes, recordResamples } from './record-stress.ts';
import { resimulate, stretchesOf } from './resimulate.ts';

/** All of a stress but the multiples of costs, which have a step of their own; with stretches of regimes for a picture. */
export interface RowStress extends Omit<StressEvidence, 'costs' | 'leaveOneOut'> {
  /** With what was left out, where it was not a test window. */
  readonly leaveOneOut?: (LeaveOutSensitivity & { readonly by?: RecordParts['by'] }) | undefined;
  readonly stretches: readonly RegimeStretch[];
}

/** A stretch of the account's regime inside the test windows, UTC epoch milliseconds. */
export interface RegimeStretch {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

type ByRegime = Pick<
  RowStress,
  'regimes' | 'resimulated' | 'stretches' | 'model' | keyof RegimeDependence | 'consistency'
>;

/** A stress that ended with an error. */
export function failedStress(reason: string): RowStress {
  const none = undefinedBecause('no-observations');
  return {
    ...{ state: 'stress_failed', reason, fills: [], regimes: [], resimulated: [], stretches: [], model: undefined },
    ...{ dependency: none, dependencyLevel: none, dependencyByChance: { above80: none, above90: none } },
    consistency: none,
  };
}

/**
 * Stresses a row; the buffer `row` holds its simulations as their step has kept them, `regimes` the labels of its account.
 *
 * What fails here is a finding about the row: it comes back as `stress_failed` with the error's text.
 */
export async function stressRow(argument: StressArgument, context: TaskContext): Promise<RowStress> {
  try {
    return await stressed(argument, context);
  } catch (error) {
    return failedStress(error instanceof Error ? error.message : String(error));
  }
}

async function stressed(argument: StressArgument, { buffers, files }: TaskContext): Promise<RowStress> {
  const { options, segments, strategy, account, periodsPerYear } = argument;
  const pack = decodePack(buffers['pack'] as SharedArrayBuffer);
  const market: SimulatedMarket = { pack, cache: new Map() };
  const simulations = recalled(files['row'] as ArrayBuffer);
  const [judged] = simulations as readonly [SimulationResult];
  const labels = buffers['regimes'] === undefined ? undefined : labelsFrom(buffers['regimes']);
  const inputs = await inputsOfSegments(strategy, segments, market, account.seed);
  const fills = await underVariants(argument, { ...market, inputs }, simulations);
  const { startDates, leaveOneOut, monteCarlo } = options;
  const n = judged.returns.length;
  const year = Math.round(startDates.shortestYears * periodsPerYear);
  const shortest = Math.max(2, Math.min(year, Math.floor(n / 2)));
  return {
    state: 'done',
    fills,
    ...(labels === undefined ? WITHOUT_REGIMES : await byRegime(argument, market, { judged, labels })),
    monteCarlo: monteCarlo.enabled ? recordResamples(judged, account.sizing, monteCarlo) : undefined,
    startDates: startDates.enabled
      ? startDateSensitivity(judged.returns, { starts: startDates.starts, shortest })
      : undefined,
    leaveOneOut: leaveOneOut.enabled ? withoutParts(judged, argument, pack.timeline) : undefined,
  };
}

/** The record without each of its test windows; one that is a single stretch, without each of its calendar parts. */
function withoutParts(
  { returns, times }: SimulationResult,
  { segments, calendarParts }: StressArgument,
  timeline: Float64Array,
): RowStress['leaveOneOut'] {
  if (calendarParts === undefined) return leaveOnePeriodOut(returns, windowsOf(times, segments, timeline));
  const { by, ranges } = recordParts(times, calendarParts.timeZone);
  return { by, ...leaveOnePeriodOut(returns, ranges) };
}

function recalled(bytes: ArrayBuffer): readonly SimulationResult[] {
  const { meta, columns } = decodeColumns(bytes);
  const facts = (meta as { readonly json: readonly SimulationFacts[] }).json;
  return recallSimulations({ facts, columns: columns as Record<string, Float64Array> });
}

function labelsFrom(bytes: SharedArrayBuffer): RegimeLabels {
  const { meta, columns } = decodeColumns(bytes);
  const { names, models, failed } = (meta as { readonly json: RegimeFacts }).json;
  if (failed !== undefined) throw new Error(failed);
  return { names, models, labels: columns['labels'] as Int32Array, market: columns['market'] as Int32Array };
}

const WITHOUT_REGIMES: ByRegime = {
  stretches: [],
  regimes: [],
  resimulated: [],
  model: undefined,
  ...regimeDependence([]),
  consistency: undefinedBecause('too-few-regimes'),
};

async function underVariants(
  { strategy, segments, account, contract, variants, periodsPerYear }: StressArgument,
  market: SimulatedMarket,
  simulations: readonly SimulationResult[],
): Promise<StressEvidence['fills']> {
  const fills: StressEvidence['fills'][number][] = [];
  for (const variant of variants) {
    const known = variant.name === contract.name ? 0 : variant.variant === 'pessimistic' ? 1 : -1;
    const settings = { account, contract: variant };
    const simulation = simulations[known] ?? (await simulateSegments(strategy, segments, market, settings));
    fills.push({ variant: variant.variant, ...stressedFigures(simulation, periodsPerYear) });
  }
  return fills;
}

function stressedFigures({ returns }: SimulationResult, periodsPerYear: number): StressedFigures {
  const { totalReturn, meanReturn, sharpeRatio } = returnMeasures(returns, { periodsPerYear, riskFreePerPeriod: 0 });
  return { totalReturn, meanReturn, sharpe: sharpeRatio };
}

async function byRegime(
  argument: StressArgument,
  market: SimulatedMarket,
  { judged, labels }: { readonly judged: SimulationResult; readonly labels: RegimeLabels },
): Promise<ByRegime> {
  const { names, models } = labels;
  const [first] = models;
  const found = recordRegimes(judged, labels, {
    timeline: market.pack.timeline,
    periodsPerYear: argument.periodsPerYear,
  });
  const model = {
    definition: first?.definition ?? '',
    instruments: models.map(({ instrument, versions }) => {
      return { instrument, fits: versions.length, newest: versions.at(-1) ?? null };
    }),
  };
  const { timeline } = market.pack;
  const stretches = names.flatMap((label, index) =>
    stretchesOf(argument.segments, labels.market, index).map(({ from, to }) => {
      return { label, from: timeline[from - 1] as number, to: timeline[to] as number };
    }),
  );
  const resimulated = await resimulate(argument, market, labels);
  return { ...found, model, stretches: stretches.sort((a, b) => a.from - b.from), resimulated };
}

/** The test windows as ranges of the record's periods. */
function windowsOf(
  times: Float64Array,
  segments: readonly PlannedSegment[],
  timeline: Float64Array,
): readonly PeriodRange[] {
  return segments.map(({ from, to }) => ({
    from: lastBefore(times, timeline[from] as number) + 1,
    to: lastBefore(times, (timeline[to] as number) + 1) + 1,
  }));
}
