/**
 * The record of a run in six fields (explain, understand, execute, interpret, validate, decide), kept as its artefact
 * `record.json`. It is begun when the run is opened; what a run that was broken off has not come to stays null.
 */
import type { GridResult, Rankings, RankingRow, ResearchRecord } from '@assay/contracts/schemas';
import { RECORD_FIELDS, researchRecordSchema } from '@assay/contracts/schemas';
import type { Run } from '../runs/index.ts';
import { strictJson } from '../settings/index.ts';
import { BENCHMARK_STRATEGY } from './plan-strategies.ts';
import type { ResearchPlan } from './plan.ts';
import { runKind } from './replay/kept-request.ts';

/** Name of the record among a run's artefacts. */
export const RECORD_FILE = 'record.json';

/** Above this annual Sharpe ratio, of either sign, a figure is looked into whatever the rules say. */
const INVESTIGATE_ABOVE = 3;

type Fields = Pick<ResearchRecord, 'execute' | 'interpret' | 'validate' | 'decide'>;

/** What a run is about to do: the record that a run leaves which does not come to its end. */
export function begunRecord(plan: ResearchPlan, run: Pick<Run, 'id'>): ResearchRecord {
  return record(plan, run, { execute: null, interpret: null, validate: null, decide: null });
}

/** The record of a research run whose rows are judged. */
export function judgedRecord(
  plan: ResearchPlan,
  run: Pick<Run, 'id' | 'priors'>,
  { rows, trials }: { readonly rows: Rankings['rows']; readonly trials: number },
): ResearchRecord {
  return record(plan, run, {
    execute: executed(plan, run, trials),
    interpret: {
      rows: rows.map((row) => ({
        id: row.id,
        trades: row.trades,
        excessSharpe: row.metrics['excessSharpeRatio'] ?? null,
      })),
      investigate: rows.flatMap(toInvestigate),
    },
    validate: validated(rows),
    decide: { rows: rows.map(({ id, verdict }) => ({ id, verdict })) },
  });
}

/** What a backtest has found, as its record needs it. */
export interface RecordedBacktest {
  readonly trades: number;
  readonly excessSharpe: number | null;
  readonly checks: readonly Pick<RankingRow['checks'][number], 'rule' | 'passed'>[];
  readonly leak: string;
}

/** The record of a backtest: it is measured and marked, and never judged. */
export function measuredRecord(
  plan: ResearchPlan,
  run: Pick<Run, 'id' | 'priors'>,
  { trades, excessSharpe, checks, leak }: RecordedBacktest,
): ResearchRecord {
  const [id = ''] = plan.rows.map((row) => row.id);
  const failed = checks.filter(({ passed }) => !passed);
  const isHigh = Math.abs(excessSharpe ?? 0) > INVESTIGATE_ABOVE;
  const reasons = [...failed.map(({ rule }) => rule), ...(isHigh ? [HIGH] : [])];
  const leakTest = { check: `leak test: ${leak}`, rows: 1, passed: leak === 'clean' ? 1 : 0 };
  return record(plan, run, {
    execute: executed(plan, run, 1),
    interpret: {
      rows: [{ id, trades, excessSharpe }],
      investigate: reasons.map((why) => ({ id, why })),
    },
    validate: {
      ran: [...(leak === 'not-run' ? [] : [leakTest]), ...countedChecks([{ checks }])],
      notRun: leak === 'not-run' ? [{ check: 'leak test', rows: 1, why: 'switched off' }] : [],
    },
    decide: { rows: [{ id, verdict: 'not-judged' }] },
  });
}

/** The record of a grid: its cells are measured, its best ones tested, and nothing is accepted. */
export function griddedRecord(
  plan: ResearchPlan,
  run: Pick<Run, 'id' | 'priors'>,
  { instruments, trials }: { readonly instruments: GridResult['instruments']; readonly trials: number },
): ResearchRecord {
  const tested = instruments.flatMap(({ evidence }) => (evidence === null ? [] : [evidence.leak.outcome]));
  const ran = tested.filter((outcome) => outcome !== 'not-run');
  const clean = ran.filter((outcome) => outcome === 'clean').length;
  return record(plan, run, {
    execute: executed(plan, run, trials),
    interpret: {
      rows: instruments.map(({ instrument, cells, best, evidence }) => ({
        id: instrument,
        trades: best === null ? 0 : (cells[best]?.metrics.trades ?? 0),
        excessSharpe: evidence?.excessSharpe.value ?? null,
      })),
      investigate: instruments.flatMap(({ instrument, evidence }) =>
        evidence?.verdict === 'suspicious' ? [{ id: instrument, why: 'too good to be believed' }] : [],
      ),
    },
    validate: {
      ran: ran.length === 0 ? [] : [{ check: 'leak test of the best cell', rows: ran.length, passed: clean }],
      notRun:
        ran.length === tested.length
          ? []
          : [{ check: 'leak test of the best cell', rows: tested.length - ran.length, why: 'switched off' }],
    },
    decide: { rows: instruments.map(({ instrument }) => ({ id: instrument, verdict: 'not-judged' as const })) },
  });
}

/** Writes a record as an artefact of the run. */
export async function writeRecord(run: Pick<Run, 'writeArtefact'>, value: ResearchRecord): Promise<void> {
  await run.writeArtefact(RECORD_FILE, `${strictJson(researchRecordSchema.parse(value), { indent: 2 })}\n`);
}

function record(plan: ResearchPlan, { id }: Pick<Run, 'id'>, fields: Fields): ResearchRecord {
  const { accounts, rows, strategies, loaded } = plan;
  const datasets = accounts.map(({ manifest }) => `${manifest.name}@${manifest.version}`);
  const made = {
    explain: {
      rows: rows.map((row) => row.id),
      strategies: strategies.map(({ name, sets }) => ({ name, parameterSets: sets.length })),
      datasets: [...new Set(datasets)],
      benchmark: BENCHMARK_STRATEGY,
    },
    understand: loaded.config.hypothesis,
    ...fields,
  };
  const isPartial = RECORD_FIELDS.some((field) => made[field] === null);
  return { runId: id, kind: runKind(plan), partial: isPartial, ...made };
}

function executed(
  { contract, loaded }: ResearchPlan,
  { priors }: Pick<Run, 'priors'>,
  trials: number,
): ResearchRecord['execute'] {
  const { seed } = loaded.config.experiment;
  return { trials, priorTrials: priors.length, fillContract: contract.name, seed };
}

const HIGH = `excess Sharpe ratio beyond ${INVESTIGATE_ABOVE}`;

function toInvestigate({ id, verdict, metrics, reasons }: RankingRow): { id: string; why: string }[] {
  const found = verdict === 'suspicious' ? reasons.map(({ rule }) => ({ id, why: rule })) : [];
  const sharpe = metrics['excessSharpeRatio'];
  return Math.abs(sharpe ?? 0) > INVESTIGATE_ABOVE ? [...found, { id, why: HIGH }] : found;
}

function validated(rows: Rankings['rows']): ResearchRecord['validate'] {
  const tested = rows.filter(({ leak }) => leak !== undefined && leak.outcome !== 'not-run');
  const clean = tested.filter(({ leak }) => leak?.outcome === 'clean').length;
  const leakTest = tested.length === 0 ? [] : [{ check: 'leak test', rows: tested.length, passed: clean }];
  const untested = rows.length - tested.length;
  const notRun = new Map<string, { check: string; rows: number; why: string }>();
  for (const { rule, why } of rows.flatMap(({ notApplied = [] }) => notApplied)) {
    const key = `${rule}\n${why}`;
    notRun.set(key, { check: rule, why, rows: (notRun.get(key)?.rows ?? 0) + 1 });
  }
  if (untested > 0) notRun.set('leak', { check: 'leak test', rows: untested, why: 'switched off' });
  const stressed = rows.filter(({ stress }) => stress !== undefined).length;
  const stress = stressed === 0 ? [] : [{ check: 'stress', rows: stressed, passed: stressed }];
  return { ran: [...leakTest, ...stress, ...countedChecks(rows)], notRun: [...notRun.values()] };
}

/** How many rows each rule was evaluated on, and how many passed it. */
function countedChecks(
  rows: readonly { readonly checks: readonly Pick<RankingRow['checks'][number], 'rule' | 'passed'>[] }[],
): { check: string; rows: number; passed: number }[] {
  const counted = new Map<string, { check: string; rows: number; passed: number }>();
  for (const { rule, passed } of rows.flatMap(({ checks }) => checks)) {
    const before = counted.get(rule) ?? { check: rule, rows: 0, passed: 0 };
    counted.set(rule, { check: rule, rows: before.rows + 1, passed: before.passed + (passed ? 1 : 0) });
  }
  return [...counted.values()].sort((one, other) => (one.check < other.check ? -1 : 1));
}
