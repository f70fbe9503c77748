/**
 * What followed gates, by instrument and horizon, for all of them, those that are admitted and those that are not.
 *
 * 1. Returns before costs are tested against 0, so that a p-value says something of gates and not of the spread; what is left
 *    after costs is tested by itself.
 * 2. Windows overlap: standard errors and the bootstrap count what outcomes have in common.
 * 3. Every test of the study is counted: p-values are adjusted over all of them.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import { checkInteger } from '@assay/core/checks';
import { holm } from '@assay/core/inference';
import { mean } from '@assay/core/vector';
import { areaFigures, groupFigures } from './outcome-figures.ts';
import type { AreaFigures, GroupFigures, MeanTest } from './outcome-figures.ts';
import { checkSample, OUTCOME_GROUPS } from './outcome-sample.ts';
import type { OutcomeGroup, OutcomeSample } from './outcome-sample.ts';

/** Outcomes of gates whose hazard lies in one tenth of its scale. */
export interface HazardDecile {
  /** 0 for levels below 0.1, … 9 for levels of 0.9 or more. */
  readonly decile: number;
  readonly n: number;
  /** NaN where there is none. */
  readonly meanBp: number;
}

/** A mean with its test, adjusted for all tests of the study. */
export interface StudiedTest extends MeanTest {
  /** `p` by Holm over every group of every cell. */
  readonly adjustedP: number;
  /** The same of `netP`. */
  readonly adjustedNetP: number;
}

/** A group of gates of a cell. */
export interface StudiedGroup extends Omit<GroupFigures, 'test'> {
  readonly test: StudiedTest | undefined;
}

/** One instrument and horizon. */
export interface OutcomeCell {
  readonly instrument: string;
  readonly horizon: string;
  readonly groups: Readonly<Record<OutcomeGroup, StudiedGroup>>;
  /** Of -hazard against positive returns: above ½ where low hazard goes before them. */
  readonly hazardArea: AreaFigures;
  /** Of admit against positive returns. */
  readonly admitArea: AreaFigures;
  readonly deciles: readonly HazardDecile[];
  /** Mean return where hazard is below 0.1 less the mean of all, in basis points; NaN where there is no such gate. */
  readonly lowHazardLiftBp: number;
}

/** The whole study. */
export interface OutcomeStudy {
  readonly cells: readonly OutcomeCell[];
  /** Tests that p-values are adjusted for. */
  readonly tests: number;
}

/** How the study is made. */
export interface OutcomeStudyOptions {
  /** Resamples of each figure, ≥ 100. @default 1000 */
  readonly replications?: number | undefined;
  /** Every resample follows from it. @default '1' */
  readonly seed?: string | undefined;
}

const DECILES = 10;
const FEWEST_REPLICATIONS = 100;

/**
 * Studies what followed gates.
 *
 * @param samples - each instrument and horizon once.
 * @throws {InvalidArgumentError} if a sample is out of order or has a return that is not finite, a cell is given twice, or there
 *   are too few replications.
 *
 * @remarks
 * Look-ahead: on purpose; it describes what followed, and decides nothing.
 * Assumes: dependence between outcomes that ends with their overlap, times two.
 * Source: this project; Holm (1979), Newey and West (1987), Politis and Romano (1994), Hanley and McNeil (1982).
 */
export function studyOutcomes(samples: readonly OutcomeSample[], options: OutcomeStudyOptions = {}): OutcomeStudy {
  const { replications = 1000, seed = '1' } = options;
  checkInteger('replications', replications, FEWEST_REPLICATIONS);
  checkOnce(samples);
  samples.forEach(checkSample);
  const drafts = samples.map((sample) => draftCell(sample, replications, seed));
  const tests = drafts.flatMap(({ groups }) => OUTCOME_GROUPS.map((group) => groups[group].test));
  const known = tests.filter((test) => test !== undefined);
  const adjusted = holm(Float64Array.from(known, ({ p }) => p));
  const adjustedNet = holm(Float64Array.from(known, ({ netP }) => netP));
  const cells = drafts.map((draft): OutcomeCell => {
    const studied = OUTCOME_GROUPS.map((group): readonly [OutcomeGroup, StudiedGroup] => {
      const { test, ...rest } = draft.groups[group];
      if (test === undefined) return [group, { ...rest, test }];
      const place = known.indexOf(test);
      return [group, { ...rest, test: { ...test, adjustedP: adjusted[place], adjustedNetP: adjustedNet[place] } }];
    });
    return { ...draft, groups: Object.fromEntries(studied) as OutcomeCell['groups'] };
  });
  return { cells, tests: known.length };
}

type DraftCell = Omit<OutcomeCell, 'groups'> & { readonly groups: Readonly<Record<OutcomeGroup, GroupFigures>> };

function draftCell(sample: OutcomeSample, replications: number, seed: string): DraftCell {
  const { instrument, horizon, admit, hazard, returnBp } = sample;
  const own = (what: string): { readonly replications: number; readonly seed: string } => ({
    replications,
    seed: `outcomes/${seed}/${instrument}/${horizon}/${what}`,
  });
  const all = [...returnBp.keys()];
  const places: Readonly<Record<OutcomeGroup, readonly number[]>> = {
    ...{ all, admitted: all.filter((at) => admit[at] === 1), rejected: all.filter((at) => admit[at] !== 1) },
  };
  const groups = OUTCOME_GROUPS.map((group) => [group, groupFigures(sample, places[group], own(group))] as const);
  const deciles = decilesOf(sample);
  return {
    ...{ instrument, horizon },
    groups: Object.fromEntries(groups) as DraftCell['groups'],
    hazardArea: areaFigures(
      sample,
      hazard.map((level) => -level),
      own('hazard'),
    ),
    admitArea: areaFigures(sample, Float64Array.from(admit), own('admit')),
    deciles,
    lowHazardLiftBp: (deciles[0]?.meanBp ?? NaN) - mean(returnBp),
  };
}

function decilesOf({ hazard, returnBp }: OutcomeSample): readonly HazardDecile[] {
  return Array.from({ length: DECILES }, (_, decile) => {
    const own = returnBp.filter((_return, at) => Math.min(DECILES - 1, Math.floor(DECILES * hazard[at])) === decile);
    return { decile, n: own.length, meanBp: mean(own) };
  });
}

function checkOnce(samples: readonly OutcomeSample[]): void {
  const seen = new Set<string>();
  for (const { instrument, horizon } of samples) {
    const cell = `${instrument} ${horizon}`;
    if (seen.has(cell)) throw new InvalidArgumentError('samples', 'each instrument and horizon once', cell);
    seen.add(cell);
  }
}
