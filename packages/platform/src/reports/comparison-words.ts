import type { ComparedRow, Difference, RunComparison } from '@assay/contracts/schemas';
import { countOf, formatNumber, MISSING } from './format.ts';
import { metricWords } from './metric-catalogue.ts';

/** Measures whose change is told of each row. */
const SHOWN_METRICS = ['totalReturn', 'excessSharpeRatio', 'deflatedSharpe'];

/** What two runs have in common and what not, in one sentence made of their records. */
export function comparisonAnswer({ inputs, rows }: RunComparison): string {
  const both = rows.filter(({ first, second }) => first !== undefined && second !== undefined);
  const changed = both.filter(({ differences }) => differences.length > 0);
  const verdicts = both.filter(({ first, second }) => first?.verdict !== second?.verdict);
  const alone = rows.length - both.length;
  if (inputs.length === 0 && changed.length === 0 && alone === 0) return 'The two runs are the same.';
  const went =
    inputs.length === 0
      ? 'The same went in'
      : `${countOf(inputs.length, 'value')} that went in ${inputs.length === 1 ? 'differs' : 'differ'}`;
  const came =
    changed.length === 0
      ? 'what came out of the rows of both is the same'
      : `${countOf(changed.length, 'row')} of ${both.length} came out otherwise, ${verdicts.length === 0 ? 'none' : countOf(verdicts.length, 'row')} with another verdict`;
  const only = alone === 0 ? '' : `; ${countOf(alone, 'row')} ${alone === 1 ? 'stands' : 'stand'} in one run only`;
  return `${went}; ${came}${only}.`;
}

/** What changed of one row: presence, verdict, score, return. */
export function comparedRowWords({ first, second, differences }: ComparedRow): string {
  if (first === undefined) return 'only in the second run';
  if (second === undefined) return 'only in the first run';
  if (differences.length === 0) return 'the same';
  const parts = [
    ...(first.verdict === second.verdict ? [] : [`${first.verdict} became ${second.verdict}`]),
    ...(first.score === second.score ? [] : [pair('score', first.score, second.score, 'ratio')]),
    ...SHOWN_METRICS.flatMap((name) => metricChange(name, first.metrics[name] ?? null, second.metrics[name] ?? null)),
    ...(first.trades === second.trades ? [] : [`${first.trades} → ${second.trades} trades`]),
    ...(first.trials === second.trials ? [] : [`${first.trials} → ${second.trials} trials`]),
  ];
  return parts.length === 0 ? countOf(differences.length, 'value') : parts.join('; ');
}

/** Both sides of a difference as text. */
export function differenceWords({ first, second }: Difference): readonly [string, string] {
  const text = (value: Difference['first']): string => (value === null ? MISSING : String(value));
  return [text(first), text(second)];
}

function metricChange(name: string, was: number | null, is: number | null): readonly string[] {
  if (was === is) return [];
  const { label, unit } = metricWords(name);
  // What no digit shows stands among the differences below.
  if (formatNumber(was, unit) === formatNumber(is, unit)) return [];
  return [pair(label, was, is, unit)];
}

function pair(label: string, was: number | null, is: number | null, unit: Parameters<typeof formatNumber>[1]): string {
  return `${label} ${formatNumber(was, unit)} → ${formatNumber(is, unit)}`;
}
