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
}

/**
 * Reads and checks a research config; touches nothing else.
 *
 * @throws {ConfigError} listing every problem of the file and of the files it names.
 */
export function loadConfig(path: string): LoadedConfig {
  const absolute = resolve(path);
  const config = parseFile(absolute, path, researchConfigSchema);
  const folder = dirname(absolute);
  const problems: ConfigProblem[] = [...loopProblems(config.loop)];
  const included = <Schema extends z.ZodType>(
    file: string,
    place: string,
    schema: Schema,
  ): z.output<Schema> | undefined => {
    try {
      return parseFile(resolve(folder, file), file, schema);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(
        ...error.problems.map((problem) => ({
          path: place,
          message: `${file}: ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`,
        })),
      );
      return undefined;
    }
  };
  const strategies = config.strategies.map((strategy, index): LoadedStrategy => {
    const { sweep } = strategy;
    return {
      ...strategy,
      sweep: typeof sweep === 'string' ? included(sweep, `strategies[${index}].sweep`, sweepSchema) : sweep,
    };
  });
  const { kill } = config.evaluation;
  const policy = typeof kill === 'string' ? included(kill, 'evaluation.kill', killPolicySchema) : kill;
  if (problems.length > 0 || policy === undefined) throw new ConfigError(path, problems);
  return {
    path: absolute,
    folder,
    config: { ...config, strategies, evaluation: { ...config.evaluation, kill: policy } },
  };
}

function parseFile<Schema extends z.ZodType>(absolute: string, shown: string, schema: Schema): z.output<Schema> {
  const value = readYaml(absolute, shown);
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ConfigError(shown, configProblems(schema, parsed.error.issues), {
    hint: 'The keys and their meaning stand in docs/schemas/research.schema.json; `assay research init` writes a commented example.',
  });
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
  if (!existsSync(absolute) || !statSync(absolute).isFile())
    throw new ConfigError(shown, [{ path: '', message: 'the file does not exist' }], { hint: hints.missing });
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
