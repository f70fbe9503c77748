/** What a metric is: from the catalogue of reports and the registry of measures. */
import type { MetricExplanation } from '@assay/contracts/schemas';
import { nearestName } from '@assay/core/checks';
import { InvariantError, NotFoundError } from '@assay/core/errors';
import { MEASURES, UNDEFINED_REASONS } from '@assay/quant/analysis';
import type { UndefinedReason } from '@assay/quant/analysis';
import { METRIC_NAMES, metricWords } from '../../reports/index.ts';
import { EVIDENCE_METRICS, RULES_OF_METRICS } from './evidence-metrics.ts';

/** Names of every metric that can be explained, those of rankings first, then the others of the registry. */
export const EXPLAINED_METRICS: readonly string[] = [
  ...METRIC_NAMES,
  ...MEASURES.map(({ id }) => id).filter((id) => !METRIC_NAMES.includes(id)),
];

/**
 * Explains a metric.
 *
 * @throws {NotFoundError} if there is none of that name, with the nearest one.
 */
export function explainMetric(name: string): MetricExplanation {
  if (!EXPLAINED_METRICS.includes(name)) {
    const near = nearestName(name, EXPLAINED_METRICS);
    const hint = near === undefined ? '`assay explain metric` lists them all.' : `Did you mean '${near}'?`;
    throw new NotFoundError('metric', name, { hint });
  }
  const rules = [...(RULES_OF_METRICS[name] ?? [])];
  const own = EVIDENCE_METRICS[name];
  const words = metricWords(name);
  if (own !== undefined) return { name, label: words.label, group: words.group, ...own, rules };
  const measure = MEASURES.find(({ id }) => id === name);
  if (measure === undefined) throw new InvariantError(`the metric '${name}' is defined`);
  return {
    ...{ name, label: measure.name, group: words.group, formula: measure.definition, unit: measure.unit },
    domain: domainOf(measure.unit),
    nullWhen: reasonsOf(measure.reasons),
    source: 'the measures of this project, after the literature that docs/methods/measures.md cites',
    docs: 'docs/methods/measures.md',
    rules,
  };
}

function domainOf(unit: string): string {
  if (unit === 'count' || unit === 'periods' || unit === 'bars') return 'whole numbers ≥ 0';
  return unit === 'ledger units' ? 'any amount' : 'any finite number, or none';
}

function reasonsOf(reasons: readonly UndefinedReason[]): string {
  const texts = [...new Set(reasons)].map((reason) => UNDEFINED_REASONS[reason]);
  return texts.length === 0 ? 'there is nothing to measure: no period or no trade' : texts.join('; ');
}
