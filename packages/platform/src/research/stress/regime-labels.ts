/** Labels of regimes on an account's periods, in the evaluator's threads. */
import type { StressConfig } from '@assay/contracts/schemas';
import { UNKNOWN_REGIME_LABEL } from '@assay/quant/evidence';
import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { regimeLabel, regimeSeries } from '@assay/quant/regimes';
import type { RegimeOptions, RegimeSeries } from '@assay/quant/regimes';
import { expressionSpec } from '@assay/quant/signals';
import type { TaskContext } from '../../workers/index.ts';
import { decodePack } from '../pack.ts';
import type { Pack } from '../pack.ts';
import { termColumns } from '../term-columns.ts';

/** Argument of `labelRegimes`. */
export interface RegimeArgument {
  readonly options: StressConfig['regimes'];
}

/** The model that labelled one instrument. */
export interface LabelModel {
  readonly instrument: string;
  readonly definition: string;
  /** Of each fit, oldest first. */
  readonly versions: readonly string[];
}

/** Regimes of an account: labels are indices into `names`. */
export interface RegimeLabels {
  readonly names: readonly string[];
  readonly models: readonly LabelModel[];
  /** shape (timeline, instruments), row-major: the label of each instrument as it was known at each close. */
  readonly labels: Int32Array;
  /** shape (timeline,): that of the equal-weight return of the instruments; with one instrument its own. */
  readonly market: Int32Array;
  /** Why there are none: the error's text. */
  readonly failed?: string | undefined;
}

/** The part of a regime step that is not columns. */
export type RegimeFacts = Pick<RegimeLabels, 'names' | 'models' | 'failed'>;

/** Labels every instrument of a pack; what fails here is a finding about all rows of the account. */
export function labelRegimes({ options }: RegimeArgument, context: TaskContext): RegimeLabels {
  try {
    return regimesOf(decodePack(context.buffers['pack'] as SharedArrayBuffer), options);
  } catch (error) {
    const failed = `regimes: ${error instanceof Error ? error.message : String(error)}`;
    return { names: [], models: [], labels: new Int32Array(0), market: new Int32Array(0), failed };
  }
}

/** Labels of a pack over all of its history, each bar by what was known then. */
export function regimesOf(pack: Pack, settings: StressConfig['regimes']): RegimeLabels {
  const { timeline, series } = pack;
  const optionsFor = (bars: BarSeries | undefined): RegimeOptions =>
    regimeOptions(settings, bars === undefined ? NaN : barsPerYear(bars));
  const names = regimeNames(settings.states);
  const returns = logReturns(pack);
  const found = returns.map((column, s) => regimeSeries(column, optionsFor(series[s]), series[s]?.availableAt));
  const width = series.length;
  const labels = new Int32Array(timeline.length * width);
  found.forEach((regimes, s) => {
    const known = labelsAt(timeline, regimes, series[s]?.availableAt as Float64Array, names);
    known.forEach((label, t) => (labels[t * width + s] = label));
  });
  const models = found.map(({ definition, fits }, s): LabelModel => {
    const instrument = series[s]?.instrument.id as string;
    return { instrument, definition, versions: fits.map(({ version }) => version) };
  });
  const market = width === 1 ? labels.slice() : marketLabels(pack, returns, optionsFor(series[0]), names);
  return { names, models, labels, market };
}

/** The options of the model, as `regimeSeries` takes them, for bars of which a year has so many. */
export function regimeOptions(settings: StressConfig['regimes'], barsPerYear: number): RegimeOptions {
  const { states, refit, window, minHistory, ratio, shuffles } = settings;
  const refitEvery = refit === 'year' ? Math.max(1, Math.round(barsPerYear)) : refit;
  return { nStates: states, refitEvery, window, minHistory, minVolatilityRatio: ratio, nShuffles: shuffles };
}

function barsPerYear({ instrument, timeframe }: BarSeries): number {
  return calendarById(instrument.calendar).periodsPerYear(timeframe);
}

function regimeNames(states: number): readonly string[] {
  const volatile = states === 2 ? ['quiet', 'crisis'] : Array.from({ length: states }, (_, i) => `volatility-${i}`);
  return [...volatile, 'normal', UNKNOWN_REGIME_LABEL];
}

const RETURN = expressionSpec({ source: 'return(close, 1)' });

/** Per series the log returns of its bars, in the shares of their own moment. */
function logReturns({ series, beside }: Pack): readonly Float64Array[] {
  const actions = new Map(beside.actions.map((table) => [table.id, table]));
  return series.map((bars) => {
    const [column = new Float64Array(bars.length)] = termColumns([RETURN], bars, actions.get(bars.instrument.id));
    return column.map((value) => Math.log1p(value));
  });
}

/** The label of the newest bar that was available at each time. */
function labelsAt(
  times: Float64Array,
  regimes: RegimeSeries,
  availableAt: Float64Array,
  names: readonly string[],
): Int32Array {
  const unknown = names.indexOf(UNKNOWN_REGIME_LABEL);
  let bar = -1;
  return Int32Array.from(times, (time) => {
    while (bar + 1 < availableAt.length && (availableAt[bar + 1] as number) <= time) bar++;
    return bar < 0 ? unknown : names.indexOf(regimeLabel(regimes, bar));
  });
}

/** Regimes of the mean return of the instruments that closed, at each close of the account. */
function marketLabels(
  { timeline, series }: Pack,
  returns: readonly Float64Array[],
  options: RegimeOptions,
  names: readonly string[],
): Int32Array {
  const availableAt = timeline.slice();
  const next = new Int32Array(series.length);
  const market = timeline.map((time, t) => {
    let [sum, count] = [0, 0];
    series.forEach((bars, s) => {
      const i = next[s] as number;
      if (bars.eventTime[i] !== time) return;
      next[s] = i + 1;
      availableAt[t] = Math.max(availableAt[t] as number, bars.availableAt[i] as number);
      const value = Math.expm1(returns[s]?.[i] ?? NaN);
      if (Number.isNaN(value)) return;
      sum += value;
      count++;
    });
    return count > 0 ? Math.log1p(sum / count) : NaN;
  });
  return labelsAt(timeline, regimeSeries(market, options, availableAt), availableAt, names);
}
