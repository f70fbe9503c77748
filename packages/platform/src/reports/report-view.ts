import type { RankingRow, ReportModel, ReportRow } from '@assay/contracts/schemas';

/** Most rows that get a section with pictures; every row stands in the ranking. */
export const MAX_DETAILED_ROWS = 40;

/** Measures of buy and hold, by name. */
export type BenchmarkMetrics = Readonly<Record<string, number | null>>;

/** One row with everything that the sections look up for it. */
export interface RowView {
  /** Place in the ranking, from 1. */
  readonly rank: number;
  /** Name of the row's section within the page. */
  readonly anchor: string;
  readonly row: RankingRow;
  /** Curves, maps and trades; undefined where the model has none or the page has no room for more. */
  readonly detail: ReportRow | undefined;
  /** Buy and hold of the same pack and instruments; undefined where the model has none. */
  readonly benchmark: BenchmarkMetrics | undefined;
  /** Rank and name in a few characters, for axes. */
  readonly shortLabel: string;
}

/** Whether the figures are after costs, free of them, or of a contract that the model does not describe. */
export type CostState = 'after' | 'free' | 'unknown';

/** The model with its rows in ranking order. */
export interface ReportView {
  readonly model: ReportModel;
  readonly costs: CostState;
  readonly rows: readonly RowView[];
}

const LONGEST_NAME = 24;

/** Joins what belongs to each row. */
export function reportView(model: ReportModel): ReportView {
  const details = new Map(model.rows.map((detail) => [detail.row.id, detail]));
  const rows = model.rankings.rows.map((row, index): RowView => {
    const rank = index + 1;
    return {
      rank,
      anchor: `row-${rank}`,
      row,
      detail: rank <= MAX_DETAILED_ROWS ? details.get(row.id) : undefined,
      benchmark: benchmarkOf(model, row),
      shortLabel: `${rank} ${shortName(row.strategy)}`,
    };
  });
  return { model, rows, costs: costState(model) };
}

/** Free of costs is what charges nothing in proportion and made no listed trade pay anything else, as a least commission. */
function costState(model: ReportModel): CostState {
  const names = new Set(model.rows.map(({ fillContract }) => fillContract));
  const used = model.fillContracts.filter(({ name }) => names.has(name));
  if (used.length === 0 || used.length < names.size) return 'unknown';
  const charges = (contract: (typeof used)[number]): boolean => costsBps(contract) !== 0;
  const hasPaid = model.rows.some(({ trades }) => trades.some(({ costs }) => costs > 0));
  return used.every(charges) || hasPaid ? 'after' : 'free';
}

/** Basis points that a fill pays, or null where costs follow models. */
export function costsBps(contract: ReportModel['fillContracts'][number]): number | null {
  const { halfSpreadBps, slippageBps, commissionBps } = contract;
  if (halfSpreadBps === null || slippageBps === null || commissionBps === null) return null;
  return halfSpreadBps + slippageBps + commissionBps;
}

/** Whether `account` names the pack of a row, or the account of it that the row traded: `pack.instrument`, `pack.universe`. */
export function isAccountOf(account: string, row: RankingRow): boolean {
  const names = [row.pack, `${row.pack}.universe`, ...row.instruments.map((instrument) => `${row.pack}.${instrument}`)];
  return names.includes(account);
}

function benchmarkOf(model: ReportModel, row: RankingRow): BenchmarkMetrics | undefined {
  const same = (names: readonly string[]): boolean =>
    names.length === row.instruments.length && names.every((name) => row.instruments.includes(name));
  return model.benchmarks.find(({ pack, instruments }) => isAccountOf(pack, row) && same(instruments))?.metrics;
}

/** The end of a long name: of a path, that is the file. */
function shortName(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST_NAME ? name : `…${characters.slice(1 - LONGEST_NAME).join('')}`;
}
