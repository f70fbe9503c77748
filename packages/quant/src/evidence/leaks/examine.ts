import type { EpochMs } from '@assay/core/time';
import { chooseCuts, cutCoverage } from './cuts.ts';
import type { CutChoice } from './cuts.ts';
import { firstDifference } from './records.ts';
import type { LeakRecord } from './records.ts';
import { LEAK_TEST_NOT_RUN } from './report.ts';
import type { LeakDifference, LeakReport, ReplayKind } from './report.ts';

/** What one simulation did. */
export interface Replayed {
  /** What the strategy asked for, in order. */
  readonly decisions: readonly LeakRecord[];
  /** Orders, refusals and fills, in order. */
  readonly executions: readonly LeakRecord[];
  /** Names of columns whose values up to the cut are not those of the run. */
  readonly columns?: readonly string[] | undefined;
  /** A record that is out of order by itself. */
  readonly disorder?: LeakDifference | undefined;
}

/** A replay that is asked for: nothing is changed, or what comes after a moment is. */
export type ReplayRequest = { readonly kind: 'rerun' } | { readonly kind: ReplayKind; readonly cut: EpochMs };

/** What a leak test is made with. */
export interface LeakExamination {
  /** Names the run and the row. */
  readonly seed: string;
  /** Judged closes, ascending. */
  readonly closes: ArrayLike<EpochMs>;
  /** Number of cuts; 0 tests nothing. */
  readonly cuts: number;
  /** What the simulation to be judged did, without its decisions where they were not kept. */
  readonly judged: Pick<Replayed, 'executions'> & Partial<Pick<Replayed, 'decisions'>>;
  /**
   * Of some moments, those at which a column of the strategy changes up to there when nothing comes after: good places to
   * cut. Throws what the strategy throws. @default none is known
   */
  probe?(cuts: readonly EpochMs[]): Promise<readonly EpochMs[]>;
  /** Simulates once more; throws what the strategy throws. */
  replay(request: ReplayRequest): Promise<Replayed>;
}

const KINDS: readonly ReplayKind[] = ['prefix', 'poison'];
/** Further cuts, as a multiple of those asked for, to reproduce a difference that one of them showed. */
const MORE_CUTS = 2;
/** Moments at which columns are probed for each cut. */
const PROBES_PER_CUT = 20;

/**
 * Replays a simulation to find out whether what it did depends on what came later.
 *
 * 1. A rerun on the same data: a difference makes it `nondeterministic`, a failure `failed`.
 * 2. Where the strategy computes columns, they are computed up to many moments: cuts lie first where a column changes then.
 * 3. At each cut, two replays: without the bars after it, and with others in their place, at every second cut also released
 *    late. Decisions up to the cut and executions before it must be those of the rerun.
 * 4. A difference at one cut is looked for at further ones. At two cuts it is a `leak`.
 *
 * What falls on the very moment of a cut is compared for decisions only: a market without pause opens in it.
 *
 * @returns `clean` too where one cut of all differed; `differing` then says so.
 * @throws {InvalidArgumentError} as `chooseCuts`.
 *
 * @remarks
 * Cost: 1 + 2 · cuts simulations, each up to its cut: about 1 + cuts of them.
 * Source: this project.
 */
export async function examineLeaks(examination: LeakExamination): Promise<LeakReport> {
  const { seed, closes, cuts: count, judged } = examination;
  if (count === 0) return LEAK_TEST_NOT_RUN;
  const report = { ...LEAK_TEST_NOT_RUN, replays: 1 };
  const again = await attempt(examination, { kind: 'rerun' });
  if ('error' in again) return { ...report, outcome: 'failed', error: again.error };
  const changed =
    firstDifference(judged.executions, again.executions) ??
    (judged.decisions === undefined ? undefined : firstDifference(judged.decisions, again.decisions));
  if (changed !== undefined) {
    return { ...report, outcome: 'nondeterministic', firstDifference: { kind: 'rerun', cut: null, ...changed } };
  }
  if (again.disorder !== undefined) return { ...report, outcome: 'leak', firstDifference: again.disorder };
  const decisions = again.decisions.map(({ time }) => time);
  const choice = { seed, closes, decisions, count };
  const probed = await probedCuts(examination, choice);
  const search = new LeakSearch(examination, again);
  await search.at(spreadCuts(probed, chooseCuts(choice), count));
  if (search.differing === 1) {
    const others = chooseCuts({ ...choice, seed: `${seed}/more`, count: MORE_CUTS * count });
    const isNew = (cut: EpochMs): boolean => !search.cuts.includes(cut);
    await search.at(spreadCuts(probed.filter(isNew), others.filter(isNew), MORE_CUTS * count));
  }
  return search.report(closes);
}

/** Moments at which columns are known to change, ascending. */
async function probedCuts(examination: LeakExamination, choice: CutChoice): Promise<readonly EpochMs[]> {
  const probes = chooseCuts({ ...choice, seed: `${choice.seed}/probe`, count: PROBES_PER_CUT * choice.count });
  // What it fails with here it fails with in a replay too, which tells it.
  return Promise.resolve(examination.probe?.(probes) ?? []).catch(() => []);
}

/** Some of the cuts that are known to be good, evenly spread, filled up with others. */
function spreadCuts(good: readonly EpochMs[], others: readonly EpochMs[], count: number): readonly EpochMs[] {
  const step = Math.max(1, good.length / count);
  const spread = Array.from({ length: Math.min(count, good.length) }, (_, k) => good[Math.floor(k * step)]);
  const rest = others.filter((cut) => !spread.includes(cut));
  return [...spread, ...rest.slice(0, Math.max(0, count - spread.length))];
}

type Attempt = Replayed | { readonly error: string };

async function attempt(examination: LeakExamination, request: ReplayRequest): Promise<Attempt> {
  try {
    return await examination.replay(request);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Goes from cut to cut until a leak is certain. */
class LeakSearch {
  differing: number = 0;
  private readonly examination: LeakExamination;
  private readonly full: Replayed;
  readonly cuts: EpochMs[] = [];
  private readonly columns: Set<string> = new Set();
  private replays: number = 1;
  private first: LeakDifference | null = null;
  private error: string | null = null;

  constructor(examination: LeakExamination, full: Replayed) {
    this.examination = examination;
    this.full = full;
  }

  async at(cuts: readonly EpochMs[]): Promise<void> {
    for (const [index, cut] of cuts.entries()) {
      if (this.differing > 1) return;
      this.cuts.push(cut);
      for (const kind of KINDS) {
        const found = await this.replayed(kind === 'poison' && index % 2 === 1 ? 'late-poison' : kind, cut);
        if (found === undefined) continue;
        this.first ??= found;
        this.differing++;
        break;
      }
    }
  }

  report(closes: ArrayLike<EpochMs>): LeakReport {
    const { cuts, replays, differing, first, error } = this;
    if (cuts.length === 0) return { ...LEAK_TEST_NOT_RUN, replays };
    return {
      outcome: differing > 1 ? 'leak' : error !== null ? 'failed' : 'clean',
      cuts: [...cuts].sort((a, b) => a - b),
      coverage: cutCoverage(cuts, closes),
      ...{ replays, differing, firstDifference: first, columns: [...this.columns].sort(), error },
    };
  }

  private async replayed(kind: ReplayKind, cut: EpochMs): Promise<LeakDifference | undefined> {
    const found = await attempt(this.examination, { kind, cut });
    this.replays++;
    if ('error' in found) {
      this.error ??= found.error;
      return undefined;
    }
    for (const name of found.columns ?? []) this.columns.add(name);
    const { decisions, executions } = this.full;
    const differences = [
      firstDifference(decisions, found.decisions, (time) => time <= cut),
      firstDifference(executions, found.executions, (time) => time < cut),
    ].filter((one) => one !== undefined);
    if (differences.length === 0) return undefined;
    const [oldest] = differences.sort((a, b) => a.time - b.time);
    return { kind, cut, ...oldest };
  }
}
