import { explainMetric, EXPLAINED_METRICS } from '../../explain/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { renderTable } from '../text-table.ts';

/** `assay explain metric`. */
export function explainMetricCommand(name: string | undefined, options: SharedOptions, context: CommandContext): void {
  if (name === undefined) {
    const all = EXPLAINED_METRICS.map(explainMetric);
    if (options.json === true) return printJson(context, all);
    const titles = [{ title: 'Metric' }, { title: 'What it is' }, { title: 'Unit' }];
    const rows = all.map((metric) => [metric.name, metric.label, metric.unit]);
    return printLine(context, renderTable(titles, rows));
  }
  const metric = explainMetric(name);
  if (options.json === true) return printJson(context, metric);
  const facts: readonly (readonly [string, string])[] = [
    ['metric', `${metric.name}: ${metric.label}`],
    ['formula', metric.formula],
    ['unit', metric.unit],
    ['domain', metric.domain],
    ['none where', metric.nullWhen],
    ['source', metric.source],
    ['explained in', metric.docs],
    ['read by', metric.rules.join(', ') || 'no rule of the verdict'],
  ];
  printLine(context, facts.map(([title, text]) => `${title.padEnd(14)}${text}`).join('\n'));
}
