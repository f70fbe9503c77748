import { createRng } from '@assay/core/random';
import type { FillContract } from '@assay/quant/execution';
import { signalKey } from '@assay/quant/signals';
import type { SignalSpec } from '@assay/quant/signals';
import { simulate, sweepRecord } from '@assay/quant/simulation';
import type { Segment, SimulationOptions, SimulationResult, SweptRecord } from '@assay/quant/simulation';
import { paddedTo, withDecisionLog } from '@assay/quant/evidence';
import type { LeakRecord } from '@assay/quant/evidence';
import type { NamedColumns, Parameters, StrategyInstance } from '@assay/quant/strategy';
import { openSandbox } from '../workers/index.ts';
import { builtInDefinition } from './built-in-definition.ts';
import type { Pack } from './pack.ts';
import { simulationOptions } from './simulation-options.ts';
import type { AccountSettings, PlannedSegment, StrategyReference } from './settings.ts';
import { inputsOf } from './strategy-inputs.ts';
import type { ColumnCache, StrategyInputs } from './strategy-inputs.ts';
import { termColumns } from './term-columns.ts';

/** Starts instances of one strategy for one simulation. */
interface StrategyRuntime {
  start(params: Parameters, inputs: StrategyInputs): StrategyInstance;
  close(): Promise<void>;
}

/** Term columns that were computed already, by term and series: sweeps share most of them. */
export type TermCache = Map<string, readonly Float64Array[]>;

/** What strategies are simulated on. */
export interface SimulatedMarket {
  /** What orders fill on. */
  readonly pack: Pack;
  /** What terms and columns are computed from; bars that it lacks are not known. @default pack */
  readonly known?: Pack | undefined;
  /** Of terms over what is known. */
  readonly cache: TermCache;
  /** What the strategy reads in each segment. @default it is asked */
  readonly inputs?: readonly StrategyInputs[] | undefined;
}

/** How strategies are simulated. */
export interface SimulatedSettings {
  readonly account: AccountSettings;
  readonly contract: FillContract;
  /** Is given everything that the strategy asks for. */
  readonly decisions?: LeakRecord[] | undefined;
  /** Wraps each segment's strategy, to look on; it must ask and answer as the strategy does. */
  readonly watched?: ((strategy: StrategyInstance, inputs: StrategyInputs) => StrategyInstance) | undefined;
}

// Columns go with the terms that were computed from the same bars.
const COLUMNS: WeakMap<TermCache, ColumnCache> = new WeakMap();

/** What a strategy reads in each of several segments. */
export function inputsOfSegments(
  strategy: StrategyReference,
  segments: readonly PlannedSegment[],
  { pack, known = pack, cache }: SimulatedMarket,
  seed: number,
): Promise<readonly StrategyInputs[]> {
  const columns: ColumnCache = COLUMNS.get(cache) ?? new Map<string, readonly NamedColumns[]>();
  COLUMNS.set(cache, columns);
  const sets = segments.map(({ params }) => params);
  return inputsOf(strategy, sets, { known, columns }, seed);
}

/**
 * Runs one account through planned segments with one strategy.
 *
 * A user's module gets a fresh sandbox for every simulation, so that nothing it keeps can travel from one to the next.
 */
export async function simulateSegments(
  strategy: StrategyReference,
  segments: readonly PlannedSegment[],
  market: SimulatedMarket,
  settings: SimulatedSettings,
): Promise<SimulationResult> {
  const started = await startedSimulation(strategy, segments, market, settings);
  try {
    return simulate(started.options);
  } finally {
    await started.close();
  }
}

/**
 * The same without the record and without reasons, many times as fast, in columns that are lent until the next time; undefined where
 * that cannot be had, as for a user's module: then `simulateSegments` has to be asked.
 */
export async function sweepSegments(
  strategy: StrategyReference,
  segments: readonly PlannedSegment[],
  market: SimulatedMarket,
  settings: SimulatedSettings,
): Promise<SweptRecord | undefined> {
  if (strategy.kind !== 'built-in') return undefined;
  const started = await startedSimulation(strategy, segments, market, settings);
  try {
    return sweepRecord(started.options);
  } finally {
    await started.close();
  }
}

async function startedSimulation(
  strategy: StrategyReference,
  segments: readonly PlannedSegment[],
  market: SimulatedMarket,
  { account, contract, decisions, watched }: SimulatedSettings,
): Promise<{ readonly options: SimulationOptions; close(): Promise<void> }> {
  const { pack, known = pack, cache } = market;
  const inputs = market.inputs ?? (await inputsOfSegments(strategy, segments, market, account.seed));
  const runtime = await openRuntime(strategy, pack, account.seed);
  try {
    const running = segments.map((segment, index): Segment => {
      const wanted = inputs[index] as StrategyInputs;
      const started = startedAtFirstDecision(() => runtime.start(segment.params, wanted));
      const instance = watched === undefined ? started : watched(started, wanted);
      return {
        from: pack.timeline[segment.from] as number,
        to: pack.timeline[segment.to] as number,
        strategy: decisions === undefined ? instance : withDecisionLog(instance, decisions),
        terms: columnsBySeries(wanted.terms, known, cache).map((columns, series) =>
          columns.map((column) => paddedTo(column, lengthOf(pack, series))),
        ),
        columns: wanted.columns?.map((own, series) => paddedColumns(own, lengthOf(pack, series))),
      };
    });
    const options = { ...simulationOptions(account, pack), segments: running, contract };
    return { options, close: () => runtime.close() };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

function lengthOf({ series }: Pack, index: number): number {
  return series[index]?.length ?? 0;
}

function paddedColumns(own: NamedColumns, length: number): NamedColumns {
  return Object.fromEntries(Object.entries(own).map(([name, column]) => [name, paddedTo(column, length)]));
}

// A later segment's parameters were chosen with the returns of an earlier one: whoever decides in the earlier one must not
// see them. So an instance is made when its segment begins, and terms are asked of a sandbox that never decides.
function startedAtFirstDecision(start: () => StrategyInstance): StrategyInstance {
  let instance: StrategyInstance | undefined;
  return {
    decide: (view) => (instance ??= start()).decide(view),
    idle: (view, instrument) => instance?.idle?.(view, instrument),
  };
}

async function openRuntime(strategy: StrategyReference, pack: Pack, seed: number): Promise<StrategyRuntime> {
  const instruments = pack.series.map((bars) => bars.instrument.id);
  if (strategy.kind === 'built-in') {
    const definition = builtInDefinition(strategy.name);
    return {
      start: (params) => definition.create(params, { instruments, rng: createRng(`strategy/${seed}`) }),
      close: () => Promise.resolve(),
    };
  }
  const sandbox = await openSandbox({
    entry: strategy.entry,
    folder: strategy.folder,
    seed: `module/${seed}`,
    nInstruments: instruments.length,
    nBars: Math.max(...pack.series.map((bars) => bars.length)),
  });
  return {
    start: (params, { terms, columns: [own = {}] = [] }) =>
      sandbox.create(params, { instruments, seed: `strategy/${seed}` }, terms, Object.keys(own)),
    close: () => sandbox.close(),
  };
}

function columnsBySeries(
  terms: readonly SignalSpec[],
  pack: Pack,
  cache: TermCache,
): readonly (readonly Float64Array[])[] {
  const missing = terms.filter((term) => !cache.has(signalKey(term)));
  if (missing.length > 0) {
    const actions = new Map(pack.beside.actions.map((table) => [table.id, table]));
    const computed = pack.series.map((bars) => termColumns(missing, bars, actions.get(bars.instrument.id)));
    missing.forEach((term, index) =>
      cache.set(
        signalKey(term),
        computed.map((columns) => columns[index] as Float64Array),
      ),
    );
  }
  return pack.series.map((_, series) => terms.map((term) => cache.get(signalKey(term))?.[series] as Float64Array));
}
