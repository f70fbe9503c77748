import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '@assay/core/time';
import type { LeakReport } from '@assay/quant/evidence';
import type { Parameters } from '@assay/quant/strategy';
import type { StepResult } from '../../../runs/index.ts';
import type { Progress } from '../../../telemetry/index.ts';
import { carryOutRun } from '../../carry-out-run.ts';
import { fittingWorkers } from '../../check-memory.ts';
import { leakStep } from '../../leak-step.ts';
import type { LeakContext } from '../../leak-step.ts';
import { startRunEvaluator } from '../../open-research-run.ts';
import type { PlannedStrategy } from '../../plan-strategies.ts';
import { simulateStep } from '../../rows.ts';
import { withResearchPlan } from '../../run-research.ts';
import type { PlannedSegment } from '../../settings.ts';
import type { PackedAccount } from '../../trials.ts';

/** How runs for leaks are made. */
export interface LeakRunPlace {
  readonly workers: number;
  readonly memoryBytes: number;
  readonly progress: Progress;
  readonly clock: Clock;
}

/** A market, and the strategies that a plan is made of. */
export interface LeakRunRequest {
  readonly name: string;
  readonly dataset: string;
  readonly timeframe: string;
  /** @default every instrument of the timeframe */
  readonly instruments?: readonly string[] | undefined;
  readonly strategies: readonly { readonly class: string; readonly params?: Parameters }[];
  /** Moments at which each simulation is replayed. */
  readonly cuts: number;
}

/** A run that is open: a market that is packed, and what evaluates on it. */
export interface LeakRun extends LeakContext {
  readonly account: PackedAccount;
}

/** A strategy as far as its leak test needs it. */
export type TestedModule = Pick<PlannedStrategy, 'reference' | 'identity'> & {
  readonly id: string;
  readonly params: Parameters;
};

/** What the leak test found, with the simulation that it judged. */
export interface TestedRow {
  readonly report: LeakReport;
  readonly segments: readonly PlannedSegment[];
  readonly judged: StepResult;
}

/** A run that is open on everything that a config names. */
export interface OpenLeakRun extends LeakContext {
  readonly accounts: ReadonlyMap<string, PackedAccount>;
}

/**
 * Opens a research run of a config file in a private workspace: plan, packs and evaluator are those of any run; none of its
 * simulations is a trial of anybody's.
 *
 * @throws {ConfigError} listing every problem of the config; {PlatformError} MEMORY_LIMIT before anything is read.
 */
export async function withConfigRun<Result>(
  workspace: string,
  configPath: string,
  place: LeakRunPlace,
  use: (run: OpenLeakRun) => Promise<Result>,
): Promise<Result> {
  const options = { ...place, workspace, configPath };
  return withResearchPlan(options, (planned, lake) => {
    fittingWorkers(planned, place, 'research');
    const request = { lake, options, progressed: { step: '' }, trials: () => [] };
    return carryOutRun(planned, request, async ({ plan, run, accounts }) => {
      const evaluator = await startRunEvaluator(run, options);
      try {
        return await use({ plan, run, evaluator, accounts, onStep: () => undefined });
      } finally {
        await evaluator.close();
      }
    });
  });
}

/** Opens a research run on a dataset of a private workspace. */
export async function withLeakRun<Result>(
  workspace: string,
  request: LeakRunRequest,
  place: LeakRunPlace,
  use: (run: LeakRun) => Promise<Result>,
): Promise<Result> {
  const configPath = path.join(workspace, `${request.name}.yaml`);
  await writeFile(configPath, JSON.stringify(configOf(request))); // JSON is YAML
  return withConfigRun(workspace, configPath, place, ({ accounts, ...run }) => {
    const [account] = accounts.values();
    return use({ ...run, account: account as PackedAccount });
  });
}

function configOf({ name, dataset, timeframe, instruments, strategies, cuts }: LeakRunRequest): object {
  return {
    name,
    packs: [
      {
        ...{ name: 'market', dataset, timeframe, mode: 'universe', acceptUnfit: true },
        ...(instruments === undefined ? {} : { symbols: instruments }),
      },
    ],
    strategies,
    experiment: {
      degenerateOpen: 'accept',
      sizing: { kind: 'target-weight', weight: 0.4 },
      maxGrossExposure: 4,
      walkForward: { scheme: 'rolling', trainSize: 2, testSize: 2, purgeSize: 0 },
      stress: { enabled: false },
    },
    evaluation: { leakTest: { cuts } },
  };
}

/** Simulates a strategy over the whole of the market, and puts the simulation to the leak test of a research run. */
export async function testedRow({ params, ...tested }: TestedModule, run: LeakRun): Promise<TestedRow> {
  return testedSegments(tested, [{ from: 1, to: run.account.timeline.length - 1, params }], run);
}

/** Simulates a strategy over planned segments, and puts the simulation to the leak test of a research run. */
export async function testedSegments(
  { id, reference, identity }: Omit<TestedModule, 'params'>,
  segments: readonly PlannedSegment[],
  run: LeakRun,
): Promise<TestedRow> {
  const { account, plan } = run;
  const { step: judged } = await simulateStep(`row:${id}`, account, run, {
    ...{ reference, identity, segments, contracts: [plan.contract] },
  });
  const strategy = { reference, identity } as PlannedStrategy;
  const { report } = await leakStep({ id, strategy }, account, { segments, judged }, run);
  return { report, segments, judged };
}
