/** What gates of a store look like, by instrument: a description, in bounded memory. */
import { MS_PER_SECOND } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { strandKey, strandOf } from '@assay/quant/regimes';
import { gateAt } from '@assay/quant/signals';
import type { Gate, GateGuards, GateMeasure } from '@assay/quant/signals';
import type { GateReader } from '../gate-store.ts';
import { judgeGate } from '../judge-gate.ts';

/** Measures whose means are told. */
export const MEAN_MEASURES = ['hazard', 'flipRate', 'coherence', 'stability', 'entropy'] as const;

/** How fresh gates are: 0 fresh, 2 there is none, 3 stale. */
export interface GateFreshness {
  readonly code: 0 | 2 | 3;
  readonly word: 'fresh' | 'none' | 'stale';
  /** Since the newest gate was known; null where there is none. */
  readonly ageSeconds: number | null;
  /** Age from which gates are stale; null where it is not given and there are too few gates to tell their usual distance. */
  readonly limitSeconds: number | null;
}

/** A gate with its score. */
export interface ScoredGate {
  readonly gate: Gate;
  /**
   * coherence + stability - hazard - max(0, entropy - 0.6) + 0.02 · repetitions, plus 0.15 where it is admitted, less 0.15 where it
   * is not. A sum of what is at hand for putting gates in order; nothing says that it foretells anything.
   */
  readonly score: number;
  readonly isAdmitted: boolean;
}

/** How often something was said. */
export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** How many gates have regime, tenth of hazard, repetitions and slope of hazard in common. */
export interface StrandCount {
  /** `mean-revert/3/5+/flat`. */
  readonly strand: string;
  readonly count: number;
}

/** What gates of one instrument look like. */
export interface InstrumentMetrics {
  readonly instrument: string;
  readonly count: number;
  /** Gates that were known after the moment that is looked from: they count nowhere. */
  readonly notYetKnown: number;
  readonly admitted: number;
  /** Null where there is none. */
  readonly admitRate: number | null;
  /** Null where no gate has the measure. */
  readonly means: Readonly<Record<(typeof MEAN_MEASURES)[number], number | null>>;
  /** Why guards refuse, the most frequent first; a gate may be refused for several reasons. */
  readonly refusals: readonly ReasonCount[];
  /** What makers say themselves. */
  readonly makerReasons: readonly ReasonCount[];
  /** The most frequent strands, and the rest of the gates. */
  readonly strands: {
    readonly top: readonly StrandCount[];
    /** Strands that are not among them, and their gates. */
    readonly others: { readonly strands: number; readonly count: number };
    /** Gates without a hazard or repetitions have none. */
    readonly without: number;
  };
  /** The best of the newest. */
  readonly best: readonly ScoredGate[];
  readonly freshness: GateFreshness;
}

/** How metrics are made. */
export interface MetricsRequest {
  readonly guards: GateGuards;
  /** What was known by then is looked at. */
  readonly now: EpochMs;
  /** Instruments that must be in the result, with gates or without. @default those that have gates */
  readonly instruments?: readonly string[] | undefined;
  /** @default the usual distance of gates and 180 seconds */
  readonly maxAgeSeconds?: number | undefined;
  /** Reasons, and strands. */
  readonly nReasons: number;
  readonly nBest: number;
  /** Gates of an instrument that count as recent, the newest. */
  readonly nRecent: number;
}

/** How late a gate may be beyond the usual distance of gates. */
const GRACE_SECONDS = 180;
const SPACINGS = 20;

/** Looks through the gates of a reader. */
export async function gateMetrics(reader: GateReader, request: MetricsRequest): Promise<readonly InstrumentMetrics[]> {
  const tallies = new Map<string, Tally>((request.instruments ?? []).map((id) => [id, new Tally(id, request)]));
  for await (const table of reader.tables()) {
    if (request.instruments?.includes(table.id) === false) continue;
    const tally = tallies.get(table.id) ?? new Tally(table.id, request);
    tallies.set(table.id, tally);
    for (let row = 0; row < table.length; row++) tally.add(gateAt(table, row));
  }
  return [...tallies.values()].map((tally) => tally.finish()).sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
}

/**
 * The score by which recent gates are put in order; NaN where a measure of it is not known.
 *
 * @param isAdmitted - by the guards in use.
 */
export function setupScore({ measures }: Gate, isAdmitted: boolean): number {
  const { coherence = NaN, stability = NaN, hazard = NaN, entropy = NaN, repetitions = 0 } = measures;
  return coherence + stability - hazard - Math.max(0, entropy - 0.6) + 0.02 * repetitions + (isAdmitted ? 0.15 : -0.15);
}

class Tally {
  private readonly instrument: string;
  private readonly request: MetricsRequest;
  private count = 0;
  private notYetKnown = 0;
  private admitted = 0;
  private readonly sums = new Map<GateMeasure, { sum: number; n: number }>();
  private readonly refusals = new Map<string, number>();
  private readonly makerReasons = new Map<string, number>();
  private readonly strands = new Map<string, number>();
  private recent: ScoredGate[] = [];

  constructor(instrument: string, request: MetricsRequest) {
    this.instrument = instrument;
    this.request = request;
  }

  add(gate: Gate): void {
    if (gate.availableAt > this.request.now) {
      this.notYetKnown++;
      return;
    }
    const { isAdmitted, reasons } = judgeGate(gate, this.request.guards);
    this.count++;
    if (isAdmitted) this.admitted++;
    else for (const reason of reasons) count(this.refusals, reason);
    for (const reason of gate.reasons) count(this.makerReasons, reason);
    const strand = strandOf({ regime: gate.regime ?? 'unlabelled', measures: gate.measures });
    if (strand !== undefined) count(this.strands, strandKey(strand));
    for (const name of MEAN_MEASURES) {
      const value = gate.measures[name];
      if (value === undefined) continue;
      const { sum, n } = this.sums.get(name) ?? { sum: 0, n: 0 };
      this.sums.set(name, { sum: sum + value, n: n + 1 });
    }
    this.recent.push({ gate, isAdmitted, score: setupScore(gate, isAdmitted) });
    // Gates come in order of time, and may be known in another.
    if (this.recent.length >= 2 * this.request.nRecent + SPACINGS) this.recent = this.newest();
  }

  finish(): InstrumentMetrics {
    const { instrument, count, notYetKnown, admitted, request } = this;
    const newest = this.newest();
    const means = MEAN_MEASURES.map((name) => {
      const { sum, n } = this.sums.get(name) ?? { sum: 0, n: 0 };
      return [name, n === 0 ? null : sum / n] as const;
    });
    return {
      ...{ instrument, count, notYetKnown, admitted, admitRate: count === 0 ? null : admitted / count },
      means: Object.fromEntries(means) as InstrumentMetrics['means'],
      refusals: mostFrequent(this.refusals, request.nReasons),
      makerReasons: mostFrequent(this.makerReasons, request.nReasons),
      strands: strandCounts(this.strands, this.count, request.nReasons),
      best: newest
        .slice(0, request.nRecent)
        .filter(({ score }) => !Number.isNaN(score))
        .sort((a, b) => b.score - a.score || b.gate.availableAt - a.gate.availableAt)
        .slice(0, request.nBest),
      freshness: this.freshness(newest.map(({ gate }) => gate.availableAt)),
    };
  }

  private newest(): ScoredGate[] {
    const sorted = [...this.recent].sort((a, b) => b.gate.availableAt - a.gate.availableAt);
    return sorted.slice(0, Math.max(this.request.nRecent, SPACINGS + 1));
  }

  private freshness(times: readonly EpochMs[]): GateFreshness {
    const { now, maxAgeSeconds } = this.request;
    const [last] = times;
    if (last === undefined) return { code: 2, word: 'none', ageSeconds: null, limitSeconds: maxAgeSeconds ?? null };
    const ageSeconds = (now - last) / MS_PER_SECOND;
    const limitSeconds = maxAgeSeconds ?? usualLimit(times);
    const isStale = limitSeconds !== null && ageSeconds > limitSeconds;
    return { code: isStale ? 3 : 0, word: isStale ? 'stale' : 'fresh', ageSeconds, limitSeconds };
  }
}

/** The usual distance of the newest gates, and a grace. */
function usualLimit(times: readonly EpochMs[]): number | null {
  const spacings = times.slice(1, SPACINGS + 1).map((time, index) => (times[index] as number) - time);
  const apart = spacings.filter((spacing) => spacing > 0).sort((a, b) => a - b);
  const middle = apart[Math.floor(apart.length / 2)];
  return middle === undefined ? null : middle / MS_PER_SECOND + GRACE_SECONDS;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function strandCounts(counts: ReadonlyMap<string, number>, gates: number, n: number): InstrumentMetrics['strands'] {
  const top = mostFrequent(counts, n).map(({ reason, count: own }): StrandCount => ({ strand: reason, count: own }));
  const shown = top.reduce((sum, one) => sum + one.count, 0);
  const all = [...counts.values()].reduce((sum, one) => sum + one, 0);
  return { top, others: { strands: counts.size - top.length, count: all - shown }, without: gates - all };
}

function mostFrequent(counts: ReadonlyMap<string, number>, n: number): readonly ReasonCount[] {
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
    .slice(0, n);
}
