import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import { expressionSpec } from '@assay/quant/signals';
import type { ExpressionParameter } from '@assay/quant/signals';
import { resolveParameters } from '@assay/quant/strategy';
import type { Parameters, ParameterValue } from '@assay/quant/strategy';
import { prepareModule } from '../../../workers/index.ts';
import type { StrategyDescription } from '../../../workers/index.ts';
import type { StrategyReference } from '../../settings.ts';
import { EVALUATE_MODULE, FEATURE_MODULE } from '../../task-modules.ts';
import type { FeatureArgument, FeatureDifference, FeatureFound, FeatureSource } from './feature-task.ts';
import { barText, sourceText } from './leak-path.ts';
import { withLeakRun } from './leak-run.ts';
import type { LeakRun, LeakRunPlace } from './leak-run.ts';
import { inPrivateWorkspace } from './private-workspace.ts';
import { datasetOf, MADE, timeframeOf } from './test-strategy.ts';
import type { StrategyTest } from './test-strategy.ts';

/** A feature to be tested for leaks, and on what. */
export interface FeatureTest extends Omit<StrategyTest, 'strategy'> {
  /** An expression, or absolute path of a module that exports `columns`, or a strategy with columns. */
  readonly feature: string;
}

/** The first value of a column that is not the same without what comes later. */
export interface FeatureViolation {
  readonly column: string;
  readonly instrument: string;
  /** The bar of that value, from 1, and when it closed. */
  readonly bar: number;
  readonly time: string;
  /** How the later bars were changed, and after which moment; null where nothing was changed. */
  readonly kind: FeatureDifference['kind'];
  readonly cut: string | null;
  /** Null is undefined. */
  readonly full: number | null;
  readonly replayed: number | null;
  readonly path: { readonly source: string; readonly lakehouse: string; readonly panel: string };
}

/** What the leak test of a feature found. */
export interface TestedFeature extends Omit<FeatureFound, 'differences'> {
  readonly feature: string;
  readonly params: Parameters;
  readonly dataset: string;
  /** Of each column that has one. */
  readonly violations: readonly FeatureViolation[];
}

const EXTENSION = /\.(ts|mts|js|mjs)$/u;

/** True where a feature is a module's, not an expression. */
export function isFeatureModule(feature: string): boolean {
  return EXTENSION.test(feature);
}

/** Puts the columns of a feature to the prefix and poison test, on bars that went through lakehouse and pack as those of any run. */
export async function testFeatureForLeak(test: FeatureTest, place: LeakRunPlace): Promise<TestedFeature> {
  return inPrivateWorkspace(async (workspace) => {
    const manifest = await datasetOf(workspace, test, place);
    const dataset = `${manifest.name}@${manifest.version}`;
    const timeframe = timeframeOf(manifest, test.timeframe);
    const strategies = [{ class: 'random-entry' }]; // a plan has to have one
    return withLeakRun(
      workspace,
      { name: MADE, dataset, timeframe, strategies, cuts: test.cuts },
      place,
      async (run) => {
        const feature = isFeatureModule(test.feature) ? await moduleSource(test, run) : expressionSource(test);
        const argument: FeatureArgument = { feature, seed: `feature/${test.seed}`, cuts: test.cuts };
        const buffers = { pack: run.account.packFile };
        const task = { module: FEATURE_MODULE, exportName: 'testFeature', argument, buffers };
        const { differences, ...found } = (await run.evaluator.run(task)).result as FeatureFound;
        return {
          feature: feature.kind === 'expression' ? feature.name : path.basename(test.feature),
          params: feature.kind === 'expression' ? test.params : feature.params,
          dataset,
          ...found,
          violations: differences.map((one) => violationOf(one, run)),
        };
      },
    );
  });
}

function violationOf({ bar, cut, ...one }: FeatureDifference, { account }: LeakRun): FeatureViolation {
  const { manifest, timeframe } = account.account;
  return {
    ...one,
    ...{ bar: bar.index + 1, time: formatIsoTime(bar.eventTime), cut: cut === null ? null : formatIsoTime(cut) },
    path: {
      source: sourceText(bar, manifest),
      lakehouse: `${manifest.name}@${manifest.version}, ${one.instrument} ${timeframe}`,
      panel: barText(bar, one.instrument),
    },
  };
}

/** Values that are given are the expression's parameters: `sma(close, $slow)`. */
function expressionSource({ feature, params }: FeatureTest): FeatureSource {
  const parameters = Object.entries(params).map(([name, value]): ExpressionParameter => ({ name, ...typeOf(value) }));
  const spec = expressionSpec({ source: feature, parameters, values: params });
  return { kind: 'expression', name: spec.text, spec };
}

function typeOf(value: ParameterValue): Omit<ExpressionParameter, 'name'> {
  if (typeof value === 'boolean') return { type: 'boolean' };
  if (typeof value === 'string') return { type: 'choice', choices: [value] };
  // Windows are checked against the limits of what is declared: this value is the only one.
  return { type: Number.isInteger(value) ? 'integer' : 'number', min: value, max: value };
}

const WRAPPER = 'assay-tested-feature.mjs';

async function moduleSource({ feature, params: given }: FeatureTest, run: LeakRun): Promise<FeatureSource> {
  const { entry, folder, hash } = await prepareModule(feature, path.join(run.run.folder, 'feature'));
  const wrapper = path.join(path.dirname(entry), WRAPPER);
  await writeFile(wrapper, wrapperOf(path.basename(entry)));
  const reference: StrategyReference & { readonly kind: 'module' } = { kind: 'module', entry: wrapper, folder, hash };
  const argument = { strategy: reference, sets: [] };
  const task = { module: EVALUATE_MODULE, exportName: 'inspectModule', argument };
  const { description } = (await run.evaluator.run(task)).result as { readonly description: StrategyDescription };
  const { params, problems } = resolveParameters(description, given);
  if (problems.length > 0) {
    throw new ConfigError(
      path.basename(feature),
      problems.map(({ name, message }) => ({ path: name, message })),
    );
  }
  return { kind: 'module', reference, params };
}

/** A strategy that has the columns of a module and decides nothing. */
function wrapperOf(file: string): string {
  return `import * as own from './${file}';
const { columns = own.strategy?.columns, strategy: { parameters = [] } = {} } = own;
if (typeof columns !== 'function') {
  throw new Error("${file} must export a function 'columns', or a constant 'strategy' that has one");
}
export const strategy = {
  name: 'tested-feature', summary: 'Columns that are tested.', source: 'a module', parameters, terms: () => [],
  columns: own.columns === undefined ? (...asked) => own.strategy.columns(...asked) : columns,
  create: () => ({ decide: () => [] }),
};
`;
}
