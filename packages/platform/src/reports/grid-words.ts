import type { GridEvidence, GridResult } from '@assay/contracts/schemas';
import { countOf, formatList, formatNumber } from './format.ts';

/** What is said of the best cell of a grid. */
export type GridVerdict = GridEvidence['verdict'];

/** What a verdict on the best cell goes by. */
export interface JudgedBest extends Omit<GridEvidence, 'verdict' | 'words'> {
  readonly tags: readonly string[];
  readonly nTrades: number;
}

/** Limits that it is held against. */
export interface GridLimits {
  readonly minTrades: number;
  readonly confidence: number;
  readonly maxPbo: number;
}

/** Fewest combinations for which a probability of overfitting decides anything. */
const FEWEST_SETS = 10;

/**
 * What may be said of the best cell of a grid. It was chosen on the period that it is shown for, so that no word accepts it.
 *
 * A leak comes first; then too little to say anything; then what luck explains; then what is too good to be believed.
 */
export function gridVerdict(best: JudgedBest, limits: GridLimits): GridVerdict {
  if (best.leak.outcome === 'leak') return 'leak';
  if (best.leak.outcome === 'nondeterministic' || best.leak.outcome === 'failed') return 'insufficient';
  if (best.nTrades < limits.minTrades || best.deflatedSharpe.value === null) return 'insufficient';
  if (luckReasons(best, limits).length > 0) return 'luck';
  return best.tags.includes('too-good') ? 'suspicious' : 'unproven';
}

/** The same in sentences, with the figures that led to it. */
export function gridVerdictWords(verdict: GridVerdict, best: JudgedBest, limits: GridLimits): readonly string[] {
  const costs = pessimisticWords(best);
  switch (verdict) {
    case 'leak':
      return ['With its future cut off it did otherwise: it used what it could not know, and its figures say nothing.'];
    case 'insufficient':
      return insufficientWords(best, limits);
    case 'luck':
      return [...luckReasons(best, limits), ...costs];
    case 'suspicious':
      return ['It is too good to be believed before its trades have been traced.', ...costs];
    case 'unproven':
      return [
        `Luck among ${trialsOf(best)} does not explain it: probability ${probability(judgedDeflation(best))} that its ` +
          `Sharpe ratio is above the ${ratio(best.expectedMaximum.value)} that luck finds.`,
        'Its parameters were chosen on this very period: only a walk-forward (`assay research run`) can make it a candidate.',
        ...costs,
      ];
  }
}

/** The deflated Sharpe ratio that is held against the limit: the smaller one, without credit for skew or with it; null where undefined. */
export function judgedDeflation({
  deflatedSharpe,
  deflatedSharpeAtNull,
}: Pick<JudgedBest, 'deflatedSharpe' | 'deflatedSharpeAtNull'>): number | null {
  if (deflatedSharpe.value === null || deflatedSharpeAtNull.value === null) return null;
  return Math.min(deflatedSharpe.value, deflatedSharpeAtNull.value);
}

function insufficientWords(best: JudgedBest, { minTrades }: GridLimits): readonly string[] {
  if (best.leak.outcome === 'nondeterministic') return ['Run again on the same data it did something else.'];
  if (best.leak.outcome === 'failed') return ['It failed while its future was cut off or replaced.'];
  if (best.nTrades < minTrades) return [`${best.nTrades} trades say too little; ${minTrades} are the least.`];
  return ['Its Sharpe ratio is undefined, so that luck cannot be told from skill.'];
}

function luckReasons(best: JudgedBest, { confidence, maxPbo }: GridLimits): readonly string[] {
  const deflated = judgedDeflation(best) ?? 0;
  const reasons: string[] = [];
  if (deflated < confidence) {
    reasons.push(
      `The best of ${trialsOf(best)} reaches a Sharpe ratio of ${ratio(best.expectedMaximum.value)} without ` +
        `any edge, this one ${ratio(best.excessSharpe.value)} beyond matched buy and hold; probability ${probability(deflated)} ` +
        `that it is above, ${confidence} is asked for.`,
    );
  }
  const { overfitting } = best;
  if (overfitting !== null && overfitting.sets >= FEWEST_SETS && (overfitting.pbo.value ?? 0) > maxPbo) {
    reasons.push(
      `Choosing in this grid is overfitting: what was best in one half of the days came in the lower half of the others with ` +
        `probability ${probability(overfitting.pbo.value)}, ${maxPbo} at most is asked for.`,
    );
  }
  return reasons;
}

function pessimisticWords({ pessimistic }: JudgedBest): readonly string[] {
  const { returnFraction } = pessimistic;
  if (returnFraction === null) return [];
  const end = returnFraction > 0 ? 'it would still gain' : 'nothing would be left of it:';
  return [`Under pessimistic fills ${end} ${formatNumber(returnFraction, 'percent')}.`];
}

function trialsOf({ trials }: JudgedBest): string {
  return `${formatNumber(trials, 'count')} ${trials === 1 ? 'trial' : 'trials'}`;
}

function ratio(value: number | null): string {
  return formatNumber(value, 'ratio');
}

function probability(value: number | null): string {
  return formatNumber(value, 'probability');
}

/** Names of the verdicts. */
export const GRID_VERDICT_NAMES: Readonly<Record<GridVerdict, string>> = {
  insufficient: 'Insufficient',
  leak: 'A leak',
  luck: 'Luck explains it',
  suspicious: 'Suspicious',
  unproven: 'Not explained by luck, not proven',
};

/** Tags of a cell in words. */
export const GRID_TAG_WORDS: Readonly<Record<string, string>> = {
  'few-trades': 'few trades',
  loss: 'no profit',
  'profit-factor-below-1': 'profit factor below 1',
  'sharpe-not-positive': 'Sharpe ratio not above 0',
  'drawdown-above-pnl': 'drawdown above profit',
  'mostly-derived': 'mostly derived gates',
  'too-good': 'too good to be believed',
};

/** What a grid came to, in a sentence. */
export function gridHeadline({ instruments }: GridResult): string {
  const n = instruments.length;
  const cells = instruments.reduce((sum, one) => sum + one.cells.length, 0);
  const open = instruments
    .filter(({ evidence }) => evidence?.verdict === 'unproven')
    .map(({ instrument }) => instrument);
  const shown = instruments.filter(({ best }) => best !== null).length;
  const tried = `${countOf(cells, 'cell')} on ${countOf(n, 'instrument')}`;
  if (shown === 0) return `${tried}: no cell qualifies, and none is shown as the best.`;
  if (open.length === 0)
    return `${tried}: ${shown} ${shown === 1 ? 'instrument has a best cell, and it may not' : 'instruments have a best cell, and none of them may'} be believed.`;
  return `${tried}: luck among the trials does not explain the best cell of ${formatList(open)}; a walk-forward has to.`;
}
