import path from 'node:path';
import type { RunData } from '@assay/contracts/schemas';
import { formatIsoDate } from '@assay/core/time';
import { InvariantError } from '@assay/core/errors';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { formatParameters, oneLine } from '../../reports/index.ts';
import { BACKTEST_AREA, leaveOutStale, prepareAccount, runData } from '../../research/index.ts';
import type { ResearchPlan } from '../../research/index.ts';
import { publishedFolder } from '../../runs/index.ts';
import { runDataText } from '../run-data-text.ts';
import { grouped } from '../text-table.ts';

/** What a backtest would do. */
export interface BacktestPlanDescription {
  readonly name: string;
  readonly strategy: string;
  /** Name of a built-in, or `module:` with the hash of its content. */
  readonly identity: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly data: RunData;
  readonly instruments: readonly string[];
  readonly timeframe: string;
  /** First and last close that would be read; the strategy's warm-up is among them. */
  readonly from: string;
  readonly to: string;
  readonly closes: number;
  readonly cash: number;
  readonly currency: string;
  readonly fillContract: { readonly name: string; readonly description: string };
  /** Whether the record would be stressed. */
  readonly stress: boolean;
  /** Folder that the results would be published in. */
  readonly publishes: string;
}

/** Describes a plan; bars are read, nothing is written. */
export async function describeBacktestPlan(
  planned: ResearchPlan,
  lake: Lakehouse,
  workspace: string,
): Promise<BacktestPlanDescription> {
  const plan = await leaveOutStale(planned, lake);
  const { config } = plan.loaded;
  const [row] = plan.rows;
  if (row === undefined) throw new InvariantError('a backtest has a row');
  const prepared = await prepareAccount(row.account, lake);
  const { timeline } = prepared;
  const [from, to] = [timeline[0] as number, timeline.at(-1) as number].map(formatIsoDate) as [string, string];
  const { name, identity, sets } = row.strategy;
  return {
    name: config.name,
    ...{ strategy: name, identity, params: sets[0] ?? {} },
    data: runData(plan, [prepared]),
    ...{ instruments: row.account.instruments, timeframe: row.account.timeframe },
    ...{ from, to, closes: timeline.length },
    ...{ cash: config.experiment.cash, currency: config.experiment.currency },
    fillContract: { name: plan.contract.name, description: plan.contract.description },
    stress: config.experiment.stress.enabled,
    publishes: path.join(publishedFolder({ workspace, area: BACKTEST_AREA, name: config.name })),
  };
}

/** A plan for people. */
export function backtestPlanText(plan: BacktestPlanDescription): string {
  const { strategy, params, instruments, timeframe, from, to, closes, cash, currency, fillContract, stress } = plan;
  return [
    oneLine(`${strategy} (${formatParameters(params)}) on ${instruments.join(', ')} ${timeframe}`),
    '',
    runDataText(plan.data),
    `One trial over ${grouped(closes)} closes, ${from} to ${to}, the strategy's warm-up among them.`,
    `Cash ${grouped(cash)} ${currency}; fills ${fillContract.name}: ${fillContract.description}`,
    stress ? 'The record would be stressed; that is no trial.' : 'Stress is off.',
    `Results would be published in ${plan.publishes}`,
    'Nothing was written.',
  ].join('\n');
}
