import path from 'node:path';
import { gridSpecSchema } from '@assay/contracts/schemas';
import type { GridSpec, SweepAxis } from '@assay/contracts/schemas';
import { ConfigError, PlatformError } from '@assay/core/errors';
import type { ParameterValue } from '@assay/quant/strategy';
import { configProblems } from '../config-problems.ts';
import { readYaml } from '../load-config.ts';
import type { GridRequest } from './options.ts';

const AXES_HINT =
  "Write each axis as name=value,value or name=min:max:step: --axes 'fast=5,10,20' --axes 'slow=50:200:50'.";
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/iu;

/** What a grid tries, and whether a profile stands behind it. */
export interface StatedGrid extends GridSpec {
  /** Holds that the profile allows; undefined where it names none. */
  readonly profileHolds: readonly number[] | undefined;
}

/**
 * What a grid tries, from the key `grid` of the profile, a file, and the command line; what stands later wins, axis by axis.
 *
 * @throws {ConfigError} or {PlatformError} USAGE saying what cannot be read.
 */
export function readGridSpec(request: GridRequest): StatedGrid {
  const { ofProfile, ofFile, typed } = statements(request);
  return {
    ...ofProfile,
    ...ofFile,
    axes: { ...ofProfile.axes, ...ofFile.axes, ...typed },
    multiply: { ...ofProfile.multiply, ...ofFile.multiply },
    profileHolds: ofProfile.holds,
  };
}

/**
 * Where each axis of a grid is stated, as the user calls it: `--axes fast`, `profile.yaml: grid.axes.fast`.
 *
 * @throws as `readGridSpec`.
 */
export function axisPlaces(request: GridRequest): Readonly<Record<string, string>> {
  const { ofProfile, ofFile, typed } = statements(request);
  const placed = (key: keyof GridSpec, stated: object = {}, before: string): readonly (readonly [string, string])[] =>
    Object.keys(stated).map((name) => [name, `${before}${key}.${name}`]);
  const ofSpec = (spec: GridSpec, before: string): readonly (readonly [string, string])[] => [
    ...placed('axes', spec.axes, before),
    ...placed('multiply', spec.multiply, before),
  ];
  return Object.fromEntries([
    ...ofSpec(ofProfile, `${request.profile ?? '--profile'}: grid.`),
    ...ofSpec(ofFile, `${request.grid ?? '--grid'}: `),
    ...Object.keys(typed).map((name) => [name, `--axes ${name}`] as const),
  ]);
}

interface Statements {
  readonly ofProfile: GridSpec;
  readonly ofFile: GridSpec;
  readonly typed: Readonly<Record<string, SweepAxis>>;
}

function statements({ folder, profile, grid, axes = [] }: GridRequest): Statements {
  const ofProfile = profile === undefined ? {} : specOfProfile(path.resolve(folder, profile), profile);
  const missing = 'Give the path of a YAML file with axes, multiply, holds or hazardBand with --grid.';
  const ofFile = grid === undefined ? {} : checked(readYaml(path.resolve(folder, grid), grid, { missing }), grid);
  return { ofProfile, ofFile, typed: typedAxes(axes) };
}

function specOfProfile(absolute: string, shown: string): GridSpec {
  const value = readYaml(absolute, shown);
  if (typeof value !== 'object' || value === null || !('grid' in value)) return {};
  return checked(value.grid, shown, 'grid');
}

function checked(value: unknown, file: string, key?: string): GridSpec {
  const parsed = gridSpecSchema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = configProblems(gridSpecSchema, parsed.error.issues);
  const placed = problems.map((one) => ({
    ...one,
    path: [key, one.path].filter((part) => part !== undefined && part !== '').join('.'),
  }));
  throw new ConfigError(file, placed, { hint: 'See docs/how-to/run-a-grid.md for the keys of a grid.' });
}

function typedAxes(texts: readonly string[]): Readonly<Record<string, SweepAxis>> {
  const typed = texts.flatMap((text) => text.split(';')).map(axisOf);
  const names = typed.map(([name]) => name);
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw unreadable(`'${repeated}' is given twice: write all its values in one`);
  return Object.fromEntries(typed);
}

function axisOf(text: string): readonly [string, SweepAxis] {
  const [, name, values] = /^\s*([^\s=]+)\s*=\s*(.+?)\s*$/u.exec(text) ?? [];
  if (name === undefined || values === undefined) throw unreadable(`must be name=value,value, was '${text}'`);
  const range = values.split(':').map((one) => one.trim());
  if (range.length === 3 && range.every((one) => NUMBER.test(one))) {
    const [min = 0, max = 0, step = 0] = range.map(Number);
    if (!(step > 0)) throw unreadable(`the step of '${name}' must be > 0, was ${step}`);
    return [name, { min, max, step }];
  }
  return [name, values.split(',').map((one) => valueOf(one.trim(), name))];
}

function valueOf(text: string, name: string): ParameterValue {
  if (text === '') throw unreadable(`a value of '${name}' is empty`);
  if (text === 'true' || text === 'false') return text === 'true';
  return NUMBER.test(text) ? Number(text) : text;
}

function unreadable(what: string): PlatformError {
  return new PlatformError('USAGE', `invalid '--axes': ${what}`, { hint: AXES_HINT });
}
