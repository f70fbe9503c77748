import type { StressConfig } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { checkRegimeVersion } from '@assay/quant/regimes';
import type { StepResult } from '../../runs/index.ts';
import { EVALUATE_MODULE } from '../task-modules.ts';
import type { EvaluationContext, PackedAccount } from '../trials.ts';
import type { LabelModel, RegimeArgument, RegimeFacts, RegimeLabels } from './regime-labels.ts';

/**
 * Labels the instruments of an account, as a cached step of the run which all of its rows share.
 *
 * @returns undefined where regimes are off.
 * @throws {PlatformError} CONFLICT if a version that the config names is not among the fits of its instrument.
 */
export async function regimeStep(
  account: PackedAccount,
  options: StressConfig,
  context: EvaluationContext,
): Promise<StepResult | undefined> {
  const { versions, ...labelling } = options.regimes;
  if (!options.enabled || !labelling.enabled) return undefined;
  const argument: RegimeArgument = { options: { ...labelling, versions: {} } };
  const step = await context.run.step({
    name: `regimes:${account.account.id}`,
    inputs: { ...argument, pack: account.packHash },
    compute: async () => {
      const buffers = { pack: account.packFile };
      const task = { module: EVALUATE_MODULE, exportName: 'labelRegimes', argument, buffers };
      const { result, workerId } = await context.evaluator.run(task);
      const { labels, market, ...facts } = result as RegimeLabels;
      return { json: facts satisfies RegimeFacts, columns: { labels, market }, workerId };
    },
  });
  checkVersions((step.json as RegimeFacts).models, versions);
  return step;
}

/** Every version that the config names for one of these instruments is that of one of its fits. */
export function checkVersions(models: readonly LabelModel[], versions: StressConfig['regimes']['versions']): void {
  for (const { instrument, definition, versions: fits } of models) {
    const stored = versions[instrument];
    if (stored === undefined) continue;
    try {
      checkRegimeVersion(stored, { definition, fits: fits.map((version) => ({ version })) });
    } catch (error) {
      if (!PlatformError.is(error)) throw error;
      throw new PlatformError('CONFLICT', `experiment.stress.regimes.versions.${instrument}: ${error.message}`, {
        context: error.context,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    }
  }
}
