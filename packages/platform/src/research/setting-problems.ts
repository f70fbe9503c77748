import type { ConfigProblem } from '@assay/core/errors';
import { parseIsoDate } from '@assay/core/time';
import { selectEntries } from '../lakehouse/index.ts';
import { heldProblems } from './account-problems.ts';
import type { HeldInstruments } from './account-problems.ts';
import type { LoadedConfig } from './load-config.ts';
import type { PlannedAccount, PlannedPacks } from './plan-accounts.ts';
import { simulationProblems } from './simulation-problems.ts';
import { isSimulationSound, NO_FAULTS } from './sound-parts.ts';
import { stressProblems } from './stress/stress-problems.ts';

/**
 * What is wrong with the settings of `experiment` and `evaluation` beyond what the schema sees.
 *
 * Names of instruments and currencies are looked for in the accounts only where every pack became accounts.
 */
export function settingProblems(
  { config, faults = NO_FAULTS }: LoadedConfig,
  { accounts, isComplete }: PlannedPacks,
): readonly ConfigProblem[] {
  const { experiment, evaluation } = config;
  const problems = isSimulationSound(faults) ? [...simulationProblems(experiment, 'experiment')] : [];
  if (isSimulationSound(faults) && problems.length === 0 && isComplete)
    problems.push(...heldProblems(experiment, accounts.map(heldBy), 'experiment'));
  if (!faults.experiment.has('stress')) {
    const { stress } = experiment;
    const regimes = isComplete ? stress.regimes : { ...stress.regimes, versions: {} };
    const instruments = [...new Set(accounts.flatMap((account) => account.instruments))];
    problems.push(...stressProblems({ ...stress, regimes }, instruments));
  }
  const from = faults.evaluation.has('lockbox') ? undefined : evaluation.lockbox?.from;
  if (from !== undefined && parseIsoDate(from) === undefined)
    problems.push({ path: 'evaluation.lockbox.from', message: `'${from}' is not a date of the calendar` });
  return problems;
}

function heldBy({ manifest, instruments, timeframe }: PlannedAccount): HeldInstruments {
  return {
    instruments: selectEntries(manifest, { instruments, timeframe }).map((entry) => entry.instrument),
    timeframe,
  };
}
