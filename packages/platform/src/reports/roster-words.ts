import type { RosterEntryModel } from '@assay/contracts/schemas';
import { countOf, formatNumber, formatParameter } from './format.ts';

/** An instrument's place before it is put in words. */
export type RosterPlace = Omit<RosterEntryModel, 'why' | 'wouldChange'>;

/** What a week is held against. */
export interface RosterLimits {
  readonly minTrades: number;
  readonly minSharpe: number;
  readonly minProfitFactor: number;
  readonly failuresToDisable: number;
}

type Step = RosterPlace['history'][number];

/** Why an instrument stands where it stands. */
export function rosterWhy(place: RosterPlace, limits: RosterLimits): string {
  const last = place.history.at(-1);
  const judged = place.history.findLast(({ outcome }) => outcome !== 'hold');
  const held = last?.outcome === 'hold' ? `${last.week} changed nothing: ${last.held ?? ''}. ` : '';
  if (judged === undefined) return `${held}No week has judged it: it stands as it was listed.`;
  return held + judgedWords(place, judged, limits);
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

/** Each figure beside its limit; those that were missed say so. */
function figureWords({ figures, missed }: Step, limits: RosterLimits): string {
  if (figures === null) return 'no figures';
  const mark = (criterion: Step['missed'][number]): string => (missed.includes(criterion) ? ', missed' : '');
  const cell = figures.qualified ? [] : ['no cell qualifies, so the best of all is taken'];
  return [
    ...cell,
    `${countOf(figures.trades, 'trade')} (at least ${limits.minTrades}${mark('trades')})`,
    `Sharpe ratio ${formatNumber(figures.sharpe, 'ratio')} (above ${limits.minSharpe}${mark('sharpe')})`,
    `profit factor ${formatNumber(figures.profitFactor, 'ratio')} (above ${limits.minProfitFactor}${mark('profit-factor')})`,
  ].join(', ');
}

/** What would change the place of an instrument. */
export function rosterWouldChange({ state, failures, tightening }: RosterPlace, limits: RosterLimits): string {
  const stricter = tighteningWords(tightening);
  const left = limits.failuresToDisable - failures;
  const more = left === 1 ? 'the next failing week disables it' : `${left} failing weeks in a row disable it`;
  switch (state) {
    case 'listed':
      return 'Its first judged week.';
    case 'active':
      return `A borderline week tightens it; ${more}.${stricter}`;
    case 'tightened':
      return `It is retested next week: a passing week keeps it, another borderline one tightens it further, ${more}.${stricter}`;
    case 'failing':
      return `A passing week clears it, a borderline one tightens it; ${more}.${stricter}`;
    case 'disabled':
      return 'One passing week brings it back; nothing else does.';
  }
}

/** Stricter settings as a sentence; empty where there are none. */
export function tighteningWords({ maxHazard, minRepetitions }: RosterPlace['tightening']): string {
  const parts = [
    ...(maxHazard === undefined ? [] : [`a hazard cap of ${formatParameter(maxHazard)} at most`]),
    ...(minRepetitions === undefined ? [] : [`${minRepetitions} repetitions at least`]),
  ];
  return parts.length === 0 ? '' : ` Only cells with ${parts.join(' and ')} are considered.`;
}
