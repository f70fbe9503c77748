/** The ±10 % neighbours of one stretch of parameters, in the evaluator's threads. None of them is a trial: none is told apart. */
import { exposureMatchedExcess } from '@assay/quant/analysis';
import { sharpeStatistics } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import type { TaskContext } from '../../workers/index.ts';
import { decodePack } from '../pack.ts';
import type { AccountSettings, PlannedTrial, StrategyReference } from '../settings.ts';
import { simulateSegments } from '../strategy-runtime.ts';
import type { SimulatedMarket } from '../strategy-runtime.ts';

/** Argument of `stressNeighbours`, as plain JSON. */
export interface NeighboursArgument {
  readonly strategy: StrategyReference;
  readonly neighbours: readonly PlannedTrial[];
  readonly account: AccountSettings;
  readonly contract: FillContract;
}

/** What the neighbours came to, or why they came to nothing. */
export interface NeighbourSharpes {
  /** Sharpe ratio per period of each one's returns in excess of matched buy and hold; null where it is undefined. */
  readonly sharpes: readonly (number | null)[];
  /** The error's text. */
  readonly failed?: string | undefined;
}

/** Simulates neighbours; what fails here is a finding about the row. */
export async function stressNeighbours(
  { strategy, neighbours, account, contract }: NeighboursArgument,
  { buffers }: TaskContext,
): Promise<NeighbourSharpes> {
  try {
    const market: SimulatedMarket = { pack: decodePack(buffers['pack'] as SharedArrayBuffer), cache: new Map() };
    const sharpes: (number | null)[] = [];
    for (const { segments } of neighbours) {
      const simulation = await simulateSegments(strategy, segments, market, { account, contract });
      const { sharpe } = sharpeStatistics(exposureMatchedExcess(simulation).excess);
      sharpes.push(Number.isFinite(sharpe) ? sharpe : null);
    }
    return { sharpes };
  } catch (error) {
    return { sharpes: [], failed: error instanceof Error ? error.message : String(error) };
  }
}
