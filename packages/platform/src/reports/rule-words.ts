import type { RankingRow } from '@assay/contracts/schemas';
import { formatLimit, formatNumber, formatPair, isNumber, wordsOf } from './format.ts';
import type { Unit } from './format.ts';
import { undefinedWords } from './metric-catalogue.ts';

type Check = RankingRow['checks'][number];
type Reason = RankingRow['reasons'][number];

/** How a rule reads. */
interface RuleWords {
  readonly label: string;
  readonly unit: Unit;
  /** Whole sentences for rules that find something or do not. */
  readonly found?: { readonly failed: string; readonly passed: string };
}

const RULES: Readonly<Record<string, RuleWords>> = {
  'strategy-failed': {
    label: 'Strategy',
    unit: 'count',
    found: { failed: 'its strategy failed', passed: 'its strategy did not fail' },
  },
  leak: {
    label: 'Leak',
    unit: 'count',
    found: {
      failed: 'a decision or fill changed when the future was cut off',
      passed: 'no decision changed when the future was cut off',
    },
  },
  'no-trades': {
    label: 'Trades at all',
    unit: 'count',
    found: { failed: 'it never closed a trade', passed: 'it closed at least one trade' },
  },
  'max-drawdown': { label: 'Maximum drawdown', unit: 'percent' },
  fragility: { label: 'Fragility', unit: 'ratio' },
  'reject-rate': { label: 'Share of orders refused', unit: 'percent' },
  nondeterministic: {
    label: 'Repeatability',
    unit: 'count',
    found: { failed: 'a second run on the same data differed', passed: 'a second run on the same data agreed' },
  },
  'leak-test-failed': {
    label: 'Leak test',
    unit: 'count',
    found: { failed: 'the strategy failed in the leak test', passed: 'the leak test ran to its end' },
  },
  'min-trades': { label: 'Trades ended by a decision', unit: 'count' },
  'minimum-track-record': { label: 'Number of periods on record', unit: 'periods' },
  'deflated-sharpe': { label: 'Deflated Sharpe probability', unit: 'probability' },
  'deflated-sharpe-at-null': { label: 'Deflated Sharpe probability (zero-edge error)', unit: 'probability' },
  'superior-ability': { label: 'Test of superior ability, p-value', unit: 'probability' },
  'reality-check': { label: 'Reality check, p-value', unit: 'probability' },
  overfitting: { label: 'Probability of backtest overfitting', unit: 'probability' },
  'stressed-costs-sharpe': { label: 'Annual Sharpe ratio at stressed costs', unit: 'ratio' },
  'stressed-costs-mean': { label: 'Mean return of a period at stressed costs', unit: 'percent' },
  'stress-failed': {
    label: 'Stress',
    unit: 'count',
    found: { failed: 'the stress of the row failed', passed: 'the stress ran to its end' },
  },
  'regime-dependency': { label: 'Dependency on one regime', unit: 'ratio' },
  'walk-forward-loss': { label: 'Share of the record in losing test windows', unit: 'percent' },
  'monte-carlo-drawdown-p95': { label: 'Resampled drawdown, 95 % quantile', unit: 'percent' },
  'monte-carlo-ruin': { label: 'Resampled probability of ruin', unit: 'probability' },
  'monte-carlo-return-p5': { label: 'Resampled return, 5 % quantile', unit: 'percent' },
  'suspicious-sharpe': { label: 'Annual Sharpe ratio', unit: 'ratio' },
  'suspicious-excess-sharpe': { label: 'Annual excess Sharpe ratio', unit: 'ratio' },
  'suspicious-return': { label: 'Total return', unit: 'percent' },
  'suspicious-win-rate': { label: 'Share of winning trades', unit: 'percent' },
  'suspicious-period-return': { label: 'Largest return of one period', unit: 'percent' },
  'suspicious-profit-factor': { label: 'Profit factor', unit: 'ratio' },
};

/** Names of all rules that have words of their own. */
export const RULE_NAMES: readonly string[] = Object.keys(RULES);

const NOTES: Readonly<Record<string, string>> = {
  'mean-not-positive': 'the neighbours earn nothing on average',
  'no-neighbour': 'no parameter can be moved',
  'costs-times-1': 'at the costs as declared',
  'costs-times-1.25': 'at 1.25 times the costs',
  'costs-times-1.5': 'at 1.5 times the costs',
  'costs-times-2': 'at twice the costs',
};

/** Name of a rule for a table. */
export function ruleLabel(rule: string): string {
  return wordsFor(rule).label;
}

/** Value and limit of a check as texts that never look equal when they are not. */
export function checkFigures({ rule, value, limit }: Reason): { readonly value: string; readonly limit: string } {
  return formatPair(value, limit, wordsFor(rule).unit);
}

/** What was being made when a strategy failed. */
const FAILED_AT: Readonly<Record<string, string>> = {
  sweep: 'while its parameter sets were tried',
  neighbour: 'while its parameters were moved a little',
  row: 'while its record was made',
  costs: 'while its record was made at other costs',
  failed: 'when it was asked about its parameters',
};

/** What a check found, in one clause; a reason takes its comparison and outcome from the check of the same rule. */
export function reasonWords(reason: Reason, checks: readonly Check[], failure?: RankingRow['failure']): string {
  if (failure !== undefined && reason.rule === 'strategy-failed')
    return `${failure.message} ${FAILED_AT[failure.step] ?? ''}`.trim();
  const check = checks.find(({ rule }) => rule === reason.rule);
  const words = wordsFor(reason.rule);
  const note = reason.note === undefined ? '' : ` (${NOTES[reason.note] ?? wordsOf(reason.note)})`;
  if (check !== undefined && words.found !== undefined) return words.found[check.passed ? 'passed' : 'failed'] + note;
  return figureWords(reason, words, check) + note;
}

/** Decisive reasons of a row, in order. */
export function rowReasons(row: Pick<RankingRow, 'reasons' | 'checks' | 'failure'>): readonly string[] {
  return row.reasons.map((reason) => reasonWords(reason, row.checks, row.failure));
}

/** The decisive reasons of a row in as few characters as a table has: `deflated Sharpe probability 0.91 < 0.95`. */
export function terseReasons({
  reasons,
  checks,
  failure,
}: Pick<RankingRow, 'reasons' | 'checks' | 'failure'>): readonly string[] {
  return reasons.map((reason) => {
    const check = checks.find(({ rule }) => rule === reason.rule);
    const words = wordsFor(reason.rule);
    const isPlain =
      check === undefined || words.found !== undefined || !isNumber(reason.value) || !isNumber(reason.limit);
    const sign = check === undefined ? undefined : SIGNS[`${check.comparison}${check.passed ? '' : ' failed'}`];
    if (isPlain || sign === undefined) return reasonWords(reason, checks, failure);
    const { value, limit } = checkFigures(reason);
    const relation = /^[<>]/.test(value) ? ', limit' : ` ${sign}`;
    return `${subjectOf(words)} ${value}${relation} ${limit}`;
  });
}

const SIGNS: Readonly<Record<string, string>> = {
  '<=': '≤',
  '<= failed': '>',
  '>=': '≥',
  '>= failed': '<',
  '>': '>',
  '> failed': '≤',
};

function subjectOf({ label }: RuleWords): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}

function figureWords(reason: Reason, words: RuleWords, check: Check | undefined): string {
  const { unit } = words;
  const subject = subjectOf(words);
  const why = reason.undefinedReason === undefined ? '' : `: ${undefinedWords(reason.undefinedReason)}`;
  if (!isNumber(reason.value)) {
    const limit = isNumber(reason.limit) ? ` (limit ${formatLimit(reason.limit, unit)})` : '';
    return `${subject} does not exist${limit}${why}`;
  }
  if (!isNumber(reason.limit)) return `${subject}: ${formatNumber(reason.value, unit)}; its limit does not exist${why}`;
  const { value, limit } = formatPair(reason.value, reason.limit, unit);
  return `${subject}: ${value}${relation(check)} ${limit}`;
}

function relation(check: Check | undefined): string {
  if (check === undefined) return ', limit';
  if (check.comparison === '<=') return check.passed ? ', within the limit of' : ', above the limit of';
  if (check.comparison === '>=') return check.passed ? ', which reaches the required' : ', below the required';
  if (check.comparison === '>') return check.passed ? ', above' : ', not above';
  return `, ${check.passed ? 'passed' : 'failed'}: must be ${check.comparison}`;
}

function wordsFor(rule: string): RuleWords {
  if (Object.hasOwn(RULES, rule)) return RULES[rule] as RuleWords;
  const label = wordsOf(rule);
  return { label: label.charAt(0).toUpperCase() + label.slice(1), unit: 'small' };
}
