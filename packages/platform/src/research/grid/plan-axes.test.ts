import { ConfigError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import type { GridSpec } from '@assay/contracts/schemas';
import type { Parameters } from '@assay/quant/strategy';
import { hazardBand, planAxes } from './plan-axes.ts';
import type { PlannedAxes } from './plan-axes.ts';

interface Asked {
  readonly strategy?: string;
  readonly params?: Parameters;
  readonly typed?: Parameters;
  readonly spec?: GridSpec;
  readonly profileHolds?: readonly number[];
  readonly hasProfile?: boolean;
  readonly hasGates?: boolean;
  readonly allow?: boolean;
}

function plan({
  strategy = 'gates',
  params = {},
  typed,
  spec = {},
  profileHolds,
  hasProfile = false,
  hasGates = true,
  allow,
}: Asked): PlannedAxes {
  return planAxes({
    ...{ strategy, params, typed, hasProfile, hasGates, allowHoldsOutsideProfile: allow ?? false },
    declared: [{ name: 'exposure', type: 'number', description: '', default: 0.5 }],
    stated: { ...spec, profileHolds },
  });
}

function problems(asked: Asked): readonly string[] {
  try {
    plan(asked);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('hazardBand', () => {
  it('S1-06 is the cap and 0.02 below and above it, as levels', () => {
    expect(hazardBand(0.1)).toEqual({ caps: [0.08, 0.1, 0.12], notes: [] });
  });

  it.each([
    [0.05, [0.06, 0.07]],
    [0.13, [0.11, 0.13, 0.14]],
    [0.3, [0.14]],
    [0.01, [0.06]],
  ])('S1-06 holds the band of %d within its limits, runs what falls together once, and says so', (cap, caps) => {
    const band = hazardBand(cap);
    expect(band.caps).toEqual(caps);
    expect(band.notes).toHaveLength(1);
    if (caps.length < 3) expect(band.notes[0]).toContain(`${caps.length} distinct of 3 are left, each run once`);
  });

  it('F3 takes another width', () => {
    expect(hazardBand(0.1, 0.04).caps).toEqual([0.06, 0.1, 0.14]);
  });
});

describe('planAxes', () => {
  it('S1-06 tries for gates the band of the profile, one and two repetitions, and the holds that the profile allows', () => {
    const { axes } = plan({ params: { maxHazard: 0.1 }, profileHolds: [60, 240], hasProfile: true });
    expect(axes).toEqual({ maxHazard: [0.08, 0.1, 0.12], minRepetitions: [1, 2], holdMinutes: [60, 240] });
  });

  it('S1-06 begins at the repetitions of the profile; where all is derived, at its shortest streak: no cell is another one twice', () => {
    expect(plan({ params: { minRepetitions: 3 } }).axes['minRepetitions']).toEqual([3, 4]);
    const derived = plan({ params: { minRepetitions: 3 }, hasGates: false }).axes;
    expect([derived['minStreak'], derived['minRepetitions']]).toEqual([[2, 3], undefined]);
    expect(plan({ params: { minStreak: 5 }, hasGates: false }).axes['minStreak']).toEqual([5, 6]);
    const stated = plan({ spec: { axes: { minRepetitions: [1] } }, hasGates: false }).axes;
    expect([stated['minStreak'], stated['minRepetitions']]).toEqual([undefined, [1]]);
  });

  it('S1-06 turns no guard on that the profile turned off, and says so', () => {
    const { axes, notes } = plan({ params: { maxHazard: 1 }, hasProfile: true });
    expect(Object.keys(axes)).toEqual(['minRepetitions', 'holdMinutes']);
    expect(notes).toEqual([expect.stringContaining('the profile turns this guard off')]);
    expect(plan({ params: { maxHazard: 1 }, spec: { axes: { maxHazard: [0.1] } } }).axes['maxHazard']).toEqual([0.1]);
  });

  it('S1-06 rejects a hold outside the profile unless that is allowed', () => {
    const outside = { spec: { axes: { holdMinutes: [60, 90] } }, profileHolds: [60, 240], hasProfile: true };
    expect(problems(outside)).toEqual([
      'axes.holdMinutes: 90 is not a hold of the profile (60, 240): take those, name it under grid.holds, or add ' +
        '--allow-holds-outside-profile',
    ]);
    expect(plan({ ...outside, allow: true }).axes['holdMinutes']).toEqual([60, 90]);
    // The one hold that a profile trades with is the only one that it allows.
    expect(
      problems({ params: { holdMinutes: 240 }, spec: { axes: { holdMinutes: [60] } }, hasProfile: true }),
    ).toHaveLength(1);
  });

  it('S1-06 multiplies what the profile states, or the default', () => {
    expect(plan({ spec: { multiply: { exposure: [0.8, 1, 1.2] } } }).axes['exposure']).toEqual([0.4, 0.5, 0.6]);
    const stated = plan({ params: { exposure: 0.02 }, spec: { multiply: { exposure: [0.8, 1.2] } } });
    expect(stated.axes['exposure']).toEqual([0.016, 0.024]);
    expect(problems({ spec: { multiply: { follow: [2] } } })[0]).toContain('multiplies a number');
    const twice = { axes: { exposure: [1] }, multiply: { exposure: [2] } };
    expect(problems({ spec: twice })[0]).toContain('has an axis already');
  });

  it('runs a value that stands twice once, and says so', () => {
    const { axes, notes } = plan({ strategy: 'other', spec: { axes: { fast: [5, 10, 5] } } });
    expect(axes).toEqual({ fast: [5, 10] });
    expect(notes).toEqual(['fast: 1 of 3 values stand twice and are run once']);
  });

  it('says that a parameter of the command line has no effect beside an axis that leaves it out', () => {
    const asked = { strategy: 'other', params: { fast: 7 }, typed: { fast: 7 } };
    expect(plan({ ...asked, spec: { axes: { fast: [5, 10] } } }).notes).toEqual([
      'fast: the axis goes before --params fast=7, which no cell has',
    ]);
    expect(plan({ ...asked, spec: { axes: { fast: [5, 7] } } }).notes).toEqual([]);
  });

  it('asks another strategy for at least one axis, and names its parameters', () => {
    expect(problems({ strategy: 'other' })[0]).toContain('at least one axis');
    expect(problems({ strategy: 'other' })[0]).toContain('exposure');
  });
});
