/**
 * The prefix and poison test of columns, in the evaluator's threads:
 *
 * 1. Columns are computed over all bars, in two sandboxes and twice in one: what differs follows from no data.
 * 2. Prefix: they are computed again from the bars that were known at many moments, at every close where there are few bars.
 * 3. Poison: and with other bars in place of those that were not known, some of them released late.
 * 4. Each value of a bar that was known must be what it was, bit by bit.
 */
import { chooseCuts, cutCoverage, firstUnknown, replayMarket } from '@assay/quant/evidence';
import type { ReplayKind } from '@assay/quant/evidence';
import type { BarSeries } from '@assay/quant/market';
import type { SignalSpec } from '@assay/quant/signals';
import { barColumns } from '@assay/quant/strategy';
import type { NamedColumns, Parameters } from '@assay/quant/strategy';
import type { TaskContext } from '../../../workers/index.ts';
import { knownActions, poisonedGates } from '../../known-actions.ts';
import { decodePack } from '../../pack.ts';
import type { Pack } from '../../pack.ts';
import { rowFailureOf } from '../../row-failure.ts';
import type { StrategyReference } from '../../settings.ts';
import { askColumns } from '../../strategy-inputs.ts';
import { termColumns } from '../../term-columns.ts';
import { tracedBar } from './trace-task.ts';
import type { TracedBar } from './trace-task.ts';

/** What makes the columns. */
export type FeatureSource =
  | { readonly kind: 'expression'; readonly name: string; readonly spec: SignalSpec }
  | { readonly kind: 'module'; readonly reference: StrategyReference; readonly params: Parameters };

/** Argument of `testFeature`, as plain JSON. */
export interface FeatureArgument {
  readonly feature: FeatureSource;
  /** Names the cuts. */
  readonly seed: string;
  /** Moments at which other bars are put in place of the later ones; those of prefixes are more. */
  readonly cuts: number;
}

/** A column whose past is not the same without its future: the first value that differs, by bar. */
export interface FeatureDifference {
  readonly column: string;
  readonly instrument: string;
  readonly kind: ReplayKind | 'rerun';
  /** The last moment whose bars were left as they were; null where nothing was changed. */
  readonly cut: number | null;
  /** Null is undefined. */
  readonly full: number | null;
  readonly replayed: number | null;
  readonly bar: TracedBar;
}

/** What the test of a feature found. */
export interface FeatureFound {
  readonly outcome: 'clean' | 'leak' | 'nondeterministic' | 'failed';
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** The first difference of each column that has one. */
  readonly differences: readonly FeatureDifference[];
  /** Closes of all instruments, and the moments of them up to which columns were made again. */
  readonly closes: number;
  readonly prefixes: number;
  /** How often with other bars after a moment. */
  readonly poisons: number;
  readonly coverage: number;
  readonly error: string | null;
}

/** Bars that prefixes may copy: a few seconds of work; and the most prefixes. */
const MOST_BARS = 20_000_000;
const MOST_PREFIXES = 2_000;

interface Question {
  readonly params: Parameters;
  readonly kind: ReplayKind | 'rerun';
  readonly cut: number | null;
}

type Answer = (question: Question, columns: readonly NamedColumns[]) => void;

/** Tests columns for leaks; what a module fails with is a finding. */
export async function testFeature(argument: FeatureArgument, context: TaskContext): Promise<FeatureFound> {
  const pack = decodePack(context.buffers['pack'] as SharedArrayBuffer);
  const none = { columns: [], differences: [], closes: pack.timeline.length, prefixes: 0, poisons: 0, coverage: 0 };
  try {
    return await found(argument, pack);
  } catch (error) {
    const failure = rowFailureOf(error, 'feature');
    if (failure === undefined) throw error;
    return { outcome: 'failed', ...none, error: failure.message };
  }
}

async function found({ feature, seed, cuts: count }: FeatureArgument, pack: Pack): Promise<FeatureFound> {
  const params = feature.kind === 'module' ? feature.params : {};
  const whole: Question = { params, kind: 'rerun', cut: null };
  let full: readonly NamedColumns[] = [];
  await ask(feature, pack, [whole], (_, columns) => (full = columns));
  const search = new FeatureSearch(pack, full);
  await ask(feature, pack, [whole, whole], search.answer);
  const columns = [...new Set(full.flatMap((own) => Object.keys(own)))];
  const told = { columns, closes: pack.timeline.length, prefixes: 0, poisons: 0, coverage: 0, error: null };
  const repeated = search.differences();
  if (repeated.length > 0) return { ...told, outcome: 'nondeterministic', differences: repeated };

  const nBars = pack.series.reduce((sum, { length }) => sum + length, 0);
  const many = Math.max(count, Math.min(MOST_PREFIXES, Math.floor(MOST_BARS / Math.max(1, nBars))));
  const closes = { closes: pack.timeline, decisions: [] };
  const prefixes = chooseCuts({ ...closes, seed: `${seed}/prefix`, count: many });
  const poisoned = chooseCuts({ ...closes, seed, count });
  const kinds = ['poison', 'late-poison'] as const;
  const poisons = poisoned.flatMap((cut) => kinds.map((kind): Question => ({ params, kind, cut })));
  await ask(
    feature,
    pack,
    prefixes.map((cut): Question => ({ params, kind: 'prefix', cut })),
    search.answer,
  );
  await ask(feature, pack, poisons, search.answer);
  const differences = search.differences();
  return {
    ...told,
    outcome: differences.length > 0 ? 'leak' : 'clean',
    ...{ differences, prefixes: prefixes.length, poisons: poisons.length },
    coverage: cutCoverage(prefixes, pack.timeline),
  };
}

/** Columns of each question, one after the other; of a module, in a sandbox of their own. */
async function ask(feature: FeatureSource, pack: Pack, questions: readonly Question[], answer: Answer): Promise<void> {
  if (feature.kind === 'module') {
    await askColumns(feature.reference, 0, questions, {
      bars: (question) => knownIn(pack, question).map(barColumns),
      gates: (question) => besideIn(pack, question).gates,
      answer,
    });
    return;
  }
  for (const question of questions) {
    const known = knownIn(pack, question);
    const actions = new Map(besideIn(pack, question).actions.map((table) => [table.id, table]));
    const columns = known.map((bars): NamedColumns => {
      const [column = new Float64Array(0)] = termColumns([feature.spec], bars, actions.get(bars.instrument.id));
      return { [feature.name]: column };
    });
    answer(question, columns);
  }
}

/** The bars that columns are made of in a replay. */
function knownIn({ series, timeline }: Pack, { kind, cut }: Question): readonly BarSeries[] {
  if (kind === 'rerun' || cut === null) return series;
  return replayMarket(series, timeline, { kind, cut })?.known ?? series;
}

/** What stands beside them. */
function besideIn({ beside }: Pack, { kind, cut }: Question): Pack['beside'] {
  if (kind === 'rerun' || cut === null) return beside;
  return kind === 'prefix' ? knownActions(beside, cut) : poisonedGates(beside, cut);
}

/** Compares columns with those of the whole, and keeps of each the difference that comes first. */
class FeatureSearch {
  private readonly pack: Pack;
  private readonly full: readonly NamedColumns[];
  private readonly first: Map<string, FeatureDifference> = new Map();

  constructor(pack: Pack, full: readonly NamedColumns[]) {
    this.pack = pack;
    this.full = full;
  }

  readonly answer: Answer = ({ kind, cut }, columns) => {
    this.pack.series.forEach((bars, s) => {
      const count = cut === null ? bars.length : firstUnknown(bars, cut);
      for (const [column, values] of Object.entries(this.full[s] ?? {})) {
        const other = columns[s]?.[column];
        const index = values.subarray(0, count).findIndex((value, i) => !Object.is(value, other?.[i]));
        const bar = index < 0 ? null : tracedBar(bars, index);
        const known = this.first.get(column);
        if (bar === null || (known !== undefined && known.bar.eventTime <= bar.eventTime)) continue;
        const [mine, theirs] = [values[index], other?.[index]].map(finiteOrNull);
        const { id: instrument } = bars.instrument;
        this.first.set(column, { column, instrument, kind, cut, full: mine ?? null, replayed: theirs ?? null, bar });
      }
    });
  };

  differences(): readonly FeatureDifference[] {
    return [...this.first.values()].sort((a, b) => (a.column < b.column ? -1 : 1));
  }
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
