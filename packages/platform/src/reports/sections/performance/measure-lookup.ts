import type { MeasureValue, PerformanceModel } from '@assay/contracts/schemas';
import { formatNumber, formatSigned } from '../../format.ts';
import { measureWords, undefinedWords } from '../../metric-catalogue.ts';

/** A measure of a model by its id; undefined where the model does not have it. */
export function measureOf({ measures }: Pick<PerformanceModel, 'measures'>, id: string): MeasureValue | undefined {
  return measures.find((one) => one.id === id);
}

/** Its value, or null. */
export function valueOf(model: Pick<PerformanceModel, 'measures'>, id: string): number | null {
  return measureOf(model, id)?.value ?? null;
}

/** Its value as text, with its sign where that is wanted. */
export function textOf(model: Pick<PerformanceModel, 'measures'>, id: string, signed: boolean = false): string {
  const [, unit] = measureWords(id);
  return (signed ? formatSigned : formatNumber)(valueOf(model, id), unit);
}

/** Why there is no value, as the second half of a sentence. */
export function whyNot(model: Pick<PerformanceModel, 'measures'>, id: string): string {
  return undefinedWords(measureOf(model, id)?.reason ?? undefined);
}
