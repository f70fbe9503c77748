import type { TradeExplanation } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { gateDecisionOf } from '../../research/index.ts';
import type { ExplainedGate } from '../../research/index.ts';
import type { TracedRow } from './trace-row.ts';

type Evidence = NonNullable<NonNullable<TradeExplanation['decision']>['gate']>;

/** What the dataset of gates says of how they were made. */
interface MadeGates {
  readonly name?: string;
  readonly parent?: string;
  readonly spec?: { readonly window?: number };
}

/** The evidence behind an entry of the strategy that trades gates, back to the bars it was made of; undefined of other strategies. */
export function explainGate(row: TracedRow, bars: BarSeries, time: EpochMs): Evidence | undefined {
  const found = gateDecisionOf(row.record, row.terms, { instrument: bars.instrument.id, time });
  if (found === undefined) return undefined;
  const { decision, guards, checks } = found;
  const made = madeGates(row, bars);
  return {
    ...{ decision, guards: { ...guards }, checks: checks.map((one) => ({ ...one })) },
    window: windowOf(found, made, row, bars),
    record: recordOf(found, made, row, bars),
  };
}

function madeGates({ origins }: TracedRow, { instrument }: BarSeries): MadeGates | undefined {
  const dataset = origins.gates.get(instrument.id) ?? '';
  const made = origins.datasets.get(dataset)?.provenance.generator as MadeGates | undefined;
  return made?.name === 'gates' ? made : undefined;
}

function windowOf(
  { decision, derived, gate }: ExplainedGate,
  made: MadeGates | undefined,
  { origins }: TracedRow,
  bars: BarSeries,
): Evidence['window'] {
  if (derived !== undefined) return stretch(bars, derived.last, derived.bars);
  const n = made?.spec?.window;
  const end = gate?.table.eventTime[gate.row];
  if (n === undefined || end === undefined) return null;
  const isOwn = nameOf(made?.parent) === nameOf(origins.bars) && decision.gate?.timeframe === bars.timeframe;
  const last = isOwn ? bars.eventTime.indexOf(end) : -1;
  return last < 0 ? { bars: n, from: null, to: formatIsoTime(end) } : stretch(bars, last, n);
}

/** A dataset without its version: bars do not change their times from one to the next. */
function nameOf(dataset: string | undefined): string | undefined {
  return dataset?.split('@')[0];
}

function stretch({ openTime, eventTime }: BarSeries, last: number, n: number): NonNullable<Evidence['window']> {
  const first = openTime[last - n + 1];
  const from = first === undefined || !Number.isFinite(first) ? null : formatIsoTime(first);
  return { bars: n, from, to: formatIsoTime(eventTime[last] as number) };
}

function recordOf(
  { gate }: ExplainedGate,
  made: MadeGates | undefined,
  { origins, names }: TracedRow,
  { instrument }: BarSeries,
): Evidence['record'] {
  if (gate === undefined) return null;
  const { files, file, row } = gate.table.source;
  const hash = files[file[gate.row] ?? -1];
  return {
    ...{ dataset: origins.gates.get(instrument.id) ?? '', madeOf: made?.parent ?? null },
    source: hash === undefined ? null : { file: hash, name: names.get(hash) ?? null, row: row[gate.row] as number },
  };
}
