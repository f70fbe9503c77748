import { barColumns, strategyColumns } from '@assay/quant/strategy';
import type { BarColumns, NamedColumns, Parameters } from '@assay/quant/strategy';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { SignalSpec } from '@assay/quant/signals';
import { openSandbox } from '../workers/index.ts';
import { builtInDefinition } from './built-in-definition.ts';
import type { Pack } from './pack.ts';
import type { StrategyReference } from './settings.ts';

/** What a strategy reads with one set of parameters beside bars and its account. */
export interface StrategyInputs {
  readonly terms: readonly SignalSpec[];
  /** What its `columns` makes of the bars, by series; undefined where it has none. */
  readonly columns: readonly NamedColumns[] | undefined;
}

/** What built-in strategies are given of a series: they change nothing in it, so that they can keep what they made of it. */
function sharedColumns(series: BarSeries): BarColumns {
  const known = SHARED.get(series) ?? barColumns(series);
  SHARED.set(series, known);
  return known;
}

const SHARED: WeakMap<BarSeries, BarColumns> = new WeakMap();

/** Columns that a strategy has computed, by parameters: a sweep simulates each set several times. */
export type ColumnCache = Map<string, readonly NamedColumns[]>;

/**
 * Asks a strategy what it reads with each of several parameter sets, and for its columns over the bars of a pack.
 *
 * A user's module is asked in a sandbox that never decides: what it has seen there it cannot use.
 */
export async function inputsOf(
  strategy: StrategyReference,
  sets: readonly Parameters[],
  market: { readonly known: Pick<Pack, 'series' | 'beside'>; readonly columns: ColumnCache },
  seed: number,
): Promise<readonly StrategyInputs[]> {
  const { known, columns } = market;
  const { gates } = known.beside;
  if (strategy.kind === 'built-in') {
    const definition = builtInDefinition(strategy.name);
    const hasColumns = definition.columns !== undefined;
    // Many segments may have the same parameters, as the stretches of a regime have: their columns are made once.
    const made = new Map<string, StrategyInputs>();
    return sets.map((params) => {
      const key = JSON.stringify(params);
      const inputs = made.get(key) ?? {
        terms: definition.terms(params),
        columns: hasColumns ? strategyColumns(definition, params, known.series.map(sharedColumns), gates) : undefined,
      };
      made.set(key, inputs);
      return inputs;
    });
  }
  let bars: readonly BarColumns[] | undefined;
  const over = (): readonly BarColumns[] => (bars ??= known.series.map(barColumns));
  const sandbox = await openAsked(strategy, seed);
  try {
    const inputs: StrategyInputs[] = [];
    for (const params of sets) {
      const { terms, hasColumns } = sandbox.inspect(params);
      const key = JSON.stringify(params);
      if (hasColumns && !columns.has(key)) columns.set(key, await sandbox.columns(params, over(), gates));
      inputs.push({ terms, columns: columns.get(key) });
    }
    return inputs;
  } finally {
    await sandbox.close();
  }
}

/**
 * Asks a strategy for its columns over several sets of bars, one after the other.
 *
 * `answer` is called with the columns of each question, by instrument; they are empty where the strategy has none.
 */
export async function askColumns<Question extends { readonly params: Parameters }>(
  strategy: StrategyReference,
  seed: number,
  questions: readonly Question[],
  use: {
    bars(question: Question): readonly BarColumns[];
    gates(question: Question): readonly RecordTable[];
    answer(question: Question, columns: readonly NamedColumns[]): void;
  },
): Promise<void> {
  if (strategy.kind === 'built-in') {
    const definition = builtInDefinition(strategy.name);
    for (const one of questions)
      use.answer(one, strategyColumns(definition, one.params, use.bars(one), use.gates(one)));
    return;
  }
  const sandbox = await openAsked(strategy, seed);
  try {
    for (const one of questions) use.answer(one, await sandbox.columns(one.params, use.bars(one), use.gates(one)));
  } finally {
    await sandbox.close();
  }
}

/** The terms that a strategy reads with each of several parameter sets. */
export async function termsOf(
  strategy: StrategyReference,
  sets: readonly Parameters[],
  seed: number,
): Promise<readonly (readonly SignalSpec[])[]> {
  if (strategy.kind === 'built-in') {
    const definition = builtInDefinition(strategy.name);
    return sets.map((params) => definition.terms(params));
  }
  const asked = await openAsked(strategy, seed);
  try {
    return sets.map((params) => asked.inspect(params).terms);
  } finally {
    await asked.close();
  }
}

function openAsked(
  { entry, folder }: StrategyReference & { readonly kind: 'module' },
  seed: number,
): ReturnType<typeof openSandbox> {
  return openSandbox({ entry, folder, seed: `module/${seed}`, nInstruments: 0, nBars: 0 });
}
