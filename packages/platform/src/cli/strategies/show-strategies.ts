import path from 'node:path';
import { STRATEGIES, strategyByName } from '@assay/quant/strategy';
import type { ParameterSpec, StrategyDefinition } from '@assay/quant/strategy';
import { isModulePath } from '../../workers/index.ts';
import type { StrategyDescription } from '../../workers/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { renderTable } from '../text-table.ts';
import { inspectModuleFile } from './inspect-module.ts';

/** `assay strategies list`. */
export function listStrategies(options: SharedOptions, context: CommandContext): void {
  if (options.json === true) return printJson(context, STRATEGIES.map(described));
  const rows = STRATEGIES.map(({ name, parameters, summary }) => [
    name,
    parameters.map((parameter) => parameter.name).join(', ') || '-',
    summary,
  ]);
  printLine(context, renderTable([{ title: 'Strategy' }, { title: 'Parameters' }, { title: 'What it does' }], rows));
}

/** `assay strategies show`: found as a research run finds it, a module of the user in the sandbox. */
export async function showStrategy(nameOrFile: string, options: SharedOptions, context: CommandContext): Promise<void> {
  const isModule = isModulePath(nameOrFile);
  const description = isModule
    ? await inspectModuleFile(path.resolve(context.cwd, nameOrFile))
    : { ...described(strategyByName(nameOrFile)), identity: nameOrFile };
  if (options.json === true) printJson(context, description);
  else printLine(context, strategyText(description));
}

function described({ name, summary, source, parameters }: StrategyDefinition): StrategyDescription {
  return { name, summary, source, parameters };
}

function strategyText(strategy: StrategyDescription & { readonly identity: string }): string {
  const { name, summary, source, parameters, identity } = strategy;
  const rows = parameters.map((spec) => [spec.name, spec.type, String(spec.default), rangeText(spec), noteText(spec)]);
  const titles = ['Parameter', 'Type', 'Default', 'Allowed', 'What it does'].map((title) => ({ title }));
  return [
    `${name}${identity === name ? '' : ` (${identity})`}`,
    summary,
    `source: ${source}`,
    '',
    rows.length === 0 ? 'It has no parameters.' : renderTable(titles, rows),
  ].join('\n');
}

function rangeText({ type, min, max, choices }: ParameterSpec): string {
  if (type === 'boolean') return 'true, false';
  if (choices !== undefined) return choices.join(', ');
  if (min === undefined && max === undefined) return 'any';
  if (max === undefined) return `>= ${min}`;
  return min === undefined ? `<= ${max}` : `${min} to ${max}`;
}

function noteText({ description, nominal }: ParameterSpec): string {
  return nominal === true ? `${description} A label: it has no neighbourhood.` : description;
}
