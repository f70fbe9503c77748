/**
 * What can be repaired of one series from a second one, and what cannot.
 *
 * 1. Both must say that they are of the same kind, and say the same where both have bars (`agreement.ts`); in months or
 *    years in which they do not, nothing is taken.
 * 2. Bars that the base lacks between its first and its last one are taken from the other, if they lie in a session and over
 *    no bar that is there (`hole-filler.ts`).
 * 3. Bars of the base that are faulty by the other (`faulty-bars.ts`) are replaced.
 * 4. The result is audited: what is missing or wrong still, could not be repaired.
 *
 * Every repaired bar is a bar of the second source, with its row and its time of availability.
 */
import { formatIsoTime } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';
import { createAudit } from '../audit/create-audit.ts';
import type { AuditReport } from '../audit/report.ts';
import { valueAt } from '../columns.ts';
import type { Lakehouse } from '../lakehouse.ts';
import type { SeriesEntry } from '../manifest.ts';
import { readChunks } from '../read-series.ts';
import { bp, measureAgreement, trustedWindows, windowRule } from './agreement.ts';
import type { Agreement } from './agreement.ts';
import { barsAt, closeTime, detached } from './bar-rows.ts';
import type { BarPlace } from './bar-rows.ts';
import { FaultFinder } from './faulty-bars.ts';
import { HoleFiller } from './hole-filler.ts';
import { pairBars } from './pair-bars.ts';
import type { BarPair } from './pair-bars.ts';

/** What is to be done with one series. */
export interface SeriesRepair {
  readonly base: SeriesEntry;
  readonly other: SeriesEntry;
  /** Undefined if the two are not of the same kind. */
  readonly agreement: Agreement | undefined;
  /** Why nothing is taken from the other, one sentence each; then nothing is repaired. */
  readonly reasons: readonly string[];
  /** Bars of the other that the base lacks, in order of time. */
  readonly filled: readonly BarPlace[];
  /** Bars of the other for which those of the base are given up. */
  readonly replaced: readonly BarPlace[];
  /** Bars that contradict each other without its being clear which is right. */
  readonly undecided: { readonly count: number; readonly examples: readonly string[] };
  /** The audit of what results. */
  readonly report: AuditReport | undefined;
}

const EXAMPLES = 5;
const REPORT_CHUNK = 4096;

/** Plans the repair of one series. Nothing is written. */
export async function planRepair(lake: Lakehouse, base: SeriesEntry, other: SeriesEntry): Promise<SeriesRepair> {
  const none = { filled: [], replaced: [], undecided: { count: 0, examples: [] }, report: undefined };
  const differing = differencesOf(base, other);
  if (differing.length > 0) return { ...none, base, other, agreement: undefined, reasons: differing };
  // As they were first published, which is what is decided on.
  const pairs = (): AsyncGenerator<BarPair> => pairBars(readChunks(lake, base), readChunks(lake, other));
  const agreement = await measureAgreement(pairs(), windowRule(base.timeframe));
  const { reasons } = agreement;
  if (reasons.length > 0) return { ...none, base, other, agreement, reasons };
  const found = await findRepairs(pairs(), base, agreement);
  return { ...found, base, other, agreement, reasons };
}

/** What two series must have in common before their prices can be compared. */
function differencesOf(base: SeriesEntry, other: SeriesEntry): readonly string[] {
  const reasons: string[] = [];
  for (const name of ['shape', 'side', 'hasAsk', 'adjustment'] as const) {
    if (base[name] !== other[name]) reasons.push(`${name} is '${base[name]}' here and '${other[name]}' there`);
  }
  const [here, there] = [base.instrument.currency, other.instrument.currency];
  if (here !== there) reasons.push(`prices are in ${here} here and in ${there} there`);
  if (other.synthetic && !base.synthetic)
    reasons.push('the other is synthetic: observed prices are not mended with made ones');
  return reasons;
}

async function findRepairs(
  pairs: AsyncIterable<BarPair>,
  base: SeriesEntry,
  agreement: Agreement,
): Promise<Pick<SeriesRepair, 'filled' | 'replaced' | 'undecided' | 'report'>> {
  const calendar = calendarById(base.instrument.calendar);
  const finder = new FaultFinder(agreement);
  const filler = new HoleFiller(calendar);
  const isTrusted = trustedWindows(agreement, windowRule(base.timeframe));
  const [filled, replaced]: [BarPlace[], BarPlace[]] = [[], []];
  const undecided = { count: 0, examples: [] as string[] };
  const audit = createAudit(base, calendar);
  let pending: BarPlace[] = [];
  const flush = (): void => {
    if (pending.length > 0) audit.add(barsAt(base, pending));
    pending = [];
  };
  for await (const pair of pairs) {
    pending.push(...repairedUpTo(pair, { finder, filler, isTrusted, filled, replaced, undecided }));
    if (pending.length >= REPORT_CHUNK) flush();
  }
  flush();
  return { filled, replaced, undecided, report: audit.finish() };
}

interface Findings {
  readonly finder: FaultFinder;
  readonly filler: HoleFiller;
  readonly isTrusted: (time: number) => boolean;
  readonly filled: BarPlace[];
  readonly replaced: BarPlace[];
  readonly undecided: { count: number; readonly examples: string[] };
}

/** The bars that are to stand up to a moment of which one of the two has a bar. */
function repairedUpTo({ base, other }: BarPair, found: Findings): readonly BarPlace[] {
  const { filler, filled, isTrusted } = found;
  if (base === undefined) {
    if (other !== undefined && isTrusted(closeTime(other))) filler.offer(other);
    return [];
  }
  const fitting = filler.take(base);
  filled.push(...fitting);
  return [...fitting, other === undefined || !isTrusted(closeTime(other)) ? base : judged(base, other, found)];
}

/** The bar that is to stand where both have one. */
function judged(base: BarPlace, other: BarPlace, { finder, replaced, undecided }: Findings): BarPlace {
  const verdict = finder.judge(base, other);
  if (verdict === 'agree') return base;
  if (verdict === 'base-faulty') {
    const bar = detached(other);
    replaced.push(bar);
    return bar;
  }
  undecided.count++;
  if (undecided.examples.length < EXAMPLES) {
    const [here, there] = [valueAt(base.series.close, base.index), valueAt(other.series.close, other.index)];
    const apart = bp(Math.abs(Math.log(there / here)));
    undecided.examples.push(`${formatIsoTime(closeTime(base))}: close ${here} here, ${there} there (${apart} apart)`);
  }
  return base;
}
