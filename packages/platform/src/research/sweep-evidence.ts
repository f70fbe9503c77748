/**
 * What a row's own sweep says of the choice that was made in it: probability of overfitting, tests of superior ability, and how
 * many independent trials it amounts to.
 *
 * All three are taken of the stitched test returns of every parameter set, in excess of the benchmark, as the steps of the
 * sweep keep them. They are computed in a thread of the evaluator, which reads those files itself.
 */
import type { OverfittingPicture } from '@assay/contracts/schemas';
import { sampleMatrix } from '@assay/core/inference';
import { defined, undefinedBecause } from '@assay/quant/analysis';
import type { Measure, UndefinedReason } from '@assay/quant/analysis';
import { overfittingPicture } from './sweep-picture.ts';
import { backtestOverfitting, crossValidatedPaths, effectiveTrials, realityChecks } from '@assay/quant/evidence';
import type { CrossValidatedPaths, RowEvidence } from '@assay/quant/evidence';
import { decodeColumns } from '../runs/index.ts';
import type { StepResult } from '../runs/index.ts';
import type { TaskContext } from '../workers/index.ts';
import type { PlannedRow } from './plan.ts';
import { EVIDENCE_MODULE } from './task-modules.ts';
import type { EvaluationContext } from './trials.ts';

/** What is known of the sweep of a row; nothing where there was no choice. */
export interface SweepEvidence extends Pick<RowEvidence, 'overfitting' | 'realityCheck' | 'effectiveTrials'> {
  /** The splits behind the probability of overfitting, as the report draws them; Sharpe ratios per period. */
  readonly splits?: OverfittingPicture | undefined;
  /** Records that choosing within the sweep gives: shown, and in no rule. */
  readonly paths?: CrossValidatedPaths | undefined;
}

/** Argument of `evaluateSweepEvidence`: how many sets each file holds, in order. */
interface SweepArgument {
  readonly setsPerFile: readonly number[];
  readonly seed: number;
}

/** A measure as JSON has it. */
interface PlainMeasure {
  readonly value: number | null;
  readonly reason?: UndefinedReason;
}

interface PlainEvidence {
  readonly pbo: PlainMeasure;
  readonly splits: number;
  readonly superiorAbility: PlainMeasure;
  readonly realityCheck: PlainMeasure;
  readonly effective: PlainMeasure;
  readonly picture?: OverfittingPicture;
  readonly paths: PlainPaths;
}

type PlainPaths = Omit<CrossValidatedPaths, 'median' | 'lossShare'> &
  Readonly<Record<'median' | 'lossShare', PlainMeasure>>;

/**
 * The evidence of a sweep, as a cached step of the run; a single set has none, and is one trial.
 *
 * @param steps - the steps that hold the sweep's returns, in the order of its sets.
 */
export async function sweepEvidence(
  row: PlannedRow,
  steps: readonly { readonly step: Pick<StepResult, 'hash' | 'file'>; readonly sets: number }[],
  context: EvaluationContext & { readonly seed: number },
): Promise<SweepEvidence> {
  const sets = steps.reduce((sum, one) => sum + one.sets, 0);
  if (sets < 2) {
    context.onStep();
    return { effectiveTrials: defined(sets) };
  }
  const argument: SweepArgument = { setsPerFile: steps.map((one) => one.sets), seed: context.seed };
  const { json } = await context.run.step({
    name: `sweep-evidence:${row.id}`,
    inputs: { ...argument, steps: steps.map(({ step }) => step.hash) },
    compute: async () => {
      const files = Object.fromEntries(steps.map(({ step }, index) => [`${index}`, step.file]));
      const task = { module: EVIDENCE_MODULE, exportName: 'evaluateSweepEvidence', argument, files };
      const { result, workerId } = await context.evaluator.run(task);
      return { json: result, workerId };
    },
  });
  context.onStep();
  const { pbo, splits, superiorAbility, realityCheck, effective, picture, paths } = json as PlainEvidence;
  return {
    overfitting: { pbo: measured(pbo), splits, sets },
    realityCheck: { superiorAbility: measured(superiorAbility), realityCheck: measured(realityCheck), sets },
    effectiveTrials: measured(effective),
    splits: picture,
    paths: { ...paths, median: measured(paths.median), lossShare: measured(paths.lossShare) },
  };
}

/** Computes the evidence of a sweep from the files of its steps; runs in a thread. */
export function evaluateSweepEvidence({ setsPerFile, seed }: SweepArgument, { files }: TaskContext): PlainEvidence {
  const columns = setsPerFile.flatMap((sets, file) => {
    const content = decodeColumns(files[`${file}`] as ArrayBuffer, { verify: false }).columns;
    return Array.from({ length: sets }, (_, index) => content[`excess.${index}`] as Float64Array);
  });
  const returns = sampleMatrix(columns);
  const overfitting = backtestOverfitting(returns);
  const checks = realityChecks(returns, { seed });
  const { median, lossShare, ...paths } = crossValidatedPaths(returns);
  return {
    pbo: plain(overfitting.probabilityOfBacktestOverfitting),
    splits: overfitting.nSplits,
    superiorAbility: plain(checks.superiorAbility.consistent),
    realityCheck: plain(checks.realityCheck),
    effective: plain(effectiveTrials(returns).participationRatio),
    ...(overfitting.nSplits === 0 ? {} : { picture: overfittingPicture(overfitting, returns.cols) }),
    paths: { ...paths, median: plain(median), lossShare: plain(lossShare) },
  };
}

function plain({ value, reason }: Measure): PlainMeasure {
  return Number.isFinite(value) ? { value } : { value: null, reason: reason ?? 'overflow' };
}

function measured({ value, reason }: PlainMeasure): Measure {
  return value === null ? undefinedBecause(reason ?? 'overflow') : defined(value);
}
