/** A finished run as it is frozen: what it was, when it ended, and the rows that may be judged on later bars. */
import type { RankingRow } from '@assay/contracts/schemas';
import { DataError } from '@assay/core/errors';
import type { FillContract } from '@assay/quant/execution';
import type { KillPolicy } from '@assay/quant/evidence';
import type { BoundaryPolicy } from '@assay/quant/simulation';
import type { Timeframe } from '@assay/quant/market';
import type { SizingPolicy } from '@assay/quant/risk';
import type { Parameters } from '@assay/quant/strategy';
import { readAudit, runPaths, showRun } from '../../runs/index.ts';
import type { RunDetails } from '../../runs/index.ts';
import { readAcknowledgements, withAcknowledged } from '../acknowledge/acknowledged-lists.ts';
import type { PlannedGates, PlannedOutside, PlannedQuotes, PlannedRate } from '../beside-plan.ts';
import { finishedRankings } from '../finished-rankings.ts';
import type { SimulationAccount } from '../simulation-settings.ts';

/** Something that was read beside bars, by dataset. */
type OfDataset<T> = Omit<T, 'manifest'> & {
  /** As `name@version`. */
  readonly dataset: string;
};

/** An account as the scientific config of a run has it. */
export interface FrozenAccount {
  readonly id: string;
  /** As `name@version`. */
  readonly dataset: string;
  readonly instruments: readonly string[];
  readonly timeframe: Timeframe;
  readonly from: string | null;
  readonly to: string | null;
  readonly walkForward: { readonly boundary: BoundaryPolicy } | 'none';
  readonly sizing: SizingPolicy;
  readonly actions?: 'auto' | 'off';
  readonly rates?: readonly OfDataset<PlannedRate>[];
  readonly outside?: readonly OfDataset<PlannedOutside>[];
  readonly quotes?: readonly OfDataset<PlannedQuotes>[];
  readonly gates?: readonly OfDataset<PlannedGates>[];
}

/** The scientific config of a run, as `scientificConfig` wrote it. */
interface FrozenConfig {
  readonly accounts: readonly FrozenAccount[];
  readonly experiment: Pick<SimulationAccount, 'currency' | 'cash' | 'model' | 'risk'> & {
    readonly maxGrossExposure: number;
    readonly fills: FillContract;
    readonly pessimistic: FillContract;
    readonly seed: number;
  };
}

/** A row with what it trades from the end of its run on. */
export interface FrozenRow {
  readonly ranking: RankingRow;
  readonly account: FrozenAccount;
  /** Those that the last fold chose. */
  readonly params: Parameters;
}

/** A finished run, frozen. */
export interface FrozenRun {
  readonly workspace: string;
  readonly details: RunDetails;
  readonly runId: string;
  readonly name: string;
  /** When it finished, ISO 8601: whatever was known then may have been known to whoever wrote its config. */
  readonly frozenAt: string;
  readonly judgedCode: string;
  readonly contract: FillContract;
  readonly pessimistic: FillContract;
  readonly settings: Omit<SimulationAccount, 'sizing'> & { readonly seed: number };
  readonly policy: Pick<KillPolicy, 'confidence' | 'minTrades' | 'targetSharpe'>;
  readonly accounts: readonly FrozenAccount[];
  /** Candidates first, then the held ones; killed rows have no later record. */
  readonly rows: readonly FrozenRow[];
}

/**
 * Freezes a finished research run.
 *
 * The parameters of a row are those that its last fold chose: they were in force at the last judged close, and whoever had
 * followed the row would have gone on with them. Nothing is chosen anew, on later bars or on the last judged ones.
 *
 * @param reference - the run's id or the beginning of it.
 * @throws {PlatformError} ILLEGAL_STATE if the run has not finished or is no research run.
 * @throws {DataError} if it is not as it was written.
 */
export async function frozenRun(workspace: string, reference: string): Promise<FrozenRun> {
  const details = await showRun(workspace, reference);
  const { runId, manifest } = details;
  const judged = await finishedRankings(details);
  const { rows } = withAcknowledged(judged, await readAcknowledgements(workspace, runId));
  const { accounts, experiment } = manifest.config as unknown as FrozenConfig;
  const { currency, cash, model, risk, maxGrossExposure, seed } = experiment;
  return {
    workspace,
    details,
    runId,
    name: manifest.name,
    frozenAt: await endOf(workspace, runId),
    judgedCode: judged.codeVersion,
    contract: experiment.fills,
    pessimistic: experiment.pessimistic,
    settings: {
      ...{ currency, cash, seed, limits: { maxGrossExposure } },
      ...(model === undefined ? {} : { model }),
      ...(risk === undefined ? {} : { risk }),
    },
    policy: manifest.killPolicy as unknown as KillPolicy,
    accounts,
    rows: rows
      .filter(({ verdict }) => verdict !== 'killed')
      .map((ranking) => ({ ranking, account: accountOf(ranking, accounts), params: lastChoice(ranking) })),
  };
}

/** A row's id is the strategy, the account, and a number where two rows would be named alike. */
function accountOf({ id, instruments }: RankingRow, accounts: readonly FrozenAccount[]): FrozenAccount {
  const named = accounts.filter(
    (account) => `${id}.`.includes(`.${account.id}.`) && account.instruments.join('\n') === instruments.join('\n'),
  );
  const [found] = named.sort((one, other) => other.id.length - one.id.length);
  if (found === undefined) throw new DataError(`the config of the run has no account of row '${id}'`);
  return found;
}

/** The parameters that a row trades from the end of its run on. */
export function lastChoice({ params, selections }: Pick<RankingRow, 'params' | 'selections'>): Parameters {
  return selections.at(-1)?.params ?? params;
}

/** When a run finished first; what was added to it later does not count. */
async function endOf(workspace: string, runId: string): Promise<string> {
  for await (const { event, time } of readAudit(runPaths(workspace, runId).audit))
    if (event === 'run-finished') return time;
  throw new DataError(`the audit of run '${runId}' does not say when it finished`);
}
