/** Why a row has its verdict: every rule in the order of precedence, and what would have changed it. */
import path from 'node:path';
import { rankingsSchema } from '@assay/contracts/schemas';
import type { RankingRow, VerdictExplanation } from '@assay/contracts/schemas';
import { nearestName } from '@assay/core/checks';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { STRATEGY_FAILED_RULE, VERDICT_RULES } from '@assay/quant/evidence';
import { calendarById } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import { reasonWords } from '../../reports/index.ts';
import { readRowRecord, simulateAtCosts, termsOfRow } from '../../research/index.ts';
import type { RowRecord } from '../../research/index.ts';
import { runPaths } from '../../runs/index.ts';
import type { RunDetails } from '../../runs/index.ts';
import { readJsonFile } from '../../settings/index.ts';
import { finishedRun } from '../find-row.ts';
import { counterfactuals } from './counterfactuals.ts';

/** The stages of the verdict in their order of precedence, in words. */
const STAGES: Readonly<Record<string, string>> = {
  record: 'record: whether there is one; its strategy failed, so no other rule had anything to judge',
  gate: 'gate: a leak, or no trade at all',
  kill: 'kill: damage that needs no statistics',
  sufficiency: 'sufficiency: whether there is enough to judge',
  statistics: 'statistics: whether luck, or the exact values of the parameters, explains it',
  suspicion: 'suspicion: whether it is too good',
};

const RULES = [STRATEGY_FAILED_RULE, ...VERDICT_RULES];

/**
 * Explains the verdict of a row.
 *
 * @throws {NotFoundError} if the run has no such row, with the nearest name; {PlatformError} ILLEGAL_STATE if the run has no verdicts.
 */
export async function explainVerdict(workspace: string, reference: string, rowId: string): Promise<VerdictExplanation> {
  const run = await finishedRun(workspace, reference);
  const row = await judgedRow(workspace, run, rowId);
  const record = await readRowRecord(workspace, run.runId, rowId);
  const isLeaking = row.leak?.outcome === 'leak';
  const changed = record === undefined || isLeaking ? [] : await changesOf(workspace, run, { row, record });
  const leading = row.reasons[0]?.rule;
  const stage = RULES.find(({ name }) => name === leading)?.stage;
  const decidedBy =
    row.verdict === 'candidate' ? 'every rule that was evaluated passed' : (STAGES[stage ?? ''] ?? stage ?? 'no rule');
  return {
    ...{ runId: run.runId, row: row.id, verdict: row.verdict, decidedBy },
    rules: rulesOf(row),
    counterfactuals: [...changed],
  };
}

async function judgedRow(workspace: string, { runId }: RunDetails, rowId: string): Promise<RankingRow> {
  const file = path.join(runPaths(workspace, runId).artefacts, 'rankings.json');
  const parsed = rankingsSchema.pick({ rows: true }).safeParse(await readJsonFile(file).catch(() => undefined));
  if (!parsed.success) {
    throw new PlatformError('ILLEGAL_STATE', `run '${runId}' has no verdicts: it is not a research run`, {
      hint: '`assay runs list` shows the runs of the workspace; a backtest has none: `assay explain trade` explains its trades.',
    });
  }
  const ids = parsed.data.rows.map(({ id }) => id);
  const found = parsed.data.rows.find(({ id }) => id === rowId);
  if (found !== undefined) return found;
  const near = nearestName(rowId, ids);
  const hint = near === undefined ? `Rows of the run: ${ids.join(', ')}.` : `Did you mean '${near}'?`;
  throw new NotFoundError('row', rowId, { hint });
}

async function changesOf(
  workspace: string,
  run: RunDetails,
  { row, record }: { readonly row: RankingRow; readonly record: RowRecord },
): ReturnType<typeof counterfactuals> {
  const [first] = record.series;
  if (first === undefined) return [];
  const periodsPerYear = calendarById(first.instrument.calendar).periodsPerYear(first.timeframe);
  const repeated = await termsOfRow(workspace, run.manifest, record).catch(() => undefined);
  const atCosts =
    repeated === undefined
      ? undefined
      : (multiple: number): Promise<SimulationResult> => simulateAtCosts(record, repeated, multiple);
  return counterfactuals({ row, simulation: record.simulation, periodsPerYear, atCosts });
}

function rulesOf(row: RankingRow): VerdictExplanation['rules'] {
  const rules = row.failure === undefined ? VERDICT_RULES : RULES;
  return rules.map(({ name, stage, effect, comparison, dependsOnFamily }) => {
    const check = row.checks.find(({ rule }) => rule === name);
    const unapplied = row.notApplied?.find(({ rule }) => rule === name);
    const shared = { stage, rule: name, effect, comparison, dependsOnFamily: dependsOnFamily === true };
    if (check !== undefined) {
      const outcome = check.passed ? ('passed' as const) : ('failed' as const);
      const sentence = reasonWords(check, row.checks, row.failure);
      return { ...shared, value: check.value, limit: check.limit, outcome, sentence };
    }
    const why = unapplied === undefined ? 'nothing was evaluated after the gate' : unapplied.why.replaceAll('-', ' ');
    return { ...shared, value: null, limit: null, outcome: 'not-applied' as const, sentence: why };
  });
}
