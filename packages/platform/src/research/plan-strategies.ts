import { resolve } from 'node:path';
import { ConfigError, PlatformError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { STRATEGIES, strategyByName } from '@assay/quant/strategy';
import type { Parameters, StrategyDefinition } from '@assay/quant/strategy';
import { isModulePath, prepareModule } from '../workers/index.ts';
import type { Evaluator, Inspection, StrategyDescription } from '../workers/index.ts';
import { EVALUATE_MODULE } from './task-modules.ts';
import type { LoadedConfig, LoadedStrategy } from './load-config.ts';
import type { StrategyReference } from './settings.ts';
import { packNameOf } from './plan-accounts.ts';
import { resolvedSets, sweepNotes } from './resolved-sets.ts';
import { NO_FAULTS, unsoundAt } from './sound-parts.ts';
import { axisProblems } from './sweep.ts';

/** The benchmark among the built-in strategies: shown, not judged. */
export const BENCHMARK_STRATEGY = 'buy-and-hold';

const NO_COMBINATION = 'no combination of parameters is allowed';

/** A strategy of the config, resolved to everything that will be evaluated. */
export interface PlannedStrategy {
  /** Name it declares. */
  readonly name: string;
  readonly summary: string;
  readonly reference: StrategyReference;
  /** Name of a built-in, or `module:<content hash>`: what identifies it in trials and experiments. */
  readonly identity: string;
  readonly parameters: StrategyDescription['parameters'];
  /** Names of the swept parameters, in declared order. */
  readonly axes: readonly string[];
  readonly sets: readonly Parameters[];
  /** Combinations of the sweep that the strategy itself refuses, as a fast window above the slow one. */
  readonly skipped: number;
  /** What a reader of the sweep might not expect, as a range whose steps pass its end by. */
  readonly notes: readonly string[];
  readonly packs: readonly string[] | undefined;
  /** Files of a user's module, below its folder; empty for a built-in. */
  readonly moduleFiles: readonly string[];
  /** What the strategy has against parameter sets that each are in their domain; empty lists where nothing. */
  problemsOf(sets: readonly Parameters[]): Promise<readonly (readonly string[])[]>;
}

/** What planning of strategies needs. */
export interface StrategyPlanning {
  /** Folder to copy user modules to. */
  readonly moduleStore: string;
  /** Starts an evaluator on first use: only user modules need one. */
  readonly evaluator: () => Promise<Evaluator>;
}

/** The strategies of a config, as far as they could be resolved, and every problem of every one. */
export interface PlannedStrategies {
  readonly strategies: readonly PlannedStrategy[];
  readonly problems: readonly ConfigProblem[];
}

/** Resolves every strategy of a config. */
export async function planStrategies(loaded: LoadedConfig, planning: StrategyPlanning): Promise<PlannedStrategies> {
  const { config, faults = NO_FAULTS } = loaded;
  const problems: ConfigProblem[] = [];
  const planned: PlannedStrategy[] = [];
  for (const [index, strategy] of config.strategies.entries()) {
    const unsound = unsoundAt(faults.strategies, index);
    const path = `strategies[${index}]`;
    const axisFaults = strategy.sweep === undefined ? [] : axisProblems(strategy.sweep, `${path}.sweep`);
    problems.push(...axisFaults, ...packProblems(strategy, loaded, path));
    if (unsound.has('class')) continue;
    try {
      // What is wrong with an axis or a pack must not hide what is wrong with the rest.
      const resolved = await planStrategy(withSoundAxes(strategy), { loaded, planning });
      if (unsound.size === 0) planned.push(resolved);
    } catch (error) {
      const isOfParameters = unsound.has('params') || unsound.has('sweep');
      const found = asProblems(error, path).filter(({ path: at }) => !isOfParameters || at === `${path}.class`);
      // Without an axis nothing can be said of combinations.
      problems.push(...found.filter(({ message }) => axisFaults.length === 0 || !message.startsWith(NO_COMBINATION)));
    }
  }
  problems.push(...repeatedStrategies(planned), ...countProblems(planned, loaded));
  return { strategies: planned, problems };
}

function countProblems(planned: readonly PlannedStrategy[], loaded: LoadedConfig): readonly ConfigProblem[] {
  const { config, faults = NO_FAULTS } = loaded;
  const sets = planned.reduce((sum, strategy) => sum + strategy.sets.length, 0);
  const { maxRuns } = config.experiment;
  if (sets <= maxRuns || faults.experiment.has('maxRuns')) return [];
  const least = planned.length < config.strategies.length ? 'at least ' : '';
  const message = `the sweeps ask for ${least}${sets} parameter sets, the limit is ${maxRuns}`;
  return [{ path: 'experiment.maxRuns', message }];
}

function withSoundAxes(strategy: LoadedStrategy): LoadedStrategy {
  const sound = Object.entries(strategy.sweep ?? {}).filter(
    ([name, axis]) => axisProblems({ [name]: axis }, '').length === 0,
  );
  return sound.length === 0 ? { ...strategy, sweep: undefined } : { ...strategy, sweep: Object.fromEntries(sound) };
}

// The same strategy may stand twice with other parameters or packs; the very same work twice is a slip.
function repeatedStrategies(planned: readonly PlannedStrategy[]): readonly ConfigProblem[] {
  const seen = new Set<string>();
  return planned.flatMap(({ identity, sets, packs, name }) => {
    const key = JSON.stringify([identity, sets, packs ?? null]);
    if (seen.has(key))
      return [{ path: 'strategies', message: `'${name}' stands twice with the same parameters and packs` }];
    seen.add(key);
    return [];
  });
}

interface Place {
  readonly loaded: LoadedConfig;
  readonly planning: StrategyPlanning;
}

function packProblems(strategy: LoadedStrategy, loaded: LoadedConfig, path: string): readonly ConfigProblem[] {
  const { config, faults = NO_FAULTS } = loaded;
  // A pack whose name could not be read may be the one that is meant.
  if (faults.config.has('packs') || faults.packs.some((unsound) => unsound.has('name'))) return [];
  const known = config.packs.map(packNameOf);
  const names = strategy.packs ?? [];
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) < index))];
  return [
    ...names.flatMap((name, index) => {
      const message = `no pack is named '${name}'; packs are ${known.join(', ')}`;
      return known.includes(name) ? [] : [{ path: `${path}.packs[${index}]`, message }];
    }),
    ...repeated.map((name) => ({ path: `${path}.packs`, message: `names '${name}' twice` })),
  ];
}

function asProblems(error: unknown, path: string): readonly ConfigProblem[] {
  if (error instanceof ConfigError) return error.problems.map((problem) => placed(problem, path));
  if (!PlatformError.is(error)) throw error;
  const hint = error.hint === undefined ? '' : ` ${error.hint}`;
  return [{ path: `${path}.class`, message: `${error.message}.${hint}` }];
}

/** A problem of the parameters where they stand; every other, as of a file of a module, at the class. */
function placed({ path: inner, message }: ConfigProblem, path: string): ConfigProblem {
  if (/^(params|sweep)\b/u.test(inner)) return { path: `${path}.${inner}`, message };
  return { path: `${path}.class`, message: inner === '' ? message : `${inner}: ${message}` };
}

async function planStrategy(strategy: LoadedStrategy, place: Place): Promise<PlannedStrategy> {
  return isModulePath(strategy.class) ? planModule(strategy, place) : planBuiltIn(strategy);
}

function planBuiltIn(strategy: LoadedStrategy): PlannedStrategy {
  const definition = strategyByName(strategy.class);
  const check = (sets: readonly Parameters[]): Promise<readonly (readonly string[])[]> =>
    Promise.resolve(sets.map((params) => definition.validate?.(params) ?? []));
  const { sets, refused } = resolvedSets(strategy, definition, (params) => definition.validate?.(params) ?? []);
  return assemble(strategy, {
    definition,
    identity: definition.name,
    reference: { kind: 'built-in', name: definition.name },
    sets,
    refused,
    check,
    moduleFiles: [],
  });
}

async function planModule(strategy: LoadedStrategy, { loaded, planning }: Place): Promise<PlannedStrategy> {
  const module = await prepareModule(resolve(loaded.folder, strategy.class), planning.moduleStore);
  const reference: StrategyReference = {
    kind: 'module',
    entry: module.entry,
    folder: module.folder,
    hash: module.hash,
  };
  const evaluator = await planning.evaluator();
  const ask = async (sets: readonly Parameters[]): Promise<Inspected> => {
    const task = { module: EVALUATE_MODULE, exportName: 'inspectModule', argument: { strategy: reference, sets } };
    const inspected = (await evaluator.run(task)).result as Inspected;
    inspected.inspections.forEach((inspection) => checkInspection(inspection, strategy.class));
    return inspected;
  };
  const { description } = await ask([]);
  if (STRATEGIES.some((known) => known.name === description.name)) {
    throw new PlatformError(
      'STRATEGY_FAILED',
      `the strategy module is named '${description.name}', which is the name of a built-in strategy`,
      {
        hint: 'Give it a name of its own.',
      },
    );
  }
  const { sets: declared } = resolvedSets(strategy, description, () => []);
  const { inspections } = await ask(declared);
  const sets = declared.filter((_, index) => (inspections[index]?.problems.length ?? 0) === 0);
  const refused = inspections.flatMap((inspection) => inspection.problems.slice(0, 1));
  const check = async (candidates: readonly Parameters[]): Promise<readonly (readonly string[])[]> =>
    (await ask(candidates)).inspections.map((inspection) => inspection.problems);
  return assemble(strategy, {
    definition: description,
    identity: `module:${module.hash}`,
    reference,
    sets,
    refused,
    check,
    moduleFiles: module.files,
  });
}

/** What the module answered, which need not be what its author was asked to answer. */
function checkInspection({ problems, terms }: Readonly<Record<keyof Inspection, unknown>>, file: string): void {
  const isTexts = Array.isArray(problems) && problems.every((problem) => typeof problem === 'string');
  if (!isTexts) throw unsoundAnswer(file, 'validate() must return an array of texts, empty where nothing is wrong');
  if (!Array.isArray(terms)) throw unsoundAnswer(file, 'terms() must return an array');
}

function unsoundAnswer(file: string, message: string): PlatformError {
  return new PlatformError('STRATEGY_FAILED', `${file}: ${message}`, {
    hint: 'See docs/how-to/write-a-strategy.md for the shape of a strategy module.',
  });
}

interface Inspected {
  readonly description: StrategyDescription;
  readonly inspections: readonly Inspection[];
}

interface Assembly {
  readonly definition: Pick<StrategyDefinition, 'name' | 'summary' | 'parameters'>;
  readonly identity: string;
  readonly reference: StrategyReference;
  readonly sets: readonly Parameters[];
  /** Why combinations were refused, one text each. */
  readonly refused: readonly string[];
  readonly check: (sets: readonly Parameters[]) => Promise<readonly (readonly string[])[]>;
  readonly moduleFiles: readonly string[];
}

function assemble(strategy: LoadedStrategy, assembly: Assembly): PlannedStrategy {
  const { definition, sets, refused, check } = assembly;
  if (sets.length === 0) {
    throw new ConfigError('', [
      {
        path: strategy.sweep === undefined ? 'params' : 'sweep',
        message: `${NO_COMBINATION}: ${refused[0] ?? ''}`,
      },
    ]);
  }
  return {
    name: definition.name,
    summary: definition.summary,
    identity: assembly.identity,
    reference: assembly.reference,
    parameters: definition.parameters,
    axes: Object.keys(strategy.sweep ?? {}),
    sets,
    skipped: refused.length,
    notes: sweepNotes(strategy.sweep),
    packs: strategy.packs,
    moduleFiles: assembly.moduleFiles,
    problemsOf: check,
  };
}
