import type { MeasureValue, PerformanceModel } from '@assay/contracts/schemas';
import { MEASURE_GROUPS } from '@assay/quant/analysis';
import { formatNumber, isNumber } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Child, Markup } from '../../markup.ts';
import { measureWords, undefinedWords } from '../../metric-catalogue.ts';
import { capitalised, table } from '../pieces.ts';
import type { Column } from '../pieces.ts';

/** Every measure by what it tells: its value beside that of the benchmark, or the reason why there is none. */
export function measuresTables(model: PerformanceModel, benchmarkName: string): Child {
  const own = byId(model.measures);
  const held = byId(model.benchmarkMeasures);
  const groups = MEASURE_GROUPS.map(({ title, measures }) => ({
    title,
    ids: measures.map(({ id }) => id).filter((id) => own.has(id)),
  })).filter(({ ids }) => ids.length > 0);
  if (groups.length === 0) return html`<p>The record has no measures.</p>`;
  return html`<div class="measures">
    ${groups.map(({ title, ids }) => group(title, ids, { own, held, currency: model.currency, benchmarkName }))}
  </div>`;
}

interface Lookup {
  readonly own: ReadonlyMap<string, MeasureValue>;
  readonly held: ReadonlyMap<string, MeasureValue>;
  readonly currency: string;
  readonly benchmarkName: string;
}

function group(title: string, ids: readonly string[], { own, held, currency, benchmarkName }: Lookup): Markup {
  const hasBenchmark = ids.some((id) => isNumber(held.get(id)?.value));
  const missing = ids.filter((id) => !isNumber(own.get(id)?.value));
  const columns: readonly Column[] = [
    { title: 'Measure' },
    { title: 'Strategy', numeric: true },
    ...(hasBenchmark ? [{ title: capitalised(benchmarkName), numeric: true }] : []),
  ];
  const lines = ids.map((id) => {
    const [label, unit] = measureWords(id);
    const value = own.get(id)?.value;
    const name = unit === 'money' ? `${label}, ${currency}` : label;
    const why = isNumber(value) ? '' : html`<br /><small>${whyOf(own.get(id))}</small>`;
    return [
      html`${name}${why}`,
      formatNumber(value, unit),
      ...(hasBenchmark ? [formatNumber(held.get(id)?.value, unit)] : []),
    ];
  });
  const note = missing.length === 0 ? '' : html` <small>(${String(missing.length)} undefined)</small>`;
  return html`<div>
    <h4>${title}${note}</h4>
    ${table(`Measures: ${title}`, columns, lines)}
  </div>`;
}

function whyOf(measure: MeasureValue | undefined): string {
  return capitalised(undefinedWords(measure?.reason ?? undefined));
}

function byId(measures: readonly MeasureValue[]): ReadonlyMap<string, MeasureValue> {
  return new Map(measures.map((one) => [one.id, one]));
}
