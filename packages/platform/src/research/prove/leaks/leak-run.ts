import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '@assay/core/time';
import type { LeakReport } from '@assay/quant/evidence';
import type { Parameters } from '@assay/quant/strategy';
import type { StepResult } from '../../../runs/index.ts';
import type { Progress } from '../../../telemetry/index.ts';
import { carryOutRun } from '../../carry-out-run.ts';
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
  readonly segments: readonly [PlannedSegment];
  readonly judged: StepResult;
}

/**
 * Opens a research run on a dataset of the workspace: the plan, the pack and the evaluator are those of any run; none of its
 * simulations is a trial of anybody's, for the workspace is a private one.
 */
export async function withLeakRun<Result>(
  workspace: string,
  request: LeakRunRequest,
  place: LeakRunPlace,
  use: (run: LeakRun) => Promise<Result>,
): Promise<Result> {
  const configPath = path.join(workspace, `${request.name}.yaml`);
  await writeFile(configPath, JSON.stringify(configOf(request))); // JSON is YAML
  const options = { ...place, workspace, configPath };
  return withResearchPlan(options, (planned, lake) =>
    carryOutRun(planned, { lake, options, progressed: { step: '' }, trials: () => [] }, async (opened) => {
      const evaluator = await startRunEvaluator(opened.run, options);
      try {
        const [account] = opened.accounts.values();
        return await use({
          ...{ plan: opened.plan, run: opened.run, evaluator, account: account as PackedAccount },
          onStep: () => undefined,
        });
      } finally {
        await evaluator.close();
      }
    }),
  );
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
export async function testedRow(tested: TestedModule, run: LeakRun): Promise<TestedRow> {
  const { account, plan } = run;
  const { id, params, reference, identity } = tested;
  const segments = [{ from: 1, to: account.timeline.length - 1, params }] as const;
  const { step: judged } = await simulateStep(`row:${id}`, account, run, {
    ...{ reference, identity, segments, contracts: [plan.contract] },
  });
  const strategy = { reference, identity } as PlannedStrategy;
  const { report } = await leakStep({ id, strategy }, account, { segments, judged }, run);
  return { report, segments, judged };
}
