import { formatIsoDate } from '@assay/core/time';
import { findTrial } from '../../research/index.ts';
import type { FoundTrial } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { annualText, effectiveText, paramsText } from './list-trials.ts';

/** `assay trials show`. */
export async function showTrialCommand(key: string, options: SharedOptions, context: CommandContext): Promise<void> {
  const found = await findTrial(await workspaceOf(options, context), key);
  if (options.json === true) return printJson(context, found);
  printLine(context, trialText(found));
}

function trialText({ trial, family, returns }: FoundTrial): string {
  const number = (value: number | null): string => (value === null ? 'none' : value.toPrecision(4));
  const facts: readonly (readonly [string, string])[] = [
    ['trial', trial.key],
    ['strategy', trial.strategy],
    ['parameters', paramsText(trial.params) || 'none'],
    ['asked by', trial.role],
    ['instruments', trial.instruments.join(', ')],
    ['timeframe', trial.timeframe],
    ['period', `${formatIsoDate(trial.from)} to ${formatIsoDate(trial.to)}, ${countOf(trial.n, 'return')}`],
    ['Sharpe ratio', `${annualText(trial)} a year, ${number(trial.sharpe)} a period, in excess of the benchmark`],
    ['skewness', number(trial.skewness)],
    ['kurtosis', number(trial.kurtosis)],
    ['family', `${countOf(family.count, 'trial')} on overlapping data${effectiveText(family, family.count)}`],
    [
      'returns',
      returns === null ? 'gone: the run that made them was removed' : `${returns.file}, column ${returns.column}`,
    ],
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts.map(([name, value]) => `${name.padEnd(width)}${value}`).join('\n');
}
