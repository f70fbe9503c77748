import type { GateDecisionDocument } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { barDecidedAt, decisionAt, factsAt, gateEvidence, guardChecks, guardsAt } from '@assay/quant/signals';
import type { GateDecision, GateGuards, GuardCheck } from '@assay/quant/signals';
import { barColumns, evidenceSpecOf, guardsOf } from '@assay/quant/strategy';
import type { RowTerms } from '../repeat-row.ts';
import type { RowRecord } from '../row-results.ts';

/** Name of the built-in strategy that trades gates. */
export const GATES_STRATEGY = 'gates';

/** The evidence behind a decision of the strategy `gates`, and what it had to satisfy. */
export interface ExplainedGate {
  readonly decision: GateDecisionDocument;
  readonly guards: GateGuards;
  readonly checks: readonly GuardCheck[];
  /** The gate in force; undefined where none is. */
  readonly gate: { readonly table: RecordTable; readonly row: number } | undefined;
  /** Of derived evidence: bars that its measures look back, and the newest of them. */
  readonly derived: { readonly bars: number; readonly last: number } | undefined;
}

/**
 * What the strategy `gates` decided of an instrument at a moment of a row, gone through once more from the row's own pack.
 *
 * @returns undefined of other strategies, and before the first bar.
 */
export function gateDecisionOf(
  { pack }: RowRecord,
  { strategy, segments }: RowTerms,
  { instrument, time }: { readonly instrument: string; readonly time: EpochMs },
): ExplainedGate | undefined {
  if (strategy.kind !== 'built-in' || strategy.name !== GATES_STRATEGY) return undefined;
  const series = pack.series.find((one) => one.instrument.id === instrument);
  const segment = segments.findLast(({ from }) => (pack.timeline[from - 1] ?? -Infinity) <= time);
  if (series === undefined || segment === undefined) return undefined;
  const table = pack.beside.gates.find(({ id }) => id === instrument);
  const spec = evidenceSpecOf(segment.params);
  const evidence = gateEvidence(barColumns(series), table, spec);
  const bar = barDecidedAt(evidence.moments, time);
  if (bar < 0) return undefined;
  const guards = guardsOf(segment.params);
  const decision = documentOf(decisionAt(evidence, guards, bar), series);
  const row = evidence.row[bar] ?? -1;
  return {
    ...{ decision, guards, checks: guardChecks(factsAt(evidence, bar), guardsAt(evidence, guards, bar)) },
    gate: table === undefined || row < 0 ? undefined : { table, row },
    // A window of moves has one close more.
    derived: decision.source === 'derived' ? { bars: spec.deriver.window + 1, last: bar } : undefined,
  };
}

function documentOf(decided: GateDecision, { instrument }: BarSeries): GateDecisionDocument {
  const { time, admit, reasons, source, hardBlocked, direction, gate, streakFrom, metrics } = decided;
  const document = {
    ...{ admit, reasons: [...reasons], instrument: instrument.id, time: formatIsoTime(time), source, hardBlocked },
    ...{ direction, streakFrom: streakFrom === null ? null : formatIsoTime(streakFrom), metrics: { ...metrics } },
    gate:
      gate === null
        ? null
        : {
            ...{ maker: gate.maker, timeframe: gate.timeframe, regime: gate.regime ?? null },
            ...{ eventTime: formatIsoTime(gate.eventTime), availableAt: formatIsoTime(gate.availableAt) },
            ...{ signature: gate.signature ?? null, tags: [...gate.tags], reasons: [...gate.reasons] },
          },
  };
  // The reasons of an admit are remarks, those of a refusal refusals: `decisionOf` made them so.
  return document as GateDecisionDocument;
}
