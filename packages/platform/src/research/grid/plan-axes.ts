/** Which values a grid tries of each parameter. */
import type { SweepAxis } from '@assay/contracts/schemas';
import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { DERIVER_DEFAULTS } from '@assay/quant/signals';
import type { Parameters, ParameterSpec, ParameterValue } from '@assay/quant/strategy';
import { GATES_STRATEGY } from '../gates/gate-decision-of.ts';
import { axisValues, rangeProblems } from '../sweep.ts';
import type { AddedValues } from './options.ts';
import type { StatedGrid } from './read-spec.ts';

/** Hazard caps of a band: the profile's cap and this much below and above it, never outside the limits. All are levels. */
export const HAZARD_BAND = 0.02;
export const HAZARD_LIMITS: readonly [number, number] = [0.06, 0.14];

const HAZARD = 'maxHazard';
const HOLD = 'holdMinutes';
const REPETITIONS = 'minRepetitions';
const STREAK = 'minStreak';

/** The axes of a grid. */
export interface PlannedAxes {
  readonly axes: Readonly<Record<string, readonly ParameterValue[]>>;
  /** What a reader of them has to know. */
  readonly notes: readonly string[];
}

/** What axes are planned from. */
export interface AxesRequest {
  readonly strategy: string;
  /** Values that the profile and the command line give. */
  readonly params: Parameters;
  /** Those of them that the command line gives. @default none */
  readonly typed?: Parameters | undefined;
  /** What the strategy declares; undefined where it has not been asked, as for a module. */
  readonly declared: readonly ParameterSpec[] | undefined;
  readonly stated: StatedGrid;
  /** True where a profile was given. */
  readonly hasProfile: boolean;
  /** True where gates of a dataset are traded; else all of them are derived from candles. */
  readonly hasGates: boolean;
  readonly allowHoldsOutsideProfile: boolean;
  readonly also?: AddedValues | undefined;
}

/**
 * The values of each axis: those that were stated, and for the strategy `gates` what the profile implies: a band of hazard caps
 * about its own, its repetitions (where no gates are read: its shortest streak) and one more, and the holds that it allows. Values that are to be tried as well are added to the axes
 * that there are, each a trial like any other.
 *
 * @throws {ConfigError} if there is no axis, or a hold that the profile does not name and that was not allowed.
 */
export function planAxes(request: AxesRequest): PlannedAxes {
  const { strategy, stated } = request;
  const { axes, problems } = statedAxes(request);
  const notes: string[] = [];
  if (strategy === GATES_STRATEGY) {
    if (axes[HAZARD] === undefined) {
      const band = bandAbout(numberOf(request, HAZARD, 0.1), stated.hazardBand);
      if (band.caps.length > 0) axes[HAZARD] = band.caps;
      notes.push(...band.notes);
    }
    if (axes[REPETITIONS] === undefined) {
      // Guards of gates judge nothing that is derived: cells that differ in them alone would be one cell twice.
      const [name, usual] = request.hasGates
        ? ([REPETITIONS, 1] as const)
        : ([STREAK, DERIVER_DEFAULTS.minStreak] as const);
      const own = numberOf(request, name, usual);
      axes[name] ??= [own, own + 1];
    }
    axes[HOLD] ??= allowedHolds(request) ?? [numberOf(request, HOLD, 240)];
  }
  notes.push(...addValues(axes, request.also));
  problems.push(...holdProblems(request, axes[HOLD]));
  notes.push(...idleParameters(request, axes));
  const unique = collapsed(axes);
  notes.push(...unique.notes);
  if (problems.length === 0 && Object.keys(axes).length === 0) problems.push(noAxis(request));
  if (problems.length > 0)
    throw new ConfigError('this grid cannot be run', problems, {
      hint: 'docs/how-to/run-a-grid.md says how axes are written; `assay strategies show` lists the parameters.',
    });
  return { axes: unique.axes, notes };
}

/** The band about the profile's cap; none where the profile turns the guard off: no cell may turn it on again unasked. */
function bandAbout(cap: number, width: number | undefined): ReturnType<typeof hazardBand> {
  if (cap < 1) return hazardBand(cap, width);
  const note = `${HAZARD}: the profile turns this guard off, so that no cap is tried; name caps with --axes ${HAZARD}=0.08,0.1 to try some`;
  return { caps: [], notes: [note] };
}

/**
 * The caps that a band about `cap` tries: cap - width, cap, cap + width, held within the limits; those that fall together there
 * are tried once and told.
 */
export function hazardBand(
  cap: number,
  width: number = HAZARD_BAND,
): { readonly caps: readonly number[]; readonly notes: readonly string[] } {
  const [low, high] = HAZARD_LIMITS;
  const wanted = [cap - width, cap, cap + width].map((one) => Number(one.toPrecision(12)));
  const held = wanted.map((one) => Math.min(high, Math.max(low, one)));
  const caps = [...new Set(held)];
  const moved = wanted.filter((one, index) => one !== held[index]);
  if (moved.length === 0) return { caps, notes: [] };
  const words = wanted.map((one, index) => (one === held[index] ? String(one) : `${one} → ${String(held[index])}`));
  const fewer =
    caps.length < wanted.length ? `; ${caps.length} distinct of ${wanted.length} are left, each run once` : '';
  return {
    caps,
    notes: [`${HAZARD}: caps of the band are held within ${low} to ${high}: ${words.join(', ')}${fewer}`],
  };
}

/** Adds values to the axes that there are, and says so. */
function addValues(axes: Record<string, readonly ParameterValue[]>, also: AddedValues | undefined): readonly string[] {
  return Object.entries(also?.values ?? {}).flatMap(([name, values]) => {
    const own = axes[name];
    const added = values.filter((value) => own !== undefined && !own.includes(value));
    if (own === undefined || added.length === 0) return [];
    const all = [...own, ...added];
    axes[name] = all.every((value) => typeof value === 'number') ? all.toSorted((a, b) => a - b) : all;
    return [`${name}: ${added.join(', ')} ${added.length === 1 ? 'is' : 'are'} tried too: ${also?.because ?? ''}`];
  });
}

function statedAxes({ stated, params, declared }: AxesRequest): {
  readonly axes: Record<string, readonly ParameterValue[]>;
  readonly problems: ConfigProblem[];
} {
  const given: Readonly<Record<string, SweepAxis>> = stated.axes ?? {};
  const problems = rangeProblems(given, 'axes');
  const sound = Object.entries(given).filter(([name]) => !problems.some(({ path }) => path === `axes.${name}`));
  const axes = Object.fromEntries(sound.map(([name, axis]) => [name, axisValues(axis)]));
  const found: ConfigProblem[] = [...problems];
  for (const [name, factors] of Object.entries(stated.multiply ?? {})) {
    const base = params[name] ?? declared?.find((spec) => spec.name === name)?.default;
    if (axes[name] !== undefined)
      found.push({ path: `multiply.${name}`, message: 'the parameter has an axis already: state one of them' });
    else if (typeof base !== 'number')
      found.push({
        path: `multiply.${name}`,
        message: 'multiplies a number: give the parameter a value with --params',
      });
    else axes[name] = factors.map((factor) => Number((base * factor).toPrecision(12)));
  }
  return { axes, problems: found };
}

/** Parameters of the command line beside an axis of the same name: no cell has their value unless the axis holds it. */
function idleParameters(
  { typed = {} }: AxesRequest,
  axes: Readonly<Record<string, readonly ParameterValue[]>>,
): readonly string[] {
  return Object.entries(typed).flatMap(([name, value]) => {
    const tried = axes[name];
    if (tried === undefined || tried.includes(value)) return [];
    return [`${name}: the axis goes before --params ${name}=${String(value)}, which no cell has`];
  });
}

function collapsed(axes: Readonly<Record<string, readonly ParameterValue[]>>): PlannedAxes {
  const notes: string[] = [];
  const unique = Object.entries(axes).map(([name, values]) => {
    const distinct = [...new Set(values)];
    if (distinct.length < values.length)
      notes.push(`${name}: ${values.length - distinct.length} of ${values.length} values stand twice and are run once`);
    return [name, distinct] as const;
  });
  return { axes: Object.fromEntries(unique), notes };
}

/** Holds that may be tried; undefined where nothing was said of them. */
function allowedHolds({ stated, params, hasProfile }: AxesRequest): readonly number[] | undefined {
  const holds = stated.profileHolds ?? stated.holds;
  if (holds !== undefined) return holds;
  const own = params[HOLD];
  return hasProfile && typeof own === 'number' ? [own] : undefined;
}

function holdProblems(request: AxesRequest, values: readonly ParameterValue[] | undefined): readonly ConfigProblem[] {
  if (values === undefined || request.allowHoldsOutsideProfile) return [];
  const allowed = allowedHolds(request);
  if (allowed === undefined) return [];
  const outside = values.filter((value) => typeof value === 'number' && !allowed.includes(value));
  if (outside.length === 0) return [];
  const message =
    `${outside.join(', ')} ${outside.length === 1 ? 'is not a hold' : 'are not holds'} of the profile ` +
    `(${allowed.join(', ')}): take those, name it under grid.holds, or add --allow-holds-outside-profile`;
  return [{ path: `axes.${HOLD}`, message }];
}

function numberOf({ params, declared }: AxesRequest, name: string, otherwise: number): number {
  const value = params[name] ?? declared?.find((spec) => spec.name === name)?.default;
  return typeof value === 'number' ? value : otherwise;
}

function noAxis({ declared }: AxesRequest): ConfigProblem {
  const names = declared?.map(({ name }) => name) ?? [];
  const known = names.length === 0 ? '' : `; the strategy has ${names.join(', ')}`;
  return { path: 'axes', message: `a grid needs at least one axis, as --axes 'name=value,value'${known}` };
}
