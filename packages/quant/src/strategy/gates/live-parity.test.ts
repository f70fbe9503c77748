import { createRng } from '@assay/core/random';
import { formatIsoTime, MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { cannedGates, hourlySeries, walkSeries } from '../../market/testing/index.ts';
import type { BarSeries, RecordTable } from '../../market/index.ts';
import { DecisionStream, gateAt, momentsOf } from '../../signals/index.ts';
import type { DecisionStreamState, GateDecision, GateSide } from '../../signals/index.ts';
import { resolveParameters } from '../parameters.ts';
import type { Parameters } from '../strategy.ts';
import { driveStrategy } from '../testing/index.ts';
import { gatesStrategy } from './gates.ts';
import { evidenceSpecOf, guardsOf, plannerRulesOf } from './parameters.ts';
import { keepPlanner, planBar, recallPlanner, startPlanner } from './planner.ts';
import type { KeptPlanner } from './planner.ts';

/** `2006-01-05T20:00:00.000Z long`: what was asked for, and when. */
type Asked = readonly string[];

const WORDS: Readonly<Record<number, string>> = { [-1]: 'short', 0: 'flat', 1: 'long' };

/** The strategy over the whole history. */
function inOne(series: BarSeries, gates: RecordTable, params: Parameters): Asked {
  const decisions = driveStrategy(gatesStrategy, params, [series], { gates: [gates] });
  return decisions.flatMap(({ time, intents }) =>
    intents.map(({ legs: [leg] }) => `${formatIsoTime(time)} ${WORDS[Math.sign(leg.target.value)]}`),
  );
}

const keyOf = ({ gate, streakFrom }: GateDecision): number =>
  gate?.eventTime ?? (streakFrom === null ? NaN : 0 - streakFrom);

/**
 * Bar by bar, as a process would that sees gates and bars come in; it is killed and started again at `restarts`. Of bars that
 * become known at one moment, behind a late one, only the newest is planned.
 */
function live(series: BarSeries, gates: RecordTable, params: Parameters, restarts: ReadonlySet<number>): Asked {
  const [spec, guards, rules] = [evidenceSpecOf(params), guardsOf(params), plannerRulesOf(params)];
  let stream = new DecisionStream(spec, guards);
  let planner = startPlanner();
  let held: GateSide = 0;
  const asked: string[] = [];
  const rows = Array.from({ length: gates.length }, (_, row) => row).sort(
    (a, b) => gates.availableAt[a] - gates.availableAt[b],
  );
  const moments = momentsOf(series.availableAt);
  for (let bar = 0; bar < series.length; bar++) {
    const time = moments[bar];
    if (restarts.has(bar)) {
      const kept = JSON.stringify({ stream: stream.state(), planner: keepPlanner(planner) });
      const state = JSON.parse(kept) as { readonly stream: DecisionStreamState; readonly planner: KeptPlanner };
      stream = new DecisionStream(spec, guards, state.stream);
      planner = recallPlanner(state.planner);
    }
    while (rows.length > 0 && gates.availableAt[rows[0]] <= time) {
      stream.offer(gateAt(gates, rows[0]));
      rows.shift();
    }
    const [openTime, closeTime, availableAt] = [series.openTime[bar], series.eventTime[bar], series.availableAt[bar]];
    const decision = stream.push({ openTime, closeTime, availableAt, close: series.close[bar] });
    if (moments[bar + 1] === time) continue;
    const signal = decision.admit ? decision.direction : 0;
    const seen = { time: decision.time, signal, key: keyOf(decision), hardBlocked: decision.hardBlocked };
    const outcome = planBar(planner, seen, held, rules);
    if (outcome.action !== 'stay') asked.push(`${formatIsoTime(decision.time)} ${WORDS[outcome.side]}`);
    held = outcome.side;
  }
  return asked;
}

/** Some bars come hours late, those behind them on time. */
function withLateBars(series: BarSeries): BarSeries {
  return { ...series, availableAt: series.availableAt.map((at, i) => at + (i % 53 === 20 ? 3 * MS_PER_HOUR : 0)) };
}

describe('gates live and in a backtest', () => {
  it.each([1, 2, 3])(
    'S1-01 (b) ruling 18: the same entries and exits at the same bars, whenever the process is restarted (seed %s)',
    (seed) => {
      const series = withLateBars(hourlySeries(walkSeries(seed, 900)));
      const gates = cannedGates(series, seed, { isMissing: (nth) => nth % 3 === 0 });
      const { params } = resolveParameters(gatesStrategy, {
        ...{ maxHazard: 0.5, holdMinutes: 240, maxHoldMinutes: 600, gateTtlBars: 12, calibrationWindow: 150 },
        ...{ sessionOpen: 3, sessionClose: 21, exitBufferMinutes: 60 },
      });
      const batch = inOne(series, gates, params);
      expect(batch.length).toBeGreaterThan(90);
      expect(live(series, gates, params, new Set())).toEqual(batch);
      const rng = createRng(seed).fork('kills');
      const restarts = new Set(Array.from({ length: 60 }, () => rng.nextInt(900)));
      expect(live(series, gates, params, restarts)).toEqual(batch);
    },
  );
});
