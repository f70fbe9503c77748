import { PlatformError } from '@assay/core/errors';
import { LEAK_TEST_NOT_RUN } from '@assay/quant/evidence';
import type { LeakReport } from '@assay/quant/evidence';
import type { LeakReportModel } from '@assay/contracts/schemas';
import type { Parameters } from '@assay/quant/strategy';
import { mapLimited } from '../../../workers/index.ts';
import { leakModel } from '../../leak-step.ts';
import type { PlannedRow } from '../../plan.ts';
import { keepingFailures, rowFailureOf } from '../../row-failure.ts';
import { rowTrialKeys } from '../../run-identity.ts';
import { chosenSegments, selectByFold } from '../../select.ts';
import type { PlannedSegment } from '../../settings.ts';
import { evaluateSets } from '../../trials.ts';
import type { PackedAccount } from '../../trials.ts';
import { leakPath } from './leak-path.ts';
import type { LeakPath } from './leak-path.ts';
import { testedSegments, withConfigRun } from './leak-run.ts';
import type { LeakRun, LeakRunPlace, OpenLeakRun } from './leak-run.ts';
import { inPrivateWorkspace } from './private-workspace.ts';
import { linkLake } from './test-strategy.ts';

/** A research config to be tested for leaks. */
export interface ConfigTest {
  /** Absolute path. */
  readonly configPath: string;
  /** Folder of the lakehouse that it reads. */
  readonly lake: string;
  readonly cuts: number;
  /** Moves the cuts. */
  readonly seed: string;
}

/** What the leak test of one row found. */
export interface TestedConfigRow {
  readonly id: string;
  readonly strategy: string;
  readonly dataset: string;
  /** Parameters that its last fold chose. */
  readonly params: Parameters;
  readonly report: LeakReportModel;
  /** Where the first record that differs came from; null where none does. */
  readonly path: LeakPath | null;
}

/** What the leak test of a config found, in the order of its rows. */
export interface TestedConfig {
  readonly name: string;
  readonly rows: readonly TestedConfigRow[];
}

/**
 * Puts every row of a research config through the leak test of its run: on its own data, terms, folds and choices, in a private
 * workspace. It is no trial, and no figure of it is made.
 *
 * @throws {ConfigError} listing every problem of the config; {DataError} as the run would.
 */
export function testConfigForLeaks(test: ConfigTest, place: LeakRunPlace): Promise<TestedConfig> {
  return inPrivateWorkspace(async (workspace) => {
    await linkLake(test.lake, workspace);
    return withConfigRun(workspace, test.configPath, place, async (opened) => {
      const { plan } = opened;
      const { name } = plan.loaded.config;
      if (plan.rows.length === 0) {
        throw new PlatformError('USAGE', `'${name}' has no strategy to test: the benchmark decides nothing`);
      }
      place.progress.start('replaying rows', plan.rows.length);
      const rows = await mapLimited(plan.rows, place.workers + 1, async (row) => {
        const tested = await testedConfigRow(row, withCuts(opened, test.cuts), test.seed);
        place.progress.advance();
        return tested;
      });
      place.progress.finish();
      return { name, rows };
    });
  });
}

/** The same run with another number of cuts. */
function withCuts(run: OpenLeakRun, cuts: number): OpenLeakRun {
  const { loaded } = run.plan;
  const evaluation = { ...loaded.config.evaluation, leakTest: { cuts } };
  return { ...run, plan: { ...run.plan, loaded: { ...loaded, config: { ...loaded.config, evaluation } } } };
}

async function testedConfigRow(
  row: PlannedRow,
  { accounts, ...opened }: OpenLeakRun,
  seed: string,
): Promise<TestedConfigRow> {
  const account = accounts.get(row.account.id) as PackedAccount;
  const run: LeakRun = { ...opened, account, run: keepingFailures(opened.run) };
  const { name, reference, identity, sets } = row.strategy;
  const { manifest } = account.account;
  const told = { id: row.id, strategy: name, dataset: `${manifest.name}@${manifest.version}` };
  try {
    const segments = await segmentsOf(row, run);
    const tested = await testedSegments({ id: `${row.id}/${seed}`, reference, identity }, segments, run);
    const params = segments.at(-1)?.params ?? {};
    return { ...told, params, report: leakModel(tested.report), path: await leakPath(reference, tested, run) };
  } catch (error) {
    const failure = rowFailureOf(error, 'row');
    if (failure === undefined) throw error;
    const report: LeakReport = { ...LEAK_TEST_NOT_RUN, outcome: 'failed', error: failure.message };
    return { ...told, params: sets[0] ?? {}, report: leakModel(report), path: null };
  }
}

/** The test windows of a row with what each fold chooses, as in its run. */
async function segmentsOf(row: PlannedRow, run: LeakRun): Promise<readonly PlannedSegment[]> {
  const { account, plan } = run;
  const { folds } = account;
  const { sets } = row.strategy;
  const fixed = sets.map((params) => ({
    params,
    segments: chosenSegments(
      folds,
      folds.map(() => params),
    ),
  }));
  const [only] = fixed;
  if (only !== undefined && fixed.length === 1) return only.segments;
  const { sets: keys } = rowTrialKeys(plan, row, account.timeline[0] as number);
  const { figures, failed } = await evaluateSets(row, account, { role: 'sweep', trials: fixed, keys }, run);
  if (failed !== undefined) throw failed;
  return chosenSegments(
    folds,
    selectByFold(figures, folds).map((index) => figures[index]?.params as Parameters),
  );
}
