import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { killPolicySchema, researchConfigSchema, sweepSchema } from '@assay/contracts/schemas';
import type { KillPolicyConfig, ResearchConfig, StrategyConfig, SweepAxis } from '@assay/contracts/schemas';
import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { configProblems } from './config-problems.ts';
import { loopProblems } from './daemon/loop-schedule.ts';
import { NO_FAULTS, soundParts, unsoundAt } from './sound-parts.ts';
import type { ConfigFaults } from './sound-parts.ts';

/** A strategy of the config with its sweep read in, if that stood in a file of its own. */
export type LoadedStrategy = Omit<StrategyConfig, 'sweep'> & {
  readonly sweep: Readonly<Record<string, SweepAxis>> | undefined;
};

/** A config whose files have been read and whose defaults are filled in. */
export interface LoadedConfig {
  readonly path: string;
  /** Folder that paths in the config are relative to. */
  readonly folder: string;
  readonly config: Omit<ResearchConfig, 'strategies' | 'evaluation'> & {
    readonly strategies: readonly LoadedStrategy[];
    readonly evaluation: Omit<ResearchConfig['evaluation'], 'kill'> & { readonly kill: KillPolicyConfig };
  };
  /** What is wrong with it; planning refuses it with that and whatever else it finds. Undefined where nothing is. */
  readonly faults?: ConfigFaults | undefined;
}

/** Where keys are explained. */
export const KEYS_HINT =
  'The keys and their meaning stand in docs/schemas/research.schema.json; `assay research init` writes a commented example.';

/**
 * Reads and checks a research config; touches nothing else.
 *
 * @throws {ConfigError} listing every problem of the file and of the files it names.
 */
export function loadConfig(path: string): LoadedConfig {
  const loaded = readConfig(path);
  if (loaded.faults !== undefined) throw new ConfigError(path, loaded.faults.problems, { hint: KEYS_HINT });
  return loaded;
}

/**
 * Reads a research config as far as it can be read, so that planning lists its problems together with those that the data
 * and the strategies show.
 *
 * @throws {ConfigError} if there is no such file, or no keys in it.
 */
export function readConfig(path: string): LoadedConfig {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  const value = readYaml(absolute, path);
  const parsed = researchConfigSchema.safeParse(value, { reportInput: true });
  const found = parsed.success
    ? { config: parsed.data, faults: NO_FAULTS }
    : soundParts(mappingOf(value, path), configProblems(researchConfigSchema, parsed.error.issues));
  return withIncluded({ ...found, path: absolute, folder });
}

function mappingOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  const message = 'must hold keys such as name, packs and strategies';
  throw new ConfigError(path, [{ path: '', message }], { hint: KEYS_HINT });
}

/** Reads the files that a config names, and checks its schedule. */
function withIncluded({
  config,
  faults,
  ...place
}: Pick<LoadedConfig, 'path' | 'folder'> & {
  readonly config: ResearchConfig;
  readonly faults: ConfigFaults;
}): LoadedConfig {
  const problems = [...faults.problems, ...(faults.config.has('loop') ? [] : loopProblems(config.loop))];
  const unread = new Set<number>();
  const strategies = config.strategies.map((strategy, index): LoadedStrategy => {
    const { sweep } = strategy;
    if (typeof sweep !== 'string') return { ...strategy, sweep };
    const included = include(
      resolve(place.folder, sweep),
      { file: sweep, at: `strategies[${index}].sweep` },
      sweepSchema,
    );
    problems.push(...included.problems);
    if (included.value === undefined) unread.add(index);
    return { ...strategy, sweep: included.value };
  });
  const { kill } = config.evaluation;
  const policy =
    typeof kill === 'string'
      ? include(resolve(place.folder, kill), { file: kill, at: 'evaluation.kill' }, killPolicySchema)
      : { value: kill, problems: [] };
  problems.push(...policy.problems);
  const whole = {
    ...place,
    config: {
      ...config,
      strategies,
      evaluation: { ...config.evaluation, kill: policy.value ?? killPolicySchema.parse({}) },
    },
  };
  if (problems.length === 0) return whole;
  const keys = strategies.map((_, index) => {
    const unsound = unsoundAt(faults.strategies, index);
    return unread.has(index) ? new Set([...unsound, 'sweep']) : unsound;
  });
  return { ...whole, faults: { ...faults, problems, strategies: keys } };
}

/** A file that a config names at a key. */
function include<Schema extends z.ZodType>(
  absolute: string,
  { file, at }: { readonly file: string; readonly at: string },
  schema: Schema,
): { readonly value: z.output<Schema> | undefined; readonly problems: readonly ConfigProblem[] } {
  const told = (problems: readonly ConfigProblem[]): readonly ConfigProblem[] =>
    problems.map(({ path, message }) => ({
      path: at,
      message: `${file}: ${path === '' ? '' : `${path}: `}${message}`,
    }));
  try {
    const parsed = schema.safeParse(readYaml(absolute, file), { reportInput: true });
    if (parsed.success) return { value: parsed.data, problems: [] };
    return { value: undefined, problems: told(configProblems(schema, parsed.error.issues)) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { value: undefined, problems: told(error.problems) };
  }
}

const MISSING_CONFIG = 'Give the path of a research config with --config, or write one with `assay research init`.';

/**
 * What a YAML file holds.
 *
 * @param shown - how the user calls it.
 * @throws {ConfigError} if it does not exist, is empty or is not YAML.
 */
export function readYaml(
  absolute: string,
  shown: string,
  hints: { readonly missing: string } = { missing: MISSING_CONFIG },
): unknown {
  const isThere = existsSync(absolute);
  if (!isThere || !statSync(absolute).isFile()) {
    const message = isThere ? 'is a folder, not a file' : 'the file does not exist';
    throw new ConfigError(shown, [{ path: '', message }], { hint: hints.missing });
  }
  const value = parseYaml(readFileSync(absolute, 'utf8'), shown);
  if (value === null || value === undefined) throw new ConfigError(shown, [{ path: '', message: 'the file is empty' }]);
  return value;
}

/** More problems of the notation than this are one slip and its echo. */
const MOST_NOTATION_PROBLEMS = 20;

function parseYaml(text: string, shown: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const problems = document.errors.map(({ message }) => ({
    path: '',
    message: message.split('\n')[0] ?? 'is not YAML',
  }));
  const left = problems.length - MOST_NOTATION_PROBLEMS;
  if (problems.length > 0) {
    const more = left > 0 ? [{ path: '', message: `and ${left} more` }] : [];
    throw new ConfigError(shown, [...problems.slice(0, MOST_NOTATION_PROBLEMS), ...more]);
  }
  try {
    return document.toJS();
  } catch (error) {
    // The library throws only where an alias, as *name, has no anchor or multiplies beyond all measure.
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError(shown, [{ path: '', message: `cannot be read as YAML: ${lowerFirst(message)}` }], {
      cause: error,
      hint: 'Write the values out where they are used, or give each anchor (&name) before its aliases (*name).',
    });
  }
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
