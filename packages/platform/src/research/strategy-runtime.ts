import { createRng } from '@assay/core/random';
import type { FillContract } from '@assay/quant/execution';
import { signalKey } from '@assay/quant/signals';
import type { SignalSpec } from '@assay/quant/signals';
import { simulate } from '@assay/quant/simulation';
import type { Segment, SimulationResult } from '@assay/quant/simulation';
import { strategyByName } from '@assay/quant/strategy';
import type { Parameters, StrategyInstance } from '@assay/quant/strategy';
import { openSandbox } from '../workers/index.ts';
import type { Pack } from './pack.ts';
import { simulationOptions } from './simulation-options.ts';
import type { AccountSettings, PlannedSegment, StrategyReference } from './settings.ts';
import { termColumns } from './term-columns.ts';

/** Starts instances of one strategy for one simulation. */
interface StrategyRuntime {
  start(params: Parameters, terms: readonly SignalSpec[]): StrategyInstance;
  close(): Promise<void>;
}

/** Term columns that were computed already, by term and series: sweeps share most of them. */
export type TermCache = Map<string, readonly Float64Array[]>;

/**
 * Runs one account through planned segments with one strategy.
 *
 * A user's module gets a fresh sandbox for every simulation, so that nothing it keeps can travel from one to the next.
 */
export async function simulateSegments(
  strategy: StrategyReference,
  segments: readonly PlannedSegment[],
  market: { readonly pack: Pack; readonly cache: TermCache },
  settings: { readonly account: AccountSettings; readonly contract: FillContract },
): Promise<SimulationResult> {
  const { pack, cache } = market;
  const { account, contract } = settings;
  const terms = await termsOf(
    strategy,
    segments.map(({ params }) => params),
    account.seed,
  );
  const runtime = await openRuntime(strategy, pack, account.seed);
  try {
    const running = segments.map((segment, index): Segment => {
      const wanted = terms[index] as readonly SignalSpec[];
      return {
        from: pack.timeline[segment.from] as number,
        to: pack.timeline[segment.to] as number,
        strategy: startedAtFirstDecision(() => runtime.start(segment.params, wanted)),
        terms: columnsBySeries(wanted, pack, cache),
      };
    });
    return simulate({ ...simulationOptions(account, pack), segments: running, contract });
  } finally {
    await runtime.close();
  }
}

// A later segment's parameters were chosen with the returns of an earlier one: whoever decides in the earlier one must not
// see them. So an instance is made when its segment begins, and terms are asked of a sandbox that never decides.
function startedAtFirstDecision(start: () => StrategyInstance): StrategyInstance {
  let instance: StrategyInstance | undefined;
  return { decide: (view) => (instance ??= start()).decide(view) };
}

/** The terms that a strategy reads with each of several parameter sets. */
export async function termsOf(
  strategy: StrategyReference,
  sets: readonly Parameters[],
  seed: number,
): Promise<readonly (readonly SignalSpec[])[]> {
  if (strategy.kind === 'built-in') {
    const definition = strategyByName(strategy.name);
    return sets.map((params) => definition.terms(params));
  }
  const { entry, folder } = strategy;
  const asked = await openSandbox({ entry, folder, seed: `module/${seed}`, nInstruments: 0, nBars: 0 });
  try {
    return sets.map((params) => asked.inspect(params).terms);
  } finally {
    await asked.close();
  }
}

async function openRuntime(strategy: StrategyReference, pack: Pack, seed: number): Promise<StrategyRuntime> {
  const instruments = pack.series.map((bars) => bars.instrument.id);
  if (strategy.kind === 'built-in') {
    const definition = strategyByName(strategy.name);
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
    start: (params, terms) => sandbox.create(params, { instruments, seed: `strategy/${seed}` }, terms),
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
