/** Where the decisions of the strategy `gates` came from, and what became of them. */
import { MS_PER_MINUTE } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { InstrumentId, RecordTable } from '../../market/index.ts';
import { barDecidedAt, decideBars, GATE_REASONS, GATE_SOURCES, gateEvidence, REFUSALS } from '../../signals/index.ts';
import type { GateEvidence, GateRefusal, GateSource } from '../../signals/index.ts';
import type { BarColumns, Parameters } from '../strategy.ts';
import { evidenceSpecOf, guardsOf } from './parameters.ts';

/** A closed trade as coverage needs it. */
export interface CoveredTrade {
  readonly instrument: InstrumentId;
  /** When its entry was decided. */
  readonly decisionTime: EpochMs;
  readonly netUnits: number;
}

/** A stretch with one set of parameters: decisions from `from` to `to`, both included, of the bars that were known then and not before. */
export interface CoveredSegment {
  readonly params: Parameters;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What is covered. */
export interface CoverageRequest {
  readonly bars: readonly BarColumns[];
  readonly gates: readonly RecordTable[];
  /** At least one, in the order of time: a walk-forward chooses its parameters anew for each. */
  readonly segments: readonly CoveredSegment[];
  readonly trades: readonly CoveredTrade[];
}

/** A number for each source. */
export type BySource = Readonly<Record<GateSource, number>>;

/** What became of the decisions of one regime; `derived` and `unlabelled` stand for evidence without one. */
export interface RegimeCoverage {
  readonly regime: string;
  readonly bars: number;
  readonly admitted: number;
  readonly trades: number;
  /** Trades with a gain after costs. */
  readonly won: number;
}

/** Sources over a stretch of time, in bars. */
export interface CoverageStretch extends BySource {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Where decisions came from, over all instruments. */
export interface GateCoverage {
  readonly bars: BySource;
  /** From open to close of the bars; bars of close only have none. */
  readonly minutes: BySource;
  /** Bars at which evidence was admitted. */
  readonly admitted: BySource;
  /** Decisions that opened trades. */
  readonly entries: BySource;
  /** Bars at which evidence was refused for the reason, most first; a bar counts for each of its reasons. */
  readonly refusals: readonly { readonly reason: GateRefusal; readonly bars: number }[];
  readonly regimes: readonly RegimeCoverage[];
  /** In order, of equal length. */
  readonly overTime: readonly CoverageStretch[];
}

/** Stretches into which a period is cut. */
const STRETCHES = 60;

/**
 * Where the decisions of a period came from.
 *
 * @remarks
 * Causal: as the evidence.
 * Cost: O(bars).
 * Source: this project.
 */
export function gateCoverage({ bars, gates, segments, trades }: CoverageRequest): GateCoverage {
  const tally = new Tally(segments[0]?.from ?? NaN, segments.at(-1)?.to ?? NaN);
  for (const one of bars) {
    const table = gates.find(({ id }) => id === one.instrument);
    const own = trades.filter(({ instrument }) => instrument === one.instrument);
    const made = new Map<string, GateEvidence>();
    segments.forEach((segment, k) => {
      const spec = evidenceSpecOf(segment.params);
      const name = JSON.stringify(spec);
      const evidence = made.get(name) ?? gateEvidence(one, table, spec);
      made.set(name, evidence);
      tally.add(one, evidence, decideBars(evidence, guardsOf(segment.params)).reasons, segment);
      const held = own.filter((trade) => segmentOf(trade, segments) === k);
      for (const trade of held) {
        tally.addTrade(regimeAt(evidence, barDecidedAt(evidence.moments, trade.decisionTime)), trade);
      }
      for (const time of new Set(held.map(({ decisionTime }) => decisionTime))) {
        tally.addEntry(evidence.source[barDecidedAt(evidence.moments, time)] ?? NONE);
      }
    });
  }
  return tally.coverage();
}

/** The segment in which a trade was decided; the first for one that was decided before it. */
function segmentOf({ decisionTime }: CoveredTrade, segments: readonly CoveredSegment[]): number {
  return Math.max(
    0,
    segments.findLastIndex(({ from }) => from <= decisionTime),
  );
}

function regimeAt({ source, row, gates }: GateEvidence, bar: number): string | undefined {
  const from = GATE_SOURCES[source[bar]];
  if (from === 'gate') return gates[row[bar]].regime ?? 'unlabelled';
  return from === 'derived' ? 'derived' : undefined;
}

interface RegimeTally {
  bars: number;
  admitted: number;
  trades: number;
  won: number;
}

/** Counts bars and trades. */
class Tally {
  private readonly from: EpochMs;
  private readonly to: EpochMs;
  private readonly bars: number[] = GATE_SOURCES.map(() => 0);
  private readonly minutes: number[] = GATE_SOURCES.map(() => 0);
  private readonly admitted: number[] = GATE_SOURCES.map(() => 0);
  private readonly entries: number[] = GATE_SOURCES.map(() => 0);
  private readonly reasons: number[] = REFUSALS.map(() => 0);
  private readonly regimes: Map<string, RegimeTally> = new Map();
  private readonly stretches: number[][] = Array.from({ length: STRETCHES }, () => GATE_SOURCES.map(() => 0));

  constructor(from: EpochMs, to: EpochMs) {
    this.from = from;
    this.to = to;
  }

  add(
    { length, openTime, closeTime }: BarColumns,
    evidence: GateEvidence,
    reasons: Int32Array,
    { from, to }: CoveredSegment,
  ): void {
    for (let i = 0; i < length; i++) {
      const time = evidence.moments[i];
      if (time < from || time > to) continue;
      const source = evidence.source[i];
      this.bars[source]++;
      this.minutes[source] += (closeTime[i] - openTime[i]) / MS_PER_MINUTE;
      this.stretches[this.stretchOf(time)][source]++;
      const isAdmitted = this.countReasons(reasons[i]);
      if (isAdmitted) this.admitted[source]++;
      const regime = regimeAt(evidence, i);
      if (regime === undefined) continue;
      const own = this.regimeOf(regime);
      own.bars++;
      if (isAdmitted) own.admitted++;
    }
  }

  addTrade(regime: string | undefined, { netUnits }: CoveredTrade): void {
    const own = this.regimeOf(regime ?? 'none');
    own.trades++;
    if (netUnits > 0) own.won++;
  }

  /** Takes in a decision that opened trades. */
  addEntry(source: number): void {
    this.entries[source]++;
  }

  coverage(): GateCoverage {
    const { from, to } = this;
    const width = (to - from) / STRETCHES;
    return {
      ...{ bars: bySource(this.bars), minutes: bySource(this.minutes), admitted: bySource(this.admitted) },
      entries: bySource(this.entries),
      refusals: REFUSALS.map((reason, k) => ({ reason, bars: this.reasons[k] }))
        .filter(({ bars }) => bars > 0)
        .sort((a, b) => b.bars - a.bars || GATE_REASONS.indexOf(a.reason) - GATE_REASONS.indexOf(b.reason)),
      regimes: [...this.regimes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([regime, own]) => ({ regime, ...own })),
      overTime: this.stretches.map((counts, k) => ({
        ...{ from: Math.round(from + k * width), to: Math.round(from + (k + 1) * width) },
        ...bySource(counts),
      })),
    };
  }

  /** True where nothing is refused. */
  private countReasons(bits: number): boolean {
    let isAdmitted = true;
    for (let k = 0; k < REFUSALS.length; k++) {
      if ((bits & (1 << k)) === 0) continue;
      this.reasons[k]++;
      isAdmitted = false;
    }
    return isAdmitted;
  }

  private stretchOf(time: EpochMs): number {
    const share = (time - this.from) / Math.max(1, this.to - this.from);
    return Math.min(STRETCHES - 1, Math.floor(share * STRETCHES));
  }

  private regimeOf(regime: string): RegimeTally {
    const known = this.regimes.get(regime) ?? { bars: 0, admitted: 0, trades: 0, won: 0 };
    this.regimes.set(regime, known);
    return known;
  }
}

const NONE = GATE_SOURCES.indexOf('none');

function bySource([none, derived, gate]: readonly number[]): BySource {
  return { none, derived, gate };
}
