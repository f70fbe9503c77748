import type { GridCell, GridInstrument, GridResult } from '@assay/contracts/schemas';
import { gridResultSchema } from '@assay/contracts/schemas';
import { formatIsoDate } from '@assay/core/time';
import { disqualified, GRID_SCORE_VERSION_WITHOUT_GATES } from '@assay/quant/evidence';
import type { TrialRecord } from '@assay/quant/evidence';
import { isCostFree } from '@assay/quant/execution';
import type { Parameters } from '@assay/quant/strategy';
import type { OpenedRun } from '../carry-out-run.ts';
import type { PlannedStrategy } from '../plan-strategies.ts';
import { bandNotes } from './band-notes.ts';
import type { ChosenCap } from './band-notes.ts';
import { evidenceOf } from './grid-evidence.ts';
import type { JudgedInstrument, ScoredGridCell } from './grid-evidence.ts';
import type { GridPlan } from './plan-grid.ts';

const NONE_QUALIFIES: Readonly<Record<string, string>> = {
  insufficient_data: 'no cell has 10 closed trades or more',
  'no-score': 'no cell with enough trades has all figures that its score needs',
  loses: 'no cell with enough trades gains anything: the least bad is not shown as the best',
};
const LEAKS = 'the best cell used what it could not know: its figures are withheld';

/** Every cell of a grid, from what was computed. */
export function gridResult(
  judged: readonly JudgedInstrument[],
  plan: GridPlan,
  { run }: Pick<OpenedRun, 'run'>,
): GridResult {
  const { config } = plan.loaded;
  const records = judged.flatMap(({ cells }) => cells.map(({ record }) => record));
  const known: readonly TrialRecord[] = [...run.priors, ...records];
  return gridResultSchema.parse({
    ...{ runId: run.id, name: config.name, codeVersion: run.manifest.codeVersion },
    ...dataOf(plan),
    ...triedOf(judged, plan),
    currency: config.experiment.currency,
    cash: config.experiment.cash,
    contract: { name: plan.contract.name, description: plan.contract.description },
    costFree: isCostFree(plan.contract.costs),
    notes: [...plan.grid.notes, ...bandNotes(judged.map(chosenCap))],
    trials: {
      thisRun: records.length,
      prior: run.priors.length,
      declared: config.evaluation.priorTrials,
      workspace: 'of this workspace; trials made elsewhere count only where they were declared',
    },
    instruments: judged.map((one) => instrumentResult(one, known, plan)),
  } satisfies GridResult);
}

function dataOf({ accounts, loaded }: GridPlan): Pick<GridResult, 'dataset' | 'timeframe' | 'window'> {
  const [account] = accounts;
  const [pack] = loaded.config.packs;
  return {
    dataset: { name: account?.manifest.name ?? '', version: account?.manifest.version ?? '' },
    timeframe: account?.timeframe ?? '',
    window: { from: pack?.start ?? null, to: pack?.end ?? null },
  };
}

function triedOf(
  judged: readonly JudgedInstrument[],
  { loaded }: GridPlan,
): Pick<GridResult, 'strategy' | 'base' | 'profile' | 'axes' | 'skipped' | 'scoreVersion'> {
  const [first] = judged;
  const strategy = first?.row.strategy as PlannedStrategy;
  const axes = axesOf(strategy);
  const values = axisValuesOf(strategy);
  return {
    strategy: strategy.name,
    base: without(strategy.sets[0] ?? {}, axes),
    profile: { ...defaultsOf(strategy), ...loaded.config.strategies[0]?.params },
    axes: axes.map((name) => ({ name, values: [...(values.get(name) ?? [])] })),
    skipped: strategy.skipped,
    scoreVersion: first?.scored[0]?.score.version ?? GRID_SCORE_VERSION_WITHOUT_GATES,
  };
}

function instrumentResult(judged: JudgedInstrument, known: readonly TrialRecord[], plan: GridPlan): GridInstrument {
  const { row, account, warmUp, daysPerYear, scored, best, bestOfAll } = judged;
  const evidence = evidenceOf(judged, known, { plan });
  const isLeak = evidence?.verdict === 'leak';
  const shown = isLeak ? undefined : best;
  const { timeline } = account;
  const indexOf = (cell: ScoredGridCell | undefined): number | null =>
    cell === undefined ? null : scored.indexOf(cell);
  const cells = scored.map((cell) => cellResult(cell, axesOf(row.strategy)));
  return {
    instrument: row.account.instruments[0] ?? row.account.id,
    period: {
      from: formatIsoDate(timeline[warmUp.range.first] as number),
      to: formatIsoDate(timeline[warmUp.range.last] as number),
    },
    warmUpBars: warmUp.bars,
    daysPerYear,
    cells: isLeak ? cells.map(withheld) : cells,
    best: indexOf(shown),
    bestOfAll: isLeak ? null : indexOf(bestOfAll),
    bestParams: shown === undefined ? null : shown.cell.params,
    status: shown === undefined ? 'insufficient' : 'qualified',
    reason: shown === undefined ? (isLeak ? LEAKS : noneQualifies(scored)) : null,
    evidence,
    ...(judged.months === null || judged.months === undefined ? {} : { coverageByMonth: judged.months }),
  };
}

function cellResult(ranked: ScoredGridCell, axes: readonly string[]): GridCell {
  const { cell, score } = ranked;
  const why = disqualified(ranked) ?? null;
  const { value, reason } = score.score;
  const nulls = { ...cell.nulls, ...(reason === undefined ? {} : { score: reason }) };
  return {
    key: cell.key,
    axes: Object.fromEntries(axes.map((name) => [name, cell.params[name] as number | string | boolean])),
    metrics: cell.metrics as GridCell['metrics'],
    nulls,
    score: reason === undefined ? value : null,
    penalty: score.penalty,
    tags: [...score.tags],
    qualified: why === null,
    disqualified: why,
    ...(cell.coverage === null ? {} : { coverage: cell.coverage }),
  };
}

/** A cell of a strategy that used what it could not know. */
function withheld(cell: GridCell): GridCell {
  const names = Object.keys(cell.metrics).filter((name) => typeof cell.metrics[name as 'pnl'] === 'number');
  const counts = ['trades', 'dailyPoints'];
  const hidden = names.filter((name) => !counts.includes(name));
  return {
    ...cell,
    metrics: { ...cell.metrics, ...Object.fromEntries(hidden.map((name) => [name, null])) },
    nulls: { ...cell.nulls, ...Object.fromEntries([...hidden, 'score'].map((name) => [name, 'withheld'])) },
    score: null,
    tags: [],
    qualified: false,
    disqualified: 'leak',
  };
}

/** The reason that the most promising cells have in common. */
function noneQualifies(scored: readonly ScoredGridCell[]): string {
  const reasons = new Set(scored.map(disqualified));
  const found = (['loses', 'no-score', 'insufficient_data'] as const).find((one) => reasons.has(one));
  return NONE_QUALIFIES[found ?? 'insufficient_data'] as string;
}

/** The axes in the order in which the strategy declares its parameters: how they were asked for changes nothing. */
function axesOf({ axes, parameters }: PlannedStrategy): readonly string[] {
  return parameters.map(({ name }) => name).filter((name) => axes.includes(name));
}

function axisValuesOf({ axes, sets }: PlannedStrategy): ReadonlyMap<string, readonly (number | string | boolean)[]> {
  return new Map(
    axes.map((name) => [name, [...new Set(sets.map((set) => set[name] as number | string | boolean))].sort(byValue)]),
  );
}

function byValue(one: number | string | boolean, other: number | string | boolean): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one) < String(other) ? -1 : 1;
}

function defaultsOf({ parameters }: PlannedStrategy): Parameters {
  return Object.fromEntries(parameters.map(({ name, default: value }) => [name, value]));
}

function without(params: Parameters, names: readonly string[]): Parameters {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)));
}

function chosenCap({ best, row }: JudgedInstrument): ChosenCap {
  return {
    instrument: row.account.instruments[0] ?? row.account.id,
    caps: axisValuesOf(row.strategy).get('maxHazard') ?? [],
    cap: best?.cell.params['maxHazard'],
    coverage: best?.coverage,
  };
}
