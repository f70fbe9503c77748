/** What can be read of a config that is not sound, part by part, so that the rest of it is checked all the same. */
import { researchConfigSchema, researchParts } from '@assay/contracts/schemas';
import type { ResearchConfig } from '@assay/contracts/schemas';
import { nearestName } from '@assay/core/checks';
import type { ConfigProblem } from '@assay/core/errors';
import type { z } from 'zod';

/** Keys of a part that do not hold what was meant. */
export type UnsoundKeys = ReadonlySet<string>;

/** What is wrong with a config so far, and which of its values must therefore not be judged. */
export interface ConfigFaults {
  readonly problems: readonly ConfigProblem[];
  readonly packs: readonly UnsoundKeys[];
  readonly strategies: readonly UnsoundKeys[];
  readonly experiment: UnsoundKeys;
  readonly evaluation: UnsoundKeys;
  /** Of the config itself, as `packs` where that is no list. */
  readonly config: UnsoundKeys;
}

const NONE: UnsoundKeys = new Set();

/** No fault at all. */
export const NO_FAULTS: ConfigFaults = {
  problems: [],
  packs: [],
  strategies: [],
  experiment: NONE,
  evaluation: NONE,
  config: NONE,
};

/** A config that more has been found wrong with. */
export function withProblems<Config extends { readonly faults?: ConfigFaults | undefined }>(
  config: Config,
  more: readonly ConfigProblem[],
): Config {
  if (more.length === 0) return config;
  const faults = config.faults ?? NO_FAULTS;
  return { ...config, faults: { ...faults, problems: [...faults.problems, ...more] } };
}

/** Keys of `experiment` that no simulation reads. */
const BESIDE_SIMULATION: readonly string[] = ['walkForward', 'stress', 'selectBy', 'seed', 'maxRuns'];

/** True if what a simulation is made under can be read. */
export function isSimulationSound({ experiment }: ConfigFaults): boolean {
  return [...experiment].every((key) => BESIDE_SIMULATION.includes(key));
}

/** The unsound keys of a part that may be one of many. */
export function unsoundAt(parts: readonly UnsoundKeys[], index: number): UnsoundKeys {
  return parts[index] ?? NONE;
}

/**
 * A config out of the keys that could be read; the others are at their default, or at a stand-in where there is none, and are
 * listed as unsound.
 */
export function soundParts(
  value: Readonly<Record<string, unknown>>,
  problems: readonly ConfigProblem[],
): { readonly config: ResearchConfig; readonly faults: ConfigFaults } {
  const whole = soundFields(researchConfigSchema, value);
  const packs = listOf(value['packs']).map((one) =>
    soundFields(researchParts.pack, one, { dataset: '', timeframe: '' }),
  );
  const strategies = listOf(value['strategies']).map((one) => soundFields(researchParts.strategy, one, { class: '' }));
  const experiment = soundFields(researchParts.experiment, orEmpty(value['experiment']));
  const evaluation = soundFields(researchParts.evaluation, orEmpty(value['evaluation']));
  return {
    config: {
      ...whole.value,
      name: typeof whole.value.name === 'string' ? whole.value.name : '',
      packs: packs.map((one) => one.value),
      strategies: strategies.map((one) => one.value),
      experiment: experiment.value,
      evaluation: evaluation.value,
    },
    faults: {
      problems,
      packs: packs.map((one) => one.unsound),
      strategies: strategies.map((one) => one.unsound),
      experiment: experiment.unsound,
      evaluation: evaluation.unsound,
      config: new Set([...whole.unsound].filter((key) => !Array.isArray(value[key]))),
    },
  };
}

function orEmpty(value: unknown): unknown {
  return value === undefined ? {} : value;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * The fields of an object that can be read.
 *
 * @param standIns - of required fields; whoever reads them asks first whether they are sound.
 */
function soundFields<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  standIns: Readonly<Record<string, unknown>> = {},
): { readonly value: z.output<Schema>; readonly unsound: UnsoundKeys } {
  const shape: Readonly<Record<string, z.ZodType>> = schema.shape;
  const known = Object.keys(shape);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const given = isObject ? (value as Readonly<Record<string, unknown>>) : {};
  // A misspelt key leaves the one that was meant at its default.
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  const unsound = new Set(isObject ? unknown.map((key) => nearestName(key, known) ?? key) : known);
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(shape)) {
    const parsed = field.safeParse(given[key]);
    if (!parsed.success) unsound.add(key);
    fields[key] = parsed.success ? parsed.data : (field.safeParse(undefined).data ?? standIns[key]);
  }
  return { value: fields as z.output<Schema>, unsound };
}
