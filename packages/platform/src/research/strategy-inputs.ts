import { barColumns, strategyColumns } from '@assay/quant/strategy';
import type { BarColumns, NamedColumns, Parameters } from '@assay/quant/strategy';
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
  market: { readonly known: Pick<Pack, 'series'>; readonly columns: ColumnCache },
  seed: number,
): Promise<readonly StrategyInputs[]> {
  const { known, columns } = market;
  let bars: readonly BarColumns[] | undefined;
  const over = (): readonly BarColumns[] => (bars ??= known.series.map(barColumns));
  if (strategy.kind === 'built-in') {
    const definition = builtInDefinition(strategy.name);
    const hasColumns = definition.columns !== undefined;
    return sets.map((params) => ({
      terms: definition.terms(params),
      columns: hasColumns ? strategyColumns(definition, params, over()) : undefined,
    }));
  }
  const sandbox = await openAsked(strategy, seed);
  try {
    const inputs: StrategyInputs[] = [];
    for (const params of sets) {
      const { terms, hasColumns } = sandbox.inspect(params);
      const key = JSON.stringify(params);
      if (hasColumns && !columns.has(key)) columns.set(key, await sandbox.columns(params, over()));
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
    answer(question: Question, columns: readonly NamedColumns[]): void;
  },
): Promise<void> {
  if (strategy.kind === 'built-in') {
    const definition = builtInDefinition(strategy.name);
    for (const one of questions) use.answer(one, strategyColumns(definition, one.params, use.bars(one)));
    return;
  }
  const sandbox = await openAsked(strategy, seed);
  try {
    for (const one of questions) use.answer(one, await sandbox.columns(one.params, use.bars(one)));
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
