import { checkNonEmpty } from '@assay/core/checks';
import { MS_PER_DAY } from '@assay/core/time';
import type { InstrumentId } from '../market/index.ts';
import { isIntent } from '../orders/index.ts';
import type { Action, IntentLeg } from '../orders/index.ts';
import { checkExitPlan, firstExit } from '../risk/index.ts';
import type { ExitPlan, ExitReason } from '../risk/index.ts';
import type { SignalSpec } from '../signals/index.ts';
import type { DecisionView, StrategyDefinition, StrategyInstance } from './strategy.ts';

/** When positions of a strategy may be entered and are left, beside what it asks for itself. Plain data. */
export interface ExitRules extends Pick<ExitPlan, 'maxBars' | 'exitAt' | 'daysToExpiry' | 'onRegimeChange'> {
  /** Labels of regimes: the column that holds them, and those in which positions may be entered. */
  readonly regime?: { readonly label: SignalSpec; readonly allowed: readonly number[] } | undefined;
}

/** What is followed of one instrument. */
interface Followed {
  bars: number;
  /** Label of the newest bar, and of the one before it: the label in force. */
  newest: number;
  inForce: number;
  /** Label in force and bars at the last decision while nothing was held. */
  entryRegime: number;
  entryBars: number;
}

const UNKNOWN: Readonly<Followed> = { bars: 0, newest: NaN, inForce: NaN, entryRegime: NaN, entryBars: 0 };

/**
 * A strategy with rules that filter its entries and leave its positions.
 *
 * At every new bar of an instrument:
 *
 * 1. The label in force is that of the bar before, never of the bar whose close is traded at: its own label knows that close.
 *    It is not known at the first bar, after several bars that became available at once, and where the model abstains (NaN).
 * 2. A position is left for the first of the reasons in `EXIT_ORDER` that holds: bars held or time, days to expiry, another
 *    label in force than at its entry. Whatever the strategy wants there at that moment is passed over, working orders are
 *    cancelled: no exit and new entry on one bar.
 * 3. Entries are passed over where the label in force is not allowed or not known, or where the days to expiry would end them
 *    at once. A reversal that may not be entered becomes an exit.
 *
 * @throws {InvalidArgumentError} if a rule is out of its domain.
 *
 * @remarks
 * Causal: as the strategy; labels are read one bar late.
 * Source: this project.
 */
export function withExitRules(definition: StrategyDefinition, rules: ExitRules): StrategyDefinition {
  checkExitPlan(rules);
  if (rules.regime !== undefined) checkNonEmpty('exits.regime.allowed', rules.regime.allowed);
  const label = rules.regime === undefined ? [] : [rules.regime.label];
  return {
    ...definition,
    terms: (params) => [...definition.terms(params), ...label],
    create: (params, context) =>
      new RuledStrategy(definition.create(params, context), rules, definition.terms(params).length),
  };
}

/** Stands between a strategy and the account. */
class RuledStrategy implements StrategyInstance {
  private readonly inner: StrategyInstance;
  private readonly rules: ExitRules;
  private readonly labelTerm: number;
  private readonly followed: Map<InstrumentId, Followed> = new Map();

  constructor(inner: StrategyInstance, rules: ExitRules, labelTerm: number) {
    this.inner = inner;
    this.rules = rules;
    this.labelTerm = labelTerm;
  }

  decide(view: DecisionView): readonly Action[] {
    const left = new Map<InstrumentId, ExitReason>();
    for (const instrument of view.updated) {
      const known = this.follow(view, instrument);
      const reason = this.exitOf(view, instrument, known);
      if (reason !== undefined) left.set(instrument, reason);
    }
    const kept = this.inner.decide(view).flatMap((one) => this.filtered(one, view, left));
    return [...[...left].flatMap(([instrument, reason]) => exitFrom(instrument, reason)), ...kept];
  }

  /** Moves on to the newest bar of an instrument. */
  private follow(view: DecisionView, instrument: InstrumentId): Followed {
    const before = this.followed.get(instrument) ?? { ...UNKNOWN };
    const bars = view.barCount(instrument);
    const label = this.rules.regime === undefined ? NaN : view.term(instrument, this.labelTerm);
    const inForce = bars === before.bars + 1 ? before.newest : NaN;
    const isFlat = view.position(instrument) === 0;
    const known: Followed = {
      bars,
      newest: label,
      inForce,
      entryRegime: isFlat ? inForce : before.entryRegime,
      entryBars: isFlat ? bars : before.entryBars,
    };
    this.followed.set(instrument, known);
    return known;
  }

  private exitOf(view: DecisionView, instrument: InstrumentId, known: Followed): ExitReason | undefined {
    if (view.position(instrument) === 0) return undefined;
    return firstExit(this.rules, {
      time: view.decisionTime,
      profitUnits: 0,
      basisUnits: 1,
      barsHeld: known.bars - known.entryBars,
      expiry: view.expiry?.(instrument),
      entryRegime: labelOf(known.entryRegime),
      regime: labelOf(known.inForce),
      isEndOfTest: false,
    });
  }

  /** What remains of an action. */
  private filtered(one: Action, view: DecisionView, left: ReadonlyMap<InstrumentId, unknown>): readonly Action[] {
    if (isIntent(one)) {
      const legs = one.legs.flatMap((leg) => this.filteredLeg(leg, view, left));
      const isBroken = one.allOrNone && legs.length < one.legs.length;
      return legs.length === 0 || isBroken ? [] : [{ ...one, legs }];
    }
    if (one.kind === 'cancel') return [one];
    if (one.kind === 'replace') return [one];
    if (left.has(one.instrument)) return [];
    const isReducing = one.kind === 'order' && (one.reduceOnly === true || one.quantity.kind === 'position');
    return isReducing || this.mayEnter(one.instrument, view) ? [one] : [];
  }

  private filteredLeg(
    leg: IntentLeg,
    view: DecisionView,
    left: ReadonlyMap<InstrumentId, unknown>,
  ): readonly IntentLeg[] {
    const { instrument, target } = leg;
    if (left.has(instrument)) return [];
    const held = view.position(instrument);
    const isEntry = target.value !== 0 && target.value * held <= 0;
    if (!isEntry || this.mayEnter(instrument, view)) return [leg];
    return held === 0 ? [] : [{ instrument, target: { ...target, value: 0 } }];
  }

  private mayEnter(instrument: InstrumentId, view: DecisionView): boolean {
    const { regime, daysToExpiry } = this.rules;
    const expiry = view.expiry?.(instrument);
    if (daysToExpiry !== undefined && expiry !== undefined && view.decisionTime >= expiry - daysToExpiry * MS_PER_DAY) {
      return false;
    }
    return regime === undefined || regime.allowed.includes(this.followed.get(instrument)?.inForce ?? NaN);
  }
}

/** `includes` finds NaN: a label that is not known is undefined. */
function labelOf(label: number): number | undefined {
  return Number.isNaN(label) ? undefined : label;
}

function exitFrom(instrument: InstrumentId, reason: ExitReason): readonly Action[] {
  return [
    { kind: 'cancel', tag: '*', instrument },
    { legs: [{ instrument, target: { kind: 'lots', value: 0 } }], allOrNone: false, reason },
  ];
}
