import { checkInteger, checkNonEmpty, checkOneOf, checkSameLength } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '../market/index.ts';
import { checkAccountModel, checkRiskLimits, checkSizingPolicy } from '../risk/index.ts';
import type { NamedColumns } from '../strategy/index.ts';
import { actionsFrom, planActions, withDelistings } from './actions/plan-actions.ts';
import type { PlannedAction } from './actions/planned-action.ts';
import { seriesColumns } from './columns.ts';
import type { SeriesColumns } from './columns.ts';
import { Converter } from './conversion.ts';
import { checkRiskRules } from './risk-rules.ts';
import { planSegments } from './segment-plan.ts';
import type { PlannedSegment } from './segment-plan.ts';
import type { SimulationOptions } from './simulation.ts';

/** A simulation's options, checked and laid out for the event loop. */
export interface ResolvedSimulation {
  readonly columns: readonly SeriesColumns[];
  readonly segments: readonly PlannedSegment[];
  readonly converter: Converter;
  readonly initialUnits: number;
  /** All corporate actions of the instruments. */
  readonly planned: readonly PlannedAction[];
  /** Those that the simulation has to settle. */
  readonly actions: readonly PlannedAction[];
}

/**
 * Checks the options of a simulation and lays them out.
 *
 * @throws {InvalidArgumentError} naming the option that is out of its domain.
 * @throws {DataError} if a series cannot be traded.
 *
 * @remarks
 * Source: this project.
 */
export function resolveSimulation(options: SimulationOptions): ResolvedSimulation {
  checkNonEmpty('series', options.series);
  checkNonEmpty('segments', options.segments);
  checkOneOf('boundary', options.boundary, ['flatten', 'carry']);
  checkSizingPolicy(options.sizing);
  checkRiskLimits(options.limits);
  if (options.risk !== undefined) checkRiskRules(options.risk);
  if (options.account.model !== undefined) checkAccountModel(options.account.model);
  checkInteger('contract.latencyMs', options.contract.latencyMs, 1);
  checkInstruments(options);
  checkTerms(options);
  checkQuoteSeries(options);
  const planned = planActions(options.series, options.actions ?? []);
  const bars = options.series.map((series, i) => seriesColumns(series, i, options.contract.latencyMs));
  const columns = withDelistings(bars, planned);
  const currencies = [...new Set([options.account.currency, ...columns.map((one) => one.currency)])];
  if (currencies.length > 1 && options.conversion === undefined) {
    const rule = `given, to turn ${currencies.slice(1).join(', ')} into ${options.account.currency}`;
    throw new InvalidArgumentError('conversion', rule, undefined);
  }
  const segments = planSegments(columns, options.segments, options.boundary);
  return {
    columns,
    segments,
    planned,
    actions: actionsFrom(columns, planned, segments[0].decideFrom),
    converter: new Converter(currencies, options.conversion),
    initialUnits: capitalUnits(options.account.cash),
  };
}

function capitalUnits(cash: number): number {
  const units = Math.round(cash * LEDGER_UNITS_PER_CURRENCY_UNIT);
  if (!(cash > 0 && units > 0 && Number.isSafeInteger(units))) {
    throw new InvalidArgumentError('account.cash', 'finite, > 0 and within 2^53 ledger units', cash);
  }
  return units;
}

function checkInstruments(options: SimulationOptions): void {
  const seen = new Set<string>();
  for (const { instrument, length } of options.series) {
    if (seen.has(instrument.id)) {
      throw new InvalidArgumentError('series', 'of different instruments', `'${instrument.id}' twice`);
    }
    seen.add(instrument.id);
    if (length === 0) throw new InvalidArgumentError(`series '${instrument.id}'`, 'non-empty', '0 bars');
  }
}

function checkQuoteSeries({ series, quotes = [], contract }: SimulationOptions): void {
  const ids = quotes.map(({ instrument }) => instrument);
  const unknown = ids.find((id) => !series.some(({ instrument }) => instrument.id === id));
  if (unknown !== undefined) throw new InvalidArgumentError('quotes', 'of instruments of the simulation', unknown);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw new InvalidArgumentError('quotes', 'one series for each instrument', `'${twice}' twice`);
  if (contract.marketFill !== 'next-quote') return;
  const without = series.find(({ instrument }) => !ids.includes(instrument.id));
  if (without === undefined) return;
  const rule = `given for every instrument where market orders fill at the next quote; '${without.instrument.id}' has none`;
  throw new InvalidArgumentError('quotes', rule, quotes.length);
}

function checkTerms(options: SimulationOptions): void {
  options.segments.forEach(({ terms, columns }, k) => {
    checkSameLength(`segments[${k}].terms`, terms, options.series.length);
    if (columns !== undefined) checkNamedColumns(`segments[${k}].columns`, columns, options);
    terms.forEach((columns, s) => {
      columns.forEach((column, i) => {
        checkSameLength(`segments[${k}].terms[${s}][${i}]`, column, options.series[s].length);
      });
    });
  });
}

function checkNamedColumns(name: string, columns: readonly NamedColumns[], { series }: SimulationOptions): void {
  checkSameLength(name, columns, series.length);
  columns.forEach((own, s) => {
    for (const [key, column] of Object.entries(own)) checkSameLength(`${name}[${s}].${key}`, column, series[s].length);
  });
}
