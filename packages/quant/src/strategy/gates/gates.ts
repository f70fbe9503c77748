import { formatIsoTime } from '@assay/core/time';
import type { InstrumentId } from '../../market/index.ts';
import { REGIME_LABELS } from '../../regimes/index.ts';
import { GATE_SOURCES, reasonList } from '../../signals/index.ts';
import type { GateSide } from '../../signals/index.ts';
import { numberOf } from '../parameters.ts';
import { perInstrument } from '../per-instrument.ts';
import type { InstrumentRule } from '../per-instrument.ts';
import type { DecisionView, Parameters, StrategyDefinition, StrategyInstance } from '../strategy.ts';
import { gatesColumns, SHOWN_MEASURES } from './gates-columns.ts';
import { GATES_PARAMETERS, gatesParameterProblems, plannerRulesOf } from './parameters.ts';
import { idlePlanner, planBar, startPlanner } from './planner.ts';
import type { PlannerReason, PlannerState } from './planner.ts';

/**
 * Trades gates: the gate in force at each bar, or what the deriver makes of the candles where none is, is admitted or refused by
 * the guards; the planner alone turns what is admitted into positions.
 */
export const gatesStrategy: StrategyDefinition = {
  name: 'gates',
  summary:
    'Enters on gates that pass its guards, derived from the candles where none is in force, and holds for a fixed time.',
  source: 'this project: docs/methods/gates.md',
  parameters: GATES_PARAMETERS,
  validate: gatesParameterProblems,
  terms: () => [],
  columns: (bars, params, { gates }) => gatesColumns(bars, params, gates?.get(bars.instrument)),
  create: (params) => createGates(params),
};

function createGates(params: Parameters): StrategyInstance {
  const rules = plannerRulesOf(params);
  const exposure = numberOf(params, 'exposure');
  const planners = new Map<InstrumentId, PlannerState>();
  const rule: InstrumentRule = (view, instrument, asked) => {
    // A position that was asked to be left is held until the account shows it gone.
    const held = asked === 0 ? view.position(instrument) : asked;
    let state = planners.get(instrument);
    if (state === undefined) planners.set(instrument, (state = startPlanner()));
    const signal = view.column(instrument, 'signal');
    if (signal === 0 && held === 0 && state.side === 0 && view.column(instrument, 'blocked') === 0) return undefined;
    const hardBlocked = view.column(instrument, 'blocked') === 1;
    const key = view.column(instrument, 'key');
    const bar = { time: view.decisionTime, signal: Math.sign(signal) as GateSide, key, hardBlocked };
    const outcome = planBar(state, bar, Math.sign(held) as GateSide, rules);
    switch (outcome.action) {
      case 'stay':
        return undefined;
      case 'exit':
        return { exposure: 0, reason: exitReason(view, outcome.reason, rules.holdMinutes), again: true };
      case 'enter':
        return { exposure: outcome.side * exposure, reason: entryReason(view, instrument) };
    }
  };
  return perInstrument(rule, (instrument, held) => {
    const state = planners.get(instrument);
    return state === undefined ? undefined : idlePlanner(state, held as GateSide, rules);
  });
}

function exitReason(view: DecisionView, reason: PlannerReason, holdMinutes: number): string {
  if (view.readsReasons === false) return '';
  return reason === 'hold-expired' ? `hold-expired: ${holdMinutes} minutes` : reason;
}

/** The evidence behind an entry in a few words: `gate of 2012-01-03T05:00:00.000Z: hazard 0.04, repetitions 3; bull`. */
function entryReason(view: DecisionView, instrument: InstrumentId): string {
  if (view.readsReasons === false) return '';
  const at = (name: string): number => view.column(instrument, name);
  const source = GATE_SOURCES[at('source')];
  const when = formatIsoTime(source === 'gate' ? at('key') : 0 - at('key'));
  const measures = SHOWN_MEASURES.filter((name) => Number.isFinite(at(name))).map(
    (name) => `${name} ${Number(at(name).toPrecision(4))}`,
  );
  const regime = REGIME_LABELS[at('regime')];
  const reasons = reasonList(at('reasons'));
  return [
    `${source === 'gate' ? 'gate of' : 'derived from the streak since'} ${when}: ${measures.join(', ')}`,
    ...(regime === undefined ? [] : [regime]),
    ...(reasons.length === 0 ? [] : [reasons.join(', ')]),
  ].join('; ');
}
