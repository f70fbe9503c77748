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
  const { folder, profile, grid, axes = [] } = request;
  const ofProfile = profile === undefined ? {} : specOfProfile(path.resolve(folder, profile), profile);
  const ofFile =
    grid === undefined
      ? {}
      : checked(
          readYaml(path.resolve(folder, grid), grid, {
            missing: 'Give the path of a YAML file with axes, multiply, holds or hazardBand with --grid.',
          }),
          grid,
        );
  const typed = typedAxes(axes);
  return {
    ...ofProfile,
    ...ofFile,
    axes: { ...ofProfile.axes, ...ofFile.axes, ...typed },
    multiply: { ...ofProfile.multiply, ...ofFile.multiply },
    profileHolds: ofProfile.holds,
  };
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
