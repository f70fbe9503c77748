import { formatIsoDate } from '@assay/core/time';
import type { RankingRow } from '@assay/contracts/schemas';
import { defined, exposureMatchedExcess, undefinedBecause } from '@assay/quant/analysis';
import type { Measure, UndefinedReason } from '@assay/quant/analysis';
import {
  checkPromotion,
  familyOf,
  judgedStress,
  judgeWithoutRecord,
  SCORE_VERSION,
  sharpeStatistics,
  trialStatistics,
} from '@assay/quant/evidence';
import type { CostFigures, TrialRecord } from '@assay/quant/evidence';
import { RANKED_METRICS } from '../reports/index.ts';
import { judgeRow } from './judge-row.ts';
import { hasListedCosts } from './listed-trade.ts';
import { leakModel } from './leak-step.ts';
import { withFamilyTests } from './family-tests.ts';
import type { JudgedRow, RowContext } from './judge-row.ts';
import type { ResearchPlan } from './plan.ts';
import { byMerit } from './row-order.ts';
import type { EvaluatedRow, FailedRow, FoundRow } from './rows.ts';
import { judgedRange } from './run-identity.ts';
import { recallRow } from './recall-row.ts';
import type { RecalledRow } from './recall-row.ts';
import { stressOf } from './stress/assemble-stress.ts';
import { stressModel } from './stress/stress-model.ts';
import { describeSelections } from './select.ts';

/** A judged row as it is published, with what the report shows beside it. */
export interface AssembledRecord {
  readonly evaluated: EvaluatedRow;
  readonly judged: Pick<JudgedRow, 'evidence' | 'inference' | 'metrics'>;
  readonly ranking: RankingRow;
  /** True if a trade that its report lists paid costs. */
  readonly hasPaid: boolean;
}

/** A row without a record: its strategy failed. */
export interface AssembledFailure {
  readonly evaluated: FailedRow;
  readonly ranking: RankingRow;
  readonly hasPaid: false;
}

/** A row as it is published. */
export type AssembledRow = AssembledRecord | AssembledFailure;

/** True for a row that has a record. */
export function hasRecord(row: AssembledRow): row is AssembledRecord {
  return 'judged' in row;
}

/**
 * Judges every row with the whole family of trials, and orders them: candidates first, then by score.
 *
 * @param priors - trials that were there before the run, frozen with it.
 */
export async function assembleRows(
  rows: readonly FoundRow[],
  priors: readonly TrialRecord[],
  plan: ResearchPlan,
): Promise<readonly AssembledRow[]> {
  const trials = [...priors, ...rows.flatMap((row) => row.records)];
  const records: AssembledRecord[] = [];
  const failures: AssembledFailure[] = [];
  for (const row of rows) {
    if ('failure' in row) failures.push(assembleFailure(row, { trials, plan }));
    else records.push(assembleRow(row, await recallRow(row), { trials, plan }));
  }
  return [...withFamilyTests(records), ...failures].sort((a, b) => byMerit(a.ranking, b.ranking));
}

/** Why a row whose strategy failed has no figures. */
const FAILED = 'strategy-failed';
/** The figures that stand in every table of rows. */
const TABLED = [...Object.values(RANKED_METRICS), 'probabilityOfOverfitting', 'effectiveTrials'];

function assembleFailure(evaluated: FailedRow, { trials, plan }: Judging): AssembledFailure {
  const { row, account, failure } = evaluated;
  const { instruments, timeframe, pack } = account.account;
  const { verdict, reasons, checks, notApplied } = judgeWithoutRecord();
  const { first, last } = judgedRange(account.folds);
  const [from, to] = [account.timeline[first] as number, account.timeline[last] as number];
  const family = familyOf(trials, { instruments, from, to });
  const { priorTrials: declaredPriorTrials } = plan.loaded.config.evaluation;
  const ranking: RankingRow = {
    ...{ id: row.id, strategy: row.strategy.name, params: {}, instruments: [...instruments], timeframe, pack },
    ...{ verdict, pessimisticVerdict: verdict, score: null, scoreVersion: SCORE_VERSION },
    metrics: Object.fromEntries(TABLED.map((name) => [name, null])),
    nulls: Object.fromEntries([...TABLED, 'score'].map((name) => [name, FAILED])),
    reasons: reasons.map((reason) => ({ ...reason })),
    checks: checks.map((check) => ({ ...check })),
    notApplied: notApplied.map((rule) => ({ ...rule })),
    trades: 0,
    trials: trialStatistics(family, { nObservations: 0, declaredPriorTrials }).count,
    period: { from: formatIsoDate(from), to: formatIsoDate(to) },
    parameterSets: row.strategy.sets.length,
    selections: [],
    failure,
  };
  return { evaluated, ranking, hasPaid: false };
}

/** What all rows are judged with. */
interface Judging {
  readonly trials: readonly TrialRecord[];
  readonly plan: ResearchPlan;
}

function assembleRow(evaluated: EvaluatedRow, recalled: RecalledRow, { trials, plan }: Judging): AssembledRecord {
  const { simulation } = recalled;
  const context = rowContext({ ...evaluated, simulation }, trials, plan);
  const judged = judgeRow(simulation, context);
  const pessimistic = judgeRow(recalled.pessimistic, context);
  const { row, account } = evaluated;
  const { times } = simulation;
  const { metrics, nulls } = shownFigures(judged, pessimistic, evaluated.ladder);
  const score = judged.score.score;
  if (score.reason !== undefined) nulls['score'] = score.reason;
  const stress = stressOf({ ...evaluated, simulation });
  const isLeaking = evaluated.leak.outcome === 'leak';
  const ranking: RankingRow = {
    id: row.id,
    strategy: row.strategy.name,
    params: { ...evaluated.chosen.at(-1) },
    instruments: [...account.account.instruments],
    timeframe: account.account.timeframe,
    verdict: judged.judgement.verdict,
    pessimisticVerdict: pessimistic.judgement.verdict,
    score: score.reason === undefined && !isLeaking ? score.value : null,
    scoreVersion: judged.score.version,
    ...(isLeaking ? withheld(metrics) : { metrics, nulls }),
    reasons: judged.judgement.reasons.map((reason) => ({ ...reason })),
    checks: judged.judgement.checks.map((check) => ({ ...check })),
    notApplied: judged.judgement.notApplied.map((rule) => ({ ...rule })),
    trades: simulation.trades.length,
    trials: judged.evidence.trials.count,
    pack: account.account.pack,
    period: { from: formatIsoDate(times[0] as number), to: formatIsoDate(times.at(-1) as number) },
    parameterSets: row.strategy.sets.length,
    selections: describeSelections(account.folds, evaluated.chosen, account.timeline),
    leak: leakModel(evaluated.leak),
    ...(stress === undefined || isLeaking ? {} : { stress: stressModel(stress) }),
    ...(evaluated.coverage === undefined || isLeaking ? {} : { gates: evaluated.coverage }),
  };
  const isPromotable = ranking.verdict === 'candidate' || ranking.verdict === 'suspicious';
  const { evidence, inference, metrics: all } = judged;
  return {
    evaluated,
    judged: { evidence, inference, metrics: all },
    ranking: isPromotable ? { ...ranking, promotion: promotionOf(judged, plan) } : ranking,
    hasPaid: !isLeaking && hasListedCosts(simulation),
  };
}

function promotionOf(judged: JudgedRow, { promotion }: ResearchPlan): RankingRow['promotion'] {
  const { promotable, checks } = checkPromotion(judged, promotion);
  return { promotable, checks: checks.map((check) => ({ ...check })) };
}

/** Why figures of a strategy that knew the future are not shown. */
const WITHHELD = 'withheld-for-a-leak';

/** The same figures without their values: of a strategy that knew the future they say nothing. */
function withheld(metrics: JudgedRow['metrics']): Pick<JudgedRow, 'metrics' | 'nulls'> {
  const names = Object.keys(metrics);
  return {
    metrics: Object.fromEntries(names.map((name) => [name, null])),
    nulls: Object.fromEntries([...names, 'score'].map((name) => [name, WITHHELD])),
  };
}

/** The figures of a row with those under pessimistic fills and stressed costs beside them. */
function shownFigures(
  judged: JudgedRow,
  pessimistic: JudgedRow,
  ladder: EvaluatedRow['ladder'],
): { readonly metrics: Record<string, number | null>; readonly nulls: Record<string, string> } {
  const stressed = stressedFigures(ladder);
  const metrics = { ...judged.metrics, ...stressed.metrics };
  const nulls = { ...judged.nulls, ...stressed.nulls };
  for (const name of ['totalReturn', 'excessSharpeRatio'] as const) {
    const key = `pessimistic${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const why = pessimistic.nulls[name];
    metrics[key] = pessimistic.metrics[name] ?? null;
    if (why !== undefined) nulls[key] = why;
  }
  return { metrics, nulls };
}

/** Return and Sharpe ratio at each multiple of the costs, as `totalReturnAtCosts125`. */
function stressedFigures(ladder: EvaluatedRow['ladder']): Pick<JudgedRow, 'metrics' | 'nulls'> {
  const metrics: Record<string, number | null> = {};
  const nulls: Record<string, string> = {};
  for (const name of ['totalReturn', 'sharpeRatio'] as const) {
    for (const step of ladder) {
      const key = `${name}AtCosts${Math.round((step.costMultiple ?? NaN) * 100)}`;
      const why = step.nulls[name];
      metrics[key] = step[name];
      if (why !== undefined) nulls[key] = why;
    }
  }
  return { metrics, nulls };
}

/** What the cost rules read of the ladder. */
function costFigures(ladder: EvaluatedRow['ladder']): readonly CostFigures[] {
  return ladder.flatMap(({ costMultiple, meanReturn = null, sharpeRatio, nulls }) => {
    if (costMultiple === null) return [];
    const measure = (name: string, value: number | null): Measure =>
      value === null ? undefinedBecause((nulls[name] as UndefinedReason | undefined) ?? 'overflow') : defined(value);
    const sharpe = measure('sharpeRatio', sharpeRatio);
    return [{ multiple: costMultiple, meanReturn: measure('meanReturn', meanReturn), sharpe }];
  });
}

/** An evaluated row with the simulation under the run's own contract. */
type SimulatedRow = EvaluatedRow & Pick<RecalledRow, 'simulation'>;

function rowContext(evaluated: SimulatedRow, trials: readonly TrialRecord[], plan: ResearchPlan): RowContext {
  const { account, simulation, neighbours } = evaluated;
  const { evaluation } = plan.loaded.config;
  const { periodsPerYear, instruments } = account.account;
  const span = { instruments, from: simulation.times[0] as number, to: simulation.times.at(-1) as number };
  const family = familyOf(trials, span);
  const stress = stressOf(evaluated);
  const orNull = (sharpe: number): number | null => (Number.isFinite(sharpe) ? sharpe : null);
  return {
    periodsPerYear,
    centreSharpe: orNull(sharpeStatistics(exposureMatchedExcess(simulation).excess).sharpe),
    neighbourSharpes: neighbours.map((neighbour) => orNull(neighbour.sharpe)),
    policy: plan.policy,
    leakTest: evaluated.leak.outcome,
    sweep: evaluated.sweep,
    costs: costFigures(evaluated.ladder),
    walkForward: { folds: account.folds, timeline: account.timeline },
    stress: stress === undefined ? undefined : judgedStress(stress),
    trialsFor: (nObservations) =>
      trialStatistics(family, { nObservations, declaredPriorTrials: evaluation.priorTrials }),
  };
}
