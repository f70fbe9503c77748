import type { MeasureValue } from '@assay/contracts/schemas';
import { analyse, measureById, MEASURES } from '@assay/quant/analysis';
import type { AnalysisInput, Measure, MeasureDefinition } from '@assay/quant/analysis';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';

/** Ledger units as currency. */
export function inCurrency(units: number): number {
  return units / LEDGER_UNITS_PER_CURRENCY_UNIT;
}

/** A measure as it leaves the program; one in ledger units as currency. */
export function measureValue(id: string, measure: Measure): MeasureValue {
  if (!Number.isFinite(measure.value)) return { id, value: null, reason: measure.reason ?? 'overflow' };
  const isMoney = measureById(id).unit === 'ledger units';
  return { id, value: isMoney ? inCurrency(measure.value) : measure.value, reason: null };
}

/** Every measure of a record, in the order of a report. */
export function measureValues(input: AnalysisInput, measures: readonly MeasureDefinition[] = MEASURES): MeasureValue[] {
  return Object.entries(analyse(input, measures)).map(([id, measure]) => measureValue(id, measure));
}

/** A sum in currency, or null where it is undefined. */
export function moneyOrNull(measure: Measure): number | null {
  return Number.isFinite(measure.value) ? inCurrency(measure.value) : null;
}

/** A number, or null where it is not finite. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
