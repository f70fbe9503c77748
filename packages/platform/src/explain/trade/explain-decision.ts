import type { TradeExplanation } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { Action, Fill, IntentLeg } from '@assay/quant/orders';
import type { BarSeries } from '@assay/quant/market';
import type { SizingPolicy } from '@assay/quant/risk';
import type { WatchedDecision } from '../../research/index.ts';
import { explainGate } from './explain-gate.ts';
import type { TracedRow } from './trace-row.ts';

type Decision = NonNullable<TradeExplanation['decision']>;

/** The decision behind an entry: what was known, what was asked for, and how large it came out; null where none is behind it. */
export function explainDecision(row: TracedRow, bars: BarSeries, entry: Fill): Decision | null {
  const decision = row.repeated?.decisions.find(({ time }) => time === entry.decisionTime);
  if (decision === undefined) return null;
  const gate = explainGate(row, bars, decision.time);
  return {
    decisionTime: formatIsoTime(decision.time),
    equity: decision.equity,
    inputs: decision.inputs.map((input) => inputOf(row, input)),
    actions: decision.actions.flatMap((action) => actionsFor(action, entry.instrument)),
    size: sizeOf(row, bars, decision, entry),
    ...(gate === undefined ? {} : { gate }),
  };
}

function inputOf({ record }: TracedRow, input: WatchedDecision['inputs'][number]): Decision['inputs'][number] {
  const bars = record.series.find(({ instrument }) => instrument.id === input.instrument);
  const at = (column: Float64Array | undefined): string | null => {
    const time = column?.[input.bar];
    return time === undefined ? null : formatIsoTime(time);
  };
  const known = (values: Readonly<Record<string, number>>): Record<string, number | null> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number.isFinite(value) ? value : null]));
  return {
    ...{ instrument: input.instrument, bar: input.bar, position: input.position },
    ...{ barTime: at(bars?.eventTime), availableAt: at(bars?.availableAt) },
    terms: known(input.terms),
    ...(Object.keys(input.columns).length === 0 ? {} : { columns: known(input.columns) }),
  };
}

function actionsFor(action: Action, instrument: string): Record<string, unknown>[] {
  if ('legs' in action) {
    const legs = action.legs.filter((leg) => leg.instrument === instrument);
    return legs.map((leg) => ({ kind: 'intent', reason: action.reason, allOrNone: action.allOrNone, ...leg }));
  }
  return 'instrument' in action && action.instrument === instrument ? [{ ...action }] : [];
}

/** How the target of an intent became lots. */
function sizeOf(row: TracedRow, bars: BarSeries, decision: WatchedDecision, entry: Fill): Decision['size'] {
  const legs = decision.actions.flatMap((action) => ('legs' in action ? action.legs : []));
  const leg = legs.findLast(({ instrument }) => instrument === entry.instrument);
  const input = decision.inputs.find(({ instrument }) => instrument === entry.instrument);
  if (leg === undefined || input === undefined) return null;
  const { sizing, limits, risk, model } = row.terms.account;
  const price = bars.close[input.bar] ?? NaN;
  const { lotSize, multiplier } = bars.instrument;
  const lotValue = price * Number(lotSize) * Number(multiplier);
  const caps = (risk?.caps ?? []).map(({ kind }) => kind);
  const held = [
    `gross exposure at most ${limits.maxGrossExposure} times equity`,
    ...(caps.length === 0 ? [] : [`caps: ${caps.join(', ')}`]),
    ...(model === undefined ? [] : [`account: ${model.kind}`]),
  ];
  const { words, lots } = targetWords(leg, sizing, { equity: decision.equity, lotValue });
  return {
    rule: `${sizing.kind}; ${held.join('; ')}`,
    arithmetic: `${words}; ${input.position} held at the decision; ${entry.lots} filled`,
    lots,
  };
}

function targetWords(
  { target }: IntentLeg,
  sizing: SizingPolicy,
  { equity, lotValue }: { readonly equity: number; readonly lotValue: number },
): { readonly words: string; readonly lots: number | null } {
  if (target.kind === 'lots') return { words: `${target.value} lots as asked`, lots: target.value };
  if (target.kind === 'exposure' && sizing.kind === 'fixed') {
    const lots = Math.trunc(target.value * sizing.lots);
    return { words: `exposure ${target.value} · ${sizing.lots} lots = ${lots}`, lots };
  }
  const weight = weightOf(target, sizing);
  if (weight === undefined) return { words: `exposure ${target.value} by ${sizing.kind}`, lots: null };
  const raw = (weight * equity) / lotValue;
  const lots = Math.abs(raw - Math.round(raw)) <= 1e-9 ? Math.round(raw) : Math.trunc(raw);
  const words = `weight ${weight} · equity ${equity} / ${lotValue} a lot = ${raw.toFixed(3)}, whole lots ${lots}`;
  return { words, lots: Number.isFinite(lots) ? lots : null };
}

function weightOf(target: IntentLeg['target'], sizing: SizingPolicy): number | undefined {
  if (target.kind === 'weight') return target.value;
  if (sizing.kind === 'target-weight') return target.value * sizing.weight;
  return sizing.kind === 'fraction' && sizing.of === 'equity' ? target.value * sizing.fraction : undefined;
}
