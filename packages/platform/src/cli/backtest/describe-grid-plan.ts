import type { PlannedStrategy } from '../../research/index.ts';
import type { ResearchPlan } from '../../research/index.ts';
import { formatParameter, formatParameters } from '../../reports/index.ts';
import { countOf } from '../text-table.ts';
import { factLines } from './fact-lines.ts';

/** What a grid would do. */
export interface DescribedGridPlan {
  readonly name: string;
  readonly strategy: string;
  readonly dataset: string;
  readonly timeframe: string;
  readonly instruments: readonly string[];
  readonly axes: readonly { readonly name: string; readonly values: readonly (number | string | boolean)[] }[];
  readonly base: Readonly<Record<string, number | string | boolean>>;
  readonly combinations: number;
  /** Combinations that the strategy refuses. */
  readonly skipped: number;
  readonly cells: number;
  readonly contract: string;
  readonly notes: readonly string[];
}

/** The plan of a grid as machines read it. */
export function describeGridPlan(plan: ResearchPlan): DescribedGridPlan {
  const strategy = plan.strategies[0] as PlannedStrategy;
  const { sets, axes, skipped } = strategy;
  const [account] = plan.accounts;
  const base = Object.entries(sets[0] ?? {}).filter(([name]) => !axes.includes(name));
  return {
    name: plan.loaded.config.name,
    strategy: strategy.name,
    dataset: `${account?.manifest.name ?? ''}@${account?.manifest.version ?? ''}`,
    timeframe: account?.timeframe ?? '',
    instruments: plan.accounts.flatMap(({ instruments }) => instruments),
    axes: axes.map((name) => ({ name, values: [...new Set(sets.flatMap((set) => set[name] ?? []))] })),
    base: Object.fromEntries(base),
    combinations: sets.length,
    skipped,
    cells: plan.rows.reduce((sum, { strategy: { sets: own } }) => sum + own.length, 0),
    contract: plan.contract.name,
    notes: plan.grid?.notes ?? [],
  };
}

/** The same for people. */
export function gridPlanText(plan: DescribedGridPlan): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Publishes as', plan.name],
    ['Data', `${plan.dataset}, ${plan.timeframe}: ${plan.instruments.join(', ')}`],
    ['Axes', plan.axes.map(({ name, values }) => `${name} ${values.map(formatParameter).join(', ')}`).join('; ')],
    ['All cells', formatParameters(plan.base)],
    ['Cells', `${countOf(plan.cells, 'cell')}: ${countOf(plan.combinations, 'combination')} on each instrument`],
    ['Refused', `${countOf(plan.skipped, 'combination')} by the strategy`],
    ['Fills', plan.contract],
    ...plan.notes.map((note) => ['Note', note] as const),
  ];
  return [`Would run a grid of ${plan.strategy}; nothing was touched.`, '', ...factLines(facts)].join('\n');
}
