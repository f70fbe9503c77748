import { createRng } from '@assay/core/random';
import { computeSignals } from '../../signals/index.ts';
import { simulate } from '../../simulation/index.ts';
import type { SimulationOptions } from '../../simulation/index.ts';
import { barColumns, strategyColumns } from '../../strategy/index.ts';
import type { NamedColumns, Parameters, StrategyDefinition } from '../../strategy/index.ts';
import { firstUnknown, knownSeries } from './alter-series.ts';
import { examineLeaks } from './examine.ts';
import type { Replayed, ReplayRequest } from './examine.ts';
import { barBeforeItsEnd, fillBeforeDecision, settledBeforeExpiry } from './ordering.ts';
import { executionRecords, withDecisionLog } from './records.ts';
import type { LeakRecord } from './records.ts';
import { changedColumns, paddedTo, replayMarket } from './replay-market.ts';
import type { ReplayMarket } from './replay-market.ts';
import type { LeakReport } from './report.ts';

/** A strategy with everything that its simulation needs, over the whole of its bars. */
export interface TestedStrategy extends Omit<SimulationOptions, 'segments'> {
  readonly definition: StrategyDefinition;
  readonly params: Parameters;
}

/**
 * Tests a strategy definition for leaks by replaying it in this thread.
 *
 * @param options - `seed` names the test; `cuts` is the number of moments at which the future is cut off.
 * @throws {InvalidArgumentError} as `chooseCuts` and `simulate`.
 *
 * @remarks
 * Cost: as `examineLeaks`, and one simulation more.
 * Source: this project.
 */
export async function testStrategyForLeaks(
  tested: TestedStrategy,
  options: { readonly seed: string; readonly cuts: number },
): Promise<LeakReport> {
  const timeline = [...new Set(tested.series.flatMap((one) => [...one.eventTime]))].sort((a, b) => a - b);
  const [, first] = timeline;
  if (first === undefined)
    return examineLeaks({ ...options, closes: timeline, judged: NOTHING, replay: () => REFUSED });
  const run = (request: ReplayRequest): Promise<Replayed> => Promise.resolve(replayOnce(tested, timeline, request));
  const judged = await run({ kind: 'rerun' });
  return examineLeaks({
    ...options,
    closes: timeline.slice(1),
    judged,
    probe: (cuts) => probed(tested, cuts),
    replay: run,
  });
}

const NOTHING: Replayed = { decisions: [], executions: [] };
const REFUSED: Promise<Replayed> = Promise.resolve(NOTHING);

function replayOnce(tested: TestedStrategy, timeline: readonly number[], request: ReplayRequest): Replayed {
  const { definition, params, series, ...options } = tested;
  const whole: ReplayMarket = { traded: series, known: series, end: timeline.at(-1) ?? NaN };
  const market = request.kind === 'rerun' ? whole : (replayMarket(series, timeline, request) ?? whole);
  const terms = market.known.map((one, s) =>
    computeSignals(definition.terms(params), one).map((column) => paddedTo(column, series[s].length)),
  );
  const columns = strategyColumns(definition, params, market.known.map(barColumns));
  const decisions: LeakRecord[] = [];
  const instruments = series.map(({ instrument }) => instrument.id);
  const strategy = definition.create(params, { instruments, rng: createRng('leak-test') });
  const segment = {
    from: timeline[1],
    to: market.end,
    strategy: withDecisionLog(strategy, decisions),
    terms,
    columns: columns.map((own, s) => padded(own, series[s].length)),
  };
  const result = simulate({ ...options, series: market.traded, segments: [segment] });
  const disorder =
    fillBeforeDecision(result.fills) ??
    settledBeforeExpiry(
      result.fills,
      series.map(({ instrument }) => instrument),
    ) ??
    series.map(barBeforeItsEnd).find((found) => found !== undefined);
  return {
    decisions,
    executions: executionRecords(result),
    disorder,
    ...(request.kind === 'rerun' ? {} : { columns: changed(tested, columns, request.cut) }),
  };
}

function probed(tested: TestedStrategy, cuts: readonly number[]): Promise<readonly number[]> {
  const { definition, params, series } = tested;
  if (definition.columns === undefined) return Promise.resolve([]);
  const isChanged = (cut: number): boolean => {
    const known = series.map((one) => barColumns(knownSeries(one, cut)));
    return changed(tested, strategyColumns(definition, params, known), cut).length > 0;
  };
  return Promise.resolve(cuts.filter(isChanged));
}

function changed(
  { definition, params, series }: TestedStrategy,
  cut: readonly NamedColumns[],
  time: number,
): readonly string[] {
  if (definition.columns === undefined) return [];
  const full = strategyColumns(definition, params, series.map(barColumns));
  return changedColumns(
    full,
    cut,
    series.map((one) => firstUnknown(one, time)),
  );
}

function padded(own: NamedColumns, length: number): NamedColumns {
  return Object.fromEntries(Object.entries(own).map(([name, column]) => [name, paddedTo(column, length)]));
}
