import path from 'node:path';
import { gridSpecSchema, researchConfigSchema } from '@assay/contracts/schemas';
import { nearestName } from '@assay/core/checks';
import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { configProblems } from '../config-problems.ts';
import { readYaml } from '../load-config.ts';
import type { LoadedConfig } from '../load-config.ts';
import { chooseData } from './choose-data.ts';
import type { BacktestRequest } from './options.ts';
import { soundParts } from '../sound-parts.ts';
import { STRATEGIES } from '@assay/quant/strategy';

/** Parts of `experiment` that one backtest has no use for. */
const WITHOUT_USE: readonly string[] = ['walkForward', 'selectBy', 'maxRuns'];

/** Stands in the config until the strategy has said its name. */
export const UNNAMED = 'backtest';

/**
 * A backtest as a research config of one strategy, with these parameters alone, on one pack: so everything that research
 * checks, reads and simulates is the same here.
 *
 * @throws {ConfigError} listing every problem by the option or the key of the profile; {PlatformError} as `chooseData`.
 */
export async function backtestConfig(
  request: BacktestRequest,
  lake: Lakehouse,
  what: 'backtest' | 'grid' = 'backtest',
): Promise<LoadedConfig> {
  const { params: ownParams, ...profile } = profileOf(request);
  const { dataset, timeframe, symbols } = await chooseData(lake, request);
  const { strategy, from, to, fills, name = UNNAMED, acceptUnfit = false } = request;
  const pack = {
    name: packName(dataset),
    ...{ dataset, timeframe, symbols },
    mode: symbols.length === 1 ? 'single' : 'universe',
    ...(from === undefined ? {} : { start: from }),
    ...(to === undefined ? {} : { end: to }),
    acceptUnfit,
  };
  const params = { ...paramsOf(ownParams, request), ...request.params };
  const schema = researchConfigSchema;
  const stated = {
    name,
    packs: [pack],
    strategies: [{ class: strategy, params }],
    experiment: { ...profile, ...(fills === undefined ? {} : { fills }), ...stressOf(profile, request) },
    evaluation: { priorTrials: request.priorTrials ?? 0 },
  };
  const parsed = schema.safeParse(stated, { reportInput: true });
  const { config, faults } = parsed.success
    ? { config: parsed.data, faults: undefined }
    : soundParts(stated, withElsewhere(configProblems(schema, parsed.error.issues), strategy));
  const { kill } = config.evaluation;
  if (typeof kill === 'string')
    throw problemsOf([{ path: 'evaluation.kill', message: 'must be limits' }], request, what);
  return {
    path: 'backtest',
    folder: request.folder,
    config: {
      ...config,
      strategies: config.strategies.map((one) => ({ ...one, sweep: undefined })),
      evaluation: { ...config.evaluation, kill },
    },
    ...(faults === undefined ? {} : { faults }),
  };
}

/** A key of the profile that is none, and is like none of its kind: the parameter or key of a grid that it is like. */
function withElsewhere(problems: readonly ConfigProblem[], strategy: string): readonly ConfigProblem[] {
  const parameters = STRATEGIES.find(({ name }) => name === strategy)?.parameters ?? [];
  const elsewhere = [
    ...Object.keys(gridSpecSchema.shape).map((key) => `grid.${key}`),
    ...parameters.map(({ name }) => `params.${name}`),
  ];
  return problems.map((problem) => {
    const key = /^experiment\.([^.[]+)$/u.exec(problem.path)?.[1];
    if (key === undefined || problem.message !== 'unknown key') return problem;
    const last = (place: string): string => place.slice(place.indexOf('.') + 1);
    const near = nearestName(key, elsewhere.map(last));
    const meant = elsewhere.find((place) => last(place) === near);
    return meant === undefined ? problem : { ...problem, message: `unknown key; did you mean '${meant}'?` };
  });
}

/** The profile's stress with what the request says of it; what is wrong with it is left for the schema to say. */
function stressOf(profile: Readonly<Record<string, unknown>>, { stress }: BacktestRequest): object {
  if (stress === undefined) return {};
  const stated = profile['stress'] ?? {};
  if (typeof stated !== 'object' || Array.isArray(stated)) return {};
  return { stress: { ...stated, enabled: stress } };
}

/** Parameters of the strategy that the profile holds; those of the request go before them. */
function paramsOf(stated: unknown, { profile = '--profile' }: BacktestRequest): Readonly<Record<string, unknown>> {
  if (stated === undefined) return {};
  if (typeof stated === 'object' && stated !== null && !Array.isArray(stated))
    return stated as Readonly<Record<string, unknown>>;
  throw new ConfigError(profile, [{ path: 'params', message: 'must hold parameters of the strategy by name' }]);
}

/** Dataset `us.prices@…` as the name of a pack: `us-prices`. */
function packName(dataset: string): string {
  return (
    (dataset.split('@')[0] ?? dataset)
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/gu, '-')
      .replace(/^-+/u, '') || UNNAMED
  );
}

function profileOf(request: BacktestRequest): Readonly<Record<string, unknown>> {
  const { profile, folder } = request;
  if (profile === undefined) return {};
  const value = readYaml(path.resolve(folder, profile), profile, {
    missing: 'Give the path of a YAML file with cash, costs, sizing and the like with --profile.',
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigError(profile, [{ path: '', message: 'must hold keys such as cash, costs and sizing' }]);
  const idle = WITHOUT_USE.filter((key) => key in value);
  if (idle.length === 0) return withoutGrid(value as Readonly<Record<string, unknown>>);
  throw new ConfigError(
    profile,
    idle.map((key) => ({ path: key, message: 'belongs to a research config: one backtest chooses nothing' })),
  );
}

/** What a profile says of grids is for `assay backtest grid` alone. */
function withoutGrid(profile: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(profile).filter(([key]) => key !== 'grid'));
}

/** Places in the config, and what the user calls them. */
const OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/^strategies\[0\]\.params\.?/u, '--params '],
  [/^strategies\[0\]\.sweep\.?/u, '--axes '],
  [/^strategies(\[0\]\.class|\[0\]\.?)?/u, '--strategy '],
  [/^packs\[0\]\.start/u, '--from'],
  [/^packs\[0\]\.end/u, '--to'],
  [/^packs\[0\]\.symbols/u, '--instruments'],
  [/^packs\[0\]\.timeframe/u, '--timeframe'],
  [/^packs\[0\](\.dataset)?$/u, '--dataset'],
  [/^packs\[0\]\.?/u, ''],
  [/^experiment\.fills/u, '--fills'],
  [/^evaluation\.priorTrials/u, '--prior-trials'],
  [/^name$/u, '--name'],
];

/** What the places of a config are called by. */
type NamedPlaces = Pick<BacktestRequest, 'profile' | 'params'> & {
  /** Of the axes of a grid. */
  readonly axisPlaces?: Readonly<Record<string, string>>;
};

/** The problems of a backtest's config as its options call them. */
export function problemsOf(
  problems: readonly ConfigProblem[],
  request: NamedPlaces,
  what: 'backtest' | 'grid' = 'backtest',
): ConfigError {
  const renamed = problems.map(({ path: place, message }) => ({
    path: optionOf(message.includes(OF_PROFILE) ? 'experiment' : place, request),
    message: message.replaceAll(OF_PROFILE, "'"),
  }));
  return new ConfigError(`this ${what} cannot be run`, renamed, {
    hint: '`assay data list` shows the datasets, `assay strategies list` the strategies and their parameters.',
  });
}

/** How messages name a key of the profile, which stands below `experiment` in the config. */
const OF_PROFILE = "'experiment.";

function optionOf(place: string, request: NamedPlaces): string {
  const own = parameterPlace(place, request);
  if (own !== undefined) return own;
  const option = OPTIONS.find(([pattern]) => pattern.test(place));
  if (option !== undefined) return place.replace(option[0], option[1]).trim();
  const key = /^experiment\b\.?(.*)$/u.exec(place)?.[1];
  return key === undefined ? place : [request.profile ?? '--profile', key].filter((part) => part !== '').join(': ');
}

/** The axis or the key of the profile that gives a parameter its value; undefined where the command line does. */
function parameterPlace(place: string, { profile, params = {}, axisPlaces = {} }: NamedPlaces): string | undefined {
  const parameter = /^strategies\[0\]\.params\.(?<name>[^.]+)/u.exec(place)?.groups?.['name'];
  if (parameter === undefined) return undefined;
  if (Object.hasOwn(axisPlaces, parameter)) return axisPlaces[parameter];
  return profile === undefined || Object.hasOwn(params, parameter) ? undefined : `${profile}: params.${parameter}`;
}
