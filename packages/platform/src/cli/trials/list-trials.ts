import { formatIsoDate } from '@assay/core/time';
import type { TrialRecord } from '@assay/quant/evidence';
import { trialFamilies } from '../../research/index.ts';
import type { EffectiveCount, TrialFamily } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, renderTable } from '../text-table.ts';

/** Options of `assay trials list`. */
export interface TrialsListOptions extends SharedOptions {
  readonly instrument?: string;
  readonly strategy?: string;
}

const SHORT_KEY = 12;

/** `assay trials list`. */
export async function listTrialsCommand(options: TrialsListOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const { instrument, strategy } = options;
  const families = await trialFamilies(workspace, { instrument, strategy });
  if (options.json === true) return printJson(context, { families });
  if (families.length === 0) {
    const isFiltered = instrument !== undefined || strategy !== undefined;
    return printLine(context, isFiltered ? 'no such trial' : 'no trial yet: `assay demo` makes some');
  }
  printLine(context, families.map(familyText).join('\n\n'));
}

function familyText(family: TrialFamily): string {
  const { instruments, from, to, trials, count } = family;
  const shown = trials.length === count ? '' : `, ${trials.length} of them shown`;
  const title =
    `${instruments.join(', ')}, ${formatIsoDate(from)} to ${formatIsoDate(to)}: ${countOf(count, 'trial')}` +
    `${effectiveText(family, count)}${shown}`;
  const rows = trials.map((trial) => [
    trial.key.slice(0, SHORT_KEY),
    trial.strategy,
    paramsText(trial.params),
    trial.role,
    annualText(trial),
    String(trial.n),
  ]);
  const titles = [
    { title: 'Key' },
    { title: 'Strategy' },
    { title: 'Parameters' },
    { title: 'Asked by' },
    { title: 'Sharpe, annual', align: 'right' as const },
    { title: 'Periods', align: 'right' as const },
  ];
  return `${title}\n${renderTable(titles, rows)}`;
}

/** How many independent trials so many amount to. */
export function effectiveText({ effective, correlated }: EffectiveCount, count: number): string {
  if (effective === null) return ' (their returns are gone)';
  const alone = count === correlated ? '' : `, ${count - correlated} without returns counted as independent`;
  return ` (about ${effective.toFixed(1)} independent${alone})`;
}

/** Annual Sharpe ratio of a trial, in excess of the benchmark. */
export function annualText({ sharpe, periodsPerYear }: TrialRecord): string {
  return sharpe === null ? 'none' : (sharpe * Math.sqrt(periodsPerYear)).toFixed(2);
}

/** Parameters in a line. */
export function paramsText(params: TrialRecord['params']): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}
