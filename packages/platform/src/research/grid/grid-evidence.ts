/** What stands behind the best cell of an instrument: it was chosen among others, and luck has to be counted. */
import type { GridEvidence } from '@assay/contracts/schemas';
import { defined, undefinedBecause } from '@assay/quant/analysis';
import type { Measure } from '@assay/quant/analysis';
import { bestCells, familyOf, gridScore, inferSharpe, trialStatistics } from '@assay/quant/evidence';
import type { CellFigures, LeakReport, RankedCell, TrialRecord } from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';
import { gridVerdict, gridVerdictWords } from '../../reports/index.ts';
import { leakModel, leakStep } from '../leak-step.ts';
import { inCurrency } from '../performance/measure-values.ts';
import { simulateStep } from '../rows.ts';
import { sweepEvidence } from '../sweep-evidence.ts';
import type { SweepEvidence } from '../sweep-evidence.ts';
import { settled } from './grid-cells.ts';
import type { CellsContext, EvaluatedCell, EvaluatedCells } from './grid-cells.ts';

/** A cell with its score. */
export interface ScoredGridCell extends RankedCell {
  readonly cell: EvaluatedCell;
}

/** An instrument whose cells are scored, with what stands behind the best one. */
export interface JudgedInstrument extends EvaluatedCells {
  readonly scored: readonly ScoredGridCell[];
  /** Best of the qualified cells. */
  readonly best: ScoredGridCell | undefined;
  readonly bestOfAll: ScoredGridCell | undefined;
  readonly sweep: SweepEvidence;
  /** Of the best cell: its replay for leaks, and what it comes to under pessimistic fills. */
  readonly tested: { readonly leak: LeakReport; readonly pessimistic: SimulationResult } | undefined;
  readonly stepHashes: readonly string[];
}

/** Scores the cells of an instrument and tests the best one. */
export async function judgeInstrument(evaluated: EvaluatedCells, context: CellsContext): Promise<JudgedInstrument> {
  const scored = evaluated.cells.map(scoredCell);
  const { shown, logged } = bestCells(scored);
  const { plan, run, evaluator } = context;
  const quiet = { run, evaluator, plan, onStep: () => undefined };
  const seed = plan.loaded.config.experiment.seed;
  // Neither needs the other: a thread that is free takes what is left.
  const [sweep, tested] = await settled([
    sweepEvidence(evaluated.row, evaluated.steps, { ...quiet, seed }),
    shown === undefined ? Promise.resolve(undefined) : testBest(evaluated, shown, quiet),
  ] as const);
  return {
    ...evaluated,
    ...{ scored, best: shown, bestOfAll: logged, sweep },
    tested: tested === undefined ? undefined : { leak: tested.leak, pessimistic: tested.pessimistic },
    stepHashes: [...evaluated.steps.map(({ step }) => step.hash), ...(tested?.stepHashes ?? [])],
  };
}

async function testBest(
  { row, account, warmUp }: EvaluatedCells,
  best: ScoredGridCell,
  context: Parameters<typeof leakStep>[3],
): Promise<{
  readonly leak: LeakReport;
  readonly pessimistic: SimulationResult;
  readonly stepHashes: readonly string[];
}> {
  const { plan } = context;
  const { reference, identity } = row.strategy;
  const segments = [{ from: warmUp.range.first, to: warmUp.range.last, params: best.cell.params }];
  const { simulations, step } = await simulateStep(`best:${row.id}`, account, context, {
    ...{ reference, identity, segments, contracts: [plan.contract, plan.pessimistic] },
  });
  const leak = await leakStep(row, account, { segments, judged: step }, context);
  return {
    leak: leak.report,
    pessimistic: simulations[1] as SimulationResult,
    stepHashes: [step.hash, ...(leak.stepHash === undefined ? [] : [leak.stepHash])],
  };
}

function scoredCell(cell: EvaluatedCell): ScoredGridCell {
  const figures = figuresOf(cell);
  const coverage = cell.coverage ?? undefined;
  return { cell, key: cell.key, figures, coverage, score: gridScore({ figures, coverage }) };
}

/** Figures as they were before JSON. */
function figuresOf({ metrics, nulls }: EvaluatedCell): CellFigures {
  const entries = Object.entries(metrics).map(([name, value]): readonly [string, Measure | number | boolean] => {
    if (name === 'trades' || name === 'dailyPoints' || typeof value === 'boolean') return [name, value ?? 0];
    return [name, value === null ? undefinedBecause((nulls[name] ?? 'overflow') as 'overflow') : defined(value)];
  });
  return Object.fromEntries(entries) as unknown as CellFigures;
}

/**
 * The figures behind the best cell; null where there is none.
 *
 * @param trials - every trial that is known: those before the run, and all of this grid.
 */
export function evidenceOf(
  { row, best, tested, sweep, account, daysPerYear }: JudgedInstrument,
  trials: readonly TrialRecord[],
  { plan }: Pick<CellsContext, 'plan'>,
): GridEvidence | null {
  if (best === undefined || tested === undefined) return null;
  const { record } = best.cell;
  const { priorTrials } = plan.loaded.config.evaluation;
  const { instruments } = row.account;
  const family = familyOf(trials, { instruments, from: record.from, to: record.to });
  const statistics = trialStatistics(family, { nObservations: record.n, declaredPriorTrials: priorTrials });
  const excessSharpe = {
    ...{ sharpe: record.sharpe ?? NaN, n: record.n },
    ...{ skewness: record.skewness ?? NaN, kurtosis: record.kurtosis ?? NaN },
    ...(record.sharpe === null ? { reason: 'no-sharpe' as const } : {}),
  };
  const inferred = inferSharpe({ excessSharpe, trials: statistics, periodsPerYear: daysPerYear }, plan.policy);
  const annual = (measure: Measure): Measure =>
    measure.reason === undefined ? defined(measure.value * Math.sqrt(daysPerYear)) : measure;
  const { pessimistic, leak } = tested;
  const end = pessimistic.equityUnits.at(-1) ?? pessimistic.initialUnits;
  const found = {
    trials: statistics.count,
    excessSharpe: plain(annual(record.sharpe === null ? undefinedBecause('no-sharpe') : defined(record.sharpe))),
    expectedMaximum: plain(annual(inferred.expectedMaximum)),
    probabilisticSharpe: plain(inferred.probabilisticSharpe),
    deflatedSharpe: plain(inferred.deflatedSharpe),
    deflatedSharpeAtNull: plain(inferred.deflatedSharpeAtNull),
    overfitting: sweep.overfitting === undefined ? null : { ...sweep.overfitting, pbo: plain(sweep.overfitting.pbo) },
    superiorAbility: sweep.realityCheck === undefined ? null : plain(sweep.realityCheck.superiorAbility),
    effectiveTrials: plain(sweep.effectiveTrials ?? undefinedBecause('too-few-trials')),
    confidence: plan.policy.confidence,
    leak: leakModel(leak),
    pessimistic: {
      pnl: inCurrency(end - pessimistic.initialUnits),
      returnFraction: end / pessimistic.initialUnits - 1,
    },
  };
  const shown = { ...found, tags: best.score.tags, nTrades: best.figures.trades, instrument: account.account.id };
  const verdict = gridVerdict(shown, plan.policy);
  return { ...found, verdict, words: [...gridVerdictWords(verdict, shown, plan.policy)] };
}

function plain({ value, reason }: Measure): { readonly value: number | null; readonly reason: string | null } {
  return Number.isFinite(value) ? { value, reason: null } : { value: null, reason: reason ?? 'overflow' };
}
