import type { RosterEntryModel, RosterModel } from '@assay/contracts/schemas';
import type { FollowedWeeks, RosterPersistence } from '@assay/quant/evidence';
import { countOf, formatNumber, formatParameter } from './format.ts';

/** An instrument's place before it is put in words. */
export type RosterPlace = Omit<RosterEntryModel, 'why' | 'wouldChange'>;

/** What a week is held against. */
export interface RosterLimits {
  readonly minTrades: number;
  readonly minSharpe: number;
  readonly minProfitFactor: number;
  readonly failuresToDisable: number;
  readonly untestedToLeave: number;
}

type Step = RosterPlace['history'][number];

/** Why an instrument stands where it stands. */
export function rosterWhy(place: RosterPlace, limits: RosterLimits): string {
  const last = place.history.at(-1);
  const judged = place.history.findLast(({ outcome }) => outcome !== 'hold');
  const held = last?.outcome === 'hold' ? `${last.week} ${heldWords(place, last, limits)} ` : '';
  if (judged === undefined) return `${held}No week has judged it: it stands as it was listed.`;
  return held + judgedWords(place, judged, limits);
}

function heldWords({ untested = 0 }: RosterPlace, { held }: Step, limits: RosterLimits): string {
  if (untested < limits.untestedToLeave) return `changed nothing: ${held ?? ''}.`;
  return `is the last of ${untested} weeks that could not test it: ${held ?? ''}. What is not tested is not in use.`;
}

function judgedWords({ state, failures }: RosterPlace, judged: Step, limits: RosterLimits): string {
  const figures = figureWords(judged, limits);
  switch (state) {
    case 'active':
      return `${judged.week} passed: ${figures}.`;
    case 'tightened':
      return `${judged.week} was borderline, one criterion missed: ${figures}.`;
    case 'failing':
      return `${judged.week} failed, ${failures} of ${limits.failuresToDisable} weeks in a row: ${figures}.`;
    case 'disabled':
      return judged.outcome === 'borderline'
        ? `Disabled before; ${judged.week} was borderline, which does not bring it back: ${figures}.`
        : `${failures} failing weeks in a row, the last one ${judged.week}: ${figures}.`;
    case 'listed':
      return `${judged.week}: ${figures}.`;
  }
}

/** What a week of the past said of its instrument, and by which figures. */
export function rosterStepWords(step: Step, limits: RosterLimits): string {
  return step.outcome === 'hold' ? `nothing judged: ${step.held ?? ''}` : figureWords(step, limits);
}

/** Each figure beside its limit; those that were missed say so. */
function figureWords({ figures, missed }: Step, limits: RosterLimits): string {
  if (figures === null) return 'no figures';
  const mark = (criterion: Step['missed'][number]): string => (missed.includes(criterion) ? ', missed' : '');
  return [
    `${countOf(figures.trades, 'trade')} (at least ${limits.minTrades}${mark('trades')})`,
    `Sharpe ratio ${formatNumber(figures.sharpe, 'ratio')} (above ${limits.minSharpe}${mark('sharpe')})`,
    `profit factor ${profitFactorText(figures)} (above ${limits.minProfitFactor}${mark('profit-factor')})`,
  ].join(', ');
}

/** A profit factor; what is held at its cap says so. */
export function profitFactorText({
  profitFactor,
  profitFactorCapped,
}: Pick<NonNullable<Step['figures']>, 'profitFactor' | 'profitFactorCapped'>): string {
  return `${profitFactorCapped ? '≥ ' : ''}${formatNumber(profitFactor, 'ratio')}`;
}

/** What would change the place of an instrument. */
export function rosterWouldChange(place: RosterPlace, limits: RosterLimits): string {
  const { tightening, untested = 0 } = place;
  const words = tighteningWords(tightening);
  const stricter =
    words === '' ? '' : ` It is judged, and to be traded, with ${words}; a passing week loosens that by one step.`;
  const next =
    untested > 0 ? `A grid with a cell of its settings, which \`assay roster update\` runs, would judge it.` : '';
  return `${next}${next === '' ? '' : ' '}${changeWords(place, limits)}${stricter}`;
}

function changeWords({ state, failures }: RosterPlace, limits: RosterLimits): string {
  const left = limits.failuresToDisable - failures;
  const more = left === 1 ? 'the next failing week disables it' : `${left} failing weeks in a row disable it`;
  switch (state) {
    case 'listed':
      return 'Its first judged week.';
    case 'active':
      return `A borderline week tightens it; ${more}.`;
    case 'tightened':
      return `It is retested next week: a passing week keeps it, another borderline one tightens it further where it can be, ${more}.`;
    case 'failing':
      return `A passing week clears it, a borderline one tightens it; ${more}.`;
    case 'disabled':
      return 'One passing week brings it back; nothing else does.';
  }
}

/** Stricter settings in words; empty where there are none. */
export function tighteningWords({ maxHazard, minRepetitions }: RosterPlace['tightening']): string {
  const parts = [
    ...(maxHazard === undefined ? [] : [`a hazard cap of ${formatParameter(maxHazard)} at most`]),
    ...(minRepetitions === undefined ? [] : [`${minRepetitions} repetitions at least`]),
  ];
  return parts.join(' and ');
}

/** How many instruments are in use, and which weeks say so. */
export function rosterHeadline({ instruments, strategy, weeks, missing }: RosterModel): readonly [string, string] {
  const on = instruments.filter(({ onRoster }) => onRoster).length;
  const span = weeks.length === 0 ? '' : `, ${weeks[0] ?? ''} to ${weeks.at(-1) ?? ''}`;
  const gaps = missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`;
  return [
    `${on} of ${countOf(instruments.length, 'instrument')} in use by ${strategy}`,
    `${countOf(weeks.length, 'week')} archived${span}${gaps}`,
  ];
}

/** What every week is held against. */
export function rosterPolicyWords({ minTrades, minSharpe, minProfitFactor }: RosterLimits): string {
  return (
    `A week passes with at least ${minTrades} trades, a Sharpe ratio above ${minSharpe} and a profit factor ` +
    `above ${minProfitFactor}; with exactly one of them missed it is borderline; what is undefined or missing holds. ` +
    // Measured by roster-noise.exam.ts.
    'An instrument is judged by the cell of its own settings, not by the best one. Of prices that go nowhere a week passes 13 %, and ' +
    '18 % are in use after half a year.'
  );
}

/** Whether passing weeks were followed by passing ones, among weeks that share no bar. */
export function rosterFollowedWords({ afterPass, afterOther }: RosterPersistence, apart: number): string {
  if (afterPass.pairs + afterOther.pairs === 0)
    return `What a passing week is worth is not known: no two judged weeks of an instrument lie ${apart} weeks apart, where they would share no bar.`;
  const passing =
    afterPass.pairs === 0
      ? `No passing week has a judged week ${apart} weeks later`
      : `Of ${countOf(afterPass.pairs, 'passing week')} ${afterPass.passed}${shareWords(afterPass)} passed again ${apart} weeks later`;
  const others =
    afterOther.pairs === 0
      ? 'there are no others to compare them with'
      : `of ${countOf(afterOther.pairs, 'other week')} ${afterOther.passed}${shareWords(afterOther)} did`;
  const isCompared = afterPass.pairs > 0 && afterOther.pairs > 0;
  const difference = isCompared ? ` ${differenceWords(afterPass, afterOther)}` : '';
  return `${passing}, where the two share no bar; ${others}.${difference}`;
}

function shareWords({ share, interval }: FollowedWeeks): string {
  const percent = (value: number): string => formatNumber(value, 'percent');
  if (interval === undefined) return ` (${percent(share)}, too few for an interval)`;
  return ` (${percent(share)}, 95 % interval ${percent(interval.lower)} to ${percent(interval.upper)})`;
}

function differenceWords({ interval: own }: FollowedWeeks, { interval: other }: FollowedWeeks): string {
  if (own === undefined || other === undefined) return 'These are too few weeks to tell the two apart.';
  if (own.lower > other.upper) return 'Passing weeks were followed by more passing ones than others were.';
  if (own.upper < other.lower) return 'Passing weeks were followed by fewer passing ones than others were.';
  return 'The intervals overlap: nothing shows that a week which passed foretells another.';
}
