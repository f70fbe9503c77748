/**
 * What followed gates, by instrument and horizon, for all of them, those that are admitted and those that are not.
 *
 * 1. Returns before costs are tested against 0, so that a p-value says something of gates and not of the spread; what is left
 *    after costs is tested by itself.
 * 2. Windows overlap, in clusters and with gaps: standard errors count what outcomes have in common.
 * 3. Every test of the study is counted: p-values before and after costs are adjusted over all of them, as one family.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import { holm } from '@assay/core/inference';
import { areaFigures, hazardDeciles, hazardLift } from './hazard-figures.ts';
import type { AreaFigures, HazardDecile, HazardLift } from './hazard-figures.ts';
import { groupFigures } from './outcome-figures.ts';
import type { GroupFigures, MeanTest } from './outcome-figures.ts';
import { checkSample, OUTCOME_GROUPS, placesWhere } from './outcome-sample.ts';
import type { OutcomeGroup, OutcomeSample } from './outcome-sample.ts';

/** A mean with its test, adjusted for all tests of the study. */
export interface StudiedTest extends MeanTest {
  /** `p` by Holm over every `p` and `netP` of every group of every cell. */
  readonly adjustedP: number;
  /** `netP` by the same; NaN where that is. */
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
  readonly lowHazardLift: HazardLift;
}

/** The whole study. */
export interface OutcomeStudy {
  readonly cells: readonly OutcomeCell[];
  /** Tests that p-values are adjusted for: before costs, and after them where they are known. */
  readonly tests: number;
}

/**
 * Studies what followed gates.
 *
 * @param samples - each instrument and horizon once.
 * @throws {InvalidArgumentError} if a sample is out of order or has a return that is not finite, or a cell is given twice.
 *
 * @remarks
 * Look-ahead: on purpose; it describes what followed, and decides nothing.
 * Assumes: outcomes that have moves in common where their windows overlap, and little beyond (`windowMean`).
 * Source: this project; Holm (1979), Lazarus, Lewis, Stock and Watson (2018), DeLong, DeLong and Clarke-Pearson (1988).
 */
export function studyOutcomes(samples: readonly OutcomeSample[]): OutcomeStudy {
  checkOnce(samples);
  samples.forEach(checkSample);
  const drafts = samples.map(draftCell);
  const tests = drafts.flatMap(({ groups }) => OUTCOME_GROUPS.map((group) => groups[group].test));
  const made = tests.flatMap((test) => (test === undefined ? [] : [test.p, test.netP]));
  // A test that cannot be made cannot reject: it is none of the family.
  const family = made.filter((p) => !Number.isNaN(p));
  const values = holm(Float64Array.from(family)).values();
  const adjusted = made.map((p) => (Number.isNaN(p) ? NaN : (values.next().value as number))).values();
  const next = (): number => adjusted.next().value as number;
  const cells = drafts.map((draft): OutcomeCell => {
    const studied = OUTCOME_GROUPS.map((group): readonly [OutcomeGroup, StudiedGroup] => {
      const { test, ...rest } = draft.groups[group];
      return [group, { ...rest, test: test && { ...test, adjustedP: next(), adjustedNetP: next() } }];
    });
    return { ...draft, groups: Object.fromEntries(studied) as OutcomeCell['groups'] };
  });
  return { cells, tests: family.length };
}

type DraftCell = Omit<OutcomeCell, 'groups'> & { readonly groups: Readonly<Record<OutcomeGroup, GroupFigures>> };

function draftCell(sample: OutcomeSample): DraftCell {
  const { instrument, horizon, admit, hazard } = sample;
  return {
    ...{ instrument, horizon },
    groups: {
      all: groupFigures(
        sample,
        placesWhere(sample, () => true),
      ),
      admitted: groupFigures(
        sample,
        placesWhere(sample, (at) => admit[at] === 1),
      ),
      rejected: groupFigures(
        sample,
        placesWhere(sample, (at) => admit[at] !== 1),
      ),
    },
    hazardArea: areaFigures(
      sample,
      hazard.map((level) => -level),
    ),
    admitArea: areaFigures(sample, Float64Array.from(admit)),
    deciles: hazardDeciles(sample),
    lowHazardLift: hazardLift(sample),
  };
}

function checkOnce(samples: readonly OutcomeSample[]): void {
  const seen = new Set<string>();
  for (const { instrument, horizon } of samples) {
    const cell = `${instrument} ${horizon}`;
    if (seen.has(cell)) throw new InvalidArgumentError('samples', 'each instrument and horizon once', cell);
    seen.add(cell);
  }
}
