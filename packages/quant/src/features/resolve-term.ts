import { checkInteger, checkOneOf } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { BarField, BarSeries } from '../market/index.ts';
import { columnTerm } from './column-term.ts';
import type { ColumnKernel } from './column-term.ts';
import { correlationTerm } from './correlation-term.ts';
import { priceKernel, returnKernel } from './kernels.ts';
import { SESSION_QUANTITIES, sessionTerm } from './session-terms.ts';
import type { SessionQuantity, Term, TermSpec, WindowTermName } from './term.ts';
import { atrStream, rangeTerm, trueRangeStream } from './true-range.ts';
import { WINDOW_KERNELS, windowKernel } from './window-kernels.ts';

const BAR_FIELDS: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume'];

type Named<Name extends TermSpec['term']> = Extract<TermSpec, { readonly term: Name }>;

/**
 * The term that a specification describes.
 *
 * - `price`: the field itself.
 * - `sma`, `sum`: mean and sum of the field over `window` bars, this one included.
 * - `ema`: m + 2/(window + 1)·(x - m), m the value at the bar before; begun at the mean of the first `window` values.
 * - `wilder`: the same with the weight 1/window.
 * - `rsi`: 100·u/(u + d), u and d Wilder's averages of the rises and falls from bar to bar; NaN where both are 0.
 * - `stdev`: sample deviation over `window` bars, this one included, divisor window - 1.
 * - `zscore`: (x - mean) / sd over `window` bars, this one included, sd as `stdev`; NaN where sd is 0.
 * - `highest`, `lowest`: extreme of the field over the `window` bars before this one, this one excluded, so that a close
 *   can be compared with the channel it leaves.
 * - `rolling-max`, `rolling-min`: extreme over `window` bars, this one included.
 * - `median`: of `window` bars, this one included; the mean of the middle two where `window` is even.
 * - `rank`: (b + (e - 1)/2) / (window - 1), b values below this one and e equal to it, itself counted, in `window` bars:
 *   0 lowest, 1 highest.
 * - `slope`: of the least-squares line through `window` values, per bar.
 * - `efficiency-ratio`: |x[t] - x[t - window]| / Σ |steps between|: see `efficiencyRatio`.
 * - `hurst`: by the rescaled range of `window` values, which should be increments: see `rescaledRangeHurst`.
 * - `permutation-entropy-3`, `permutation-entropy-5`: of `window` values in runs of 3 or 5: see `permutationEntropy`.
 * - `return`: x[t] / x[t - lag] - 1; NaN where the earlier value is not above zero.
 * - `correlation`: Pearson's, of `field` and of the column `with` as it was `lag` bars earlier, over `window` pairs; NaN
 *   where either is constant.
 * - `true-range`: max(high, close before) - min(low, close before).
 * - `atr`: Wilder's average of the true range.
 * - `session-minute`, `session-minutes-left`: minutes from the opening of the bar's session to the bar's close, and from
 *   there to the session's planned close; NaN where the bar closes in no session.
 * - `session-weekday`: weekday, 1 = Monday to 7 = Sunday, of the session in which the bar closes.
 * - `next-session-weekday`: the same of the session in which trading goes on after the bar, as planned at its close.
 *
 * @throws {InvalidArgumentError} if the term or a field is unknown, `window` is not a whole number ≥ 1 (≥ 2 for `stdev`,
 * `zscore`, `rank`, `slope`, `correlation` and `efficiency-ratio`, ≥ 16 for `hurst`, ≥ the length of a run for the entropies), or `lag` is not one ≥ 1 (≥ 0 for `correlation`).
 *
 * @remarks
 * Causal: the value at a bar depends on that bar and earlier ones only; calendars are planned ahead. `ema`, `wilder`,
 * `rsi` and `atr` remember every bar since the first one given or since the last NaN, which begins them anew; the
 * others forget what lies before their window.
 * NaN: before the warm-up is over, and wherever a value in the window is NaN.
 * Cost: O(window) a bar for `median`, `rank`, `slope`, `correlation`, `efficiency-ratio`, `hurst` and the entropies, independent of it for the others.
 * Source: this project for the selection; J. W. Wilder, "New concepts in technical trading systems" (1978), for `wilder`,
 * `rsi`, `true-range` and `atr`; R. D. Donchian, Financial Analysts Journal 16(6) (1960), for the channel of the bars
 * before.
 */
export function resolveTerm(spec: TermSpec): Term {
  if (isWindowTerm(spec)) return ofColumn(spec, windowKernel(spec.term, spec.window));
  if (isSessionTerm(spec)) return sessionTerm(spec);
  switch (spec.term) {
    case 'price':
      return ofColumn(spec, priceKernel());
    case 'return':
      return ofColumn(spec, returnKernel(checked('lag', spec.lag, 1)));
    case 'correlation':
      return correlationTerm(checkedCorrelation(spec));
    case 'true-range':
      return rangeTerm(spec, 1, trueRangeStream);
    case 'atr': {
      const window = checked('window', spec.window, 1);
      return rangeTerm(spec, window, () => atrStream(window));
    }
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

function ofColumn(spec: Extract<TermSpec, { readonly field: BarField }>, kernel: ColumnKernel): Term {
  checkOneOf('field', spec.field, BAR_FIELDS);
  return columnTerm(spec, spec.field, kernel);
}

function isWindowTerm(spec: TermSpec): spec is Named<WindowTermName> {
  return Object.hasOwn(WINDOW_KERNELS, spec.term);
}

function isSessionTerm(spec: TermSpec): spec is Named<SessionQuantity> {
  return (SESSION_QUANTITIES as readonly string[]).includes(spec.term);
}

function checkedCorrelation(spec: Named<'correlation'>): Named<'correlation'> {
  checkOneOf('field', spec.field, BAR_FIELDS);
  checkOneOf('with', spec.with, BAR_FIELDS);
  checkInteger('window', spec.window, 2);
  checkInteger('lag', spec.lag, 0);
  return spec;
}

function checked(parameter: string, value: number, min: number): number {
  checkInteger(parameter, value, min);
  return value;
}
