import { checkInteger, checkOneOf } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { BarField, BarSeries } from '../market/index.ts';
import { columnTerm } from './column-term.ts';
import { highestKernel, lowestKernel, priceKernel, returnKernel, smaKernel, zScoreKernel } from './kernels.ts';
import { sessionWeekdayTerm } from './session-weekday.ts';
import type { Term, TermSpec } from './term.ts';

const BAR_FIELDS: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume'];

/**
 * The term that a specification describes.
 *
 * - `price`: the field itself.
 * - `sma`: mean of the field over `window` bars, this one included.
 * - `highest`, `lowest`: extreme of the field over the `window` bars before this one, this one excluded, so that a close
 *   can be compared with the channel it leaves.
 * - `zscore`: (x - mean) / sd over `window` bars, this one included, sd with divisor window - 1; NaN where sd is 0.
 * - `return`: x[t] / x[t - lag] - 1; NaN where the earlier value is not above zero.
 * - `next-session-weekday`: weekday, 1 = Monday to 7 = Sunday, of the session in which trading goes on after the bar, as
 *   planned at its close.
 *
 * @throws {InvalidArgumentError} if the term or its field is unknown, `window` is not a whole number ≥ 1 (≥ 2 for
 * `zscore`), or `lag` is not one ≥ 1.
 *
 * @remarks
 * Causal: the value at a bar depends on that bar and earlier ones only; calendars are planned ahead.
 * NaN: before the warm-up is over, and wherever a value in the window is NaN.
 * Source: this project for the selection; R. D. Donchian, Financial Analysts Journal 16(6) (1960), for the channel of
 * the bars before.
 */
export function resolveTerm(spec: TermSpec): Term {
  switch (spec.term) {
    case 'price':
      return ofColumn(spec, priceKernel());
    case 'sma':
      return ofColumn(spec, smaKernel(checked('window', spec.window, 1)));
    case 'highest':
      return ofColumn(spec, highestKernel(checked('window', spec.window, 1)));
    case 'lowest':
      return ofColumn(spec, lowestKernel(checked('window', spec.window, 1)));
    case 'zscore':
      return ofColumn(spec, zScoreKernel(checked('window', spec.window, 2)));
    case 'return':
      return ofColumn(spec, returnKernel(checked('lag', spec.lag, 1)));
    case 'next-session-weekday':
      return sessionWeekdayTerm(spec);
    default:
      throw new InvalidArgumentError('term', 'the name of a term', (spec as { readonly term: unknown }).term);
  }
}

/**
 * The values of several terms on one series.
 *
 * @param specs - in any order; equal terms may stand more than once.
 * @returns one column of shape (n,) per term, in the order of `specs`; equal terms are computed once and share a column.
 * @throws {InvalidArgumentError} as `resolveTerm`.
 * @throws {DataError} DATA_UNFIT if a term needs a price that a close-only series lacks.
 *
 * @remarks
 * Causal: as `resolveTerm`.
 * Source: this project.
 */
export function computeTerms(specs: readonly TermSpec[], series: BarSeries): readonly Float64Array[] {
  const columns = new Map<string, Float64Array>();
  return specs.map((spec) => {
    const term = resolveTerm(spec);
    const column = columns.get(term.key) ?? term.compute(series);
    columns.set(term.key, column);
    return column;
  });
}

function ofColumn(
  spec: Extract<TermSpec, { readonly field: BarField }>,
  kernel: Parameters<typeof columnTerm>[2],
): Term {
  checkOneOf('field', spec.field, BAR_FIELDS);
  return columnTerm(spec, spec.field, kernel);
}

function checked(parameter: string, value: number, min: number): number {
  checkInteger(parameter, value, min);
  return value;
}
