import type { ResearchRecord } from '@assay/contracts/schemas';
import { countOf } from '../text-table.ts';

const NOT_REACHED = 'not reached';

/** The six fields of a run's record, a line each. */
export function recordLines(record: ResearchRecord): readonly string[] {
  const { explain, understand, execute, interpret, validate, decide, partial } = record;
  const fields: readonly (readonly [string, string])[] = [
    ['explain', explain === null ? NOT_REACHED : explainText(explain)],
    ['understand', understand?.replaceAll(/\s+/gu, ' ') ?? NOT_REACHED],
    ['execute', execute === null ? NOT_REACHED : executeText(execute)],
    ['interpret', interpret === null ? NOT_REACHED : interpretText(interpret)],
    ['validate', validate === null ? NOT_REACHED : validateText(validate)],
    ['decide', decide === null ? NOT_REACHED : decideText(decide)],
  ];
  const lines = fields.map(([name, text]) => `${name.padEnd(12)}${text.trim()}`);
  return partial ? ['partial record: the run has not come to its end', ...lines] : lines;
}

type Field<Name extends keyof ResearchRecord> = NonNullable<ResearchRecord[Name]>;

function explainText({ rows, strategies, datasets, benchmark }: Field<'explain'>): string {
  const sets = strategies.reduce((sum, { parameterSets }) => sum + parameterSets, 0);
  const what = `${countOf(rows.length, 'row')} of ${countOf(sets, 'parameter set')}`;
  return `${what} on ${datasets.join(', ')}, against ${benchmark}`;
}

function executeText({ trials, priorTrials, fillContract, seed }: Field<'execute'>): string {
  return `${countOf(trials, 'trial')}, ${priorTrials} made before; fills ${fillContract}; seed ${seed}`;
}

function interpretText({ rows, investigate }: Field<'interpret'>): string {
  const ids = [...new Set(investigate.map(({ id }) => id))];
  const looked = ids.length === 0 ? 'no figure is too good to be taken as it is' : `look into ${ids.join(', ')}`;
  const found = rows.flatMap(({ id, excessSharpe }) => (excessSharpe === null ? [] : [{ id, excessSharpe }]));
  const best = found.toSorted((one, other) => other.excessSharpe - one.excessSharpe)[0];
  if (best === undefined) return `no row has a Sharpe ratio; ${looked}`;
  return `highest excess Sharpe ratio ${best.excessSharpe.toFixed(2)} (${best.id}); ${looked}`;
}

function validateText({ ran, notRun }: Field<'validate'>): string {
  const failed = ran.filter(({ rows, passed }) => passed < rows);
  const left = [...new Set(notRun.map(({ check }) => check))];
  const parts = [
    `${countOf(ran.length, 'check')}, ${ran.length - failed.length} passed on every row`,
    ...(failed.length === 0
      ? []
      : [`passed by some: ${failed.map(({ check, rows, passed }) => `${check} ${passed}/${rows}`).join(', ')}`]),
    ...(left.length === 0 ? [] : [`not applied to every row: ${left.join(', ')}`]),
  ];
  return parts.join('; ');
}

function decideText({ rows }: Field<'decide'>): string {
  const counts = new Map<string, number>();
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}
