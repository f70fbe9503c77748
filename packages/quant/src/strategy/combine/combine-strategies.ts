import { checkNonEmpty } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { InstrumentId } from '../../market/index.ts';
import { isIntent } from '../../orders/index.ts';
import type {
  Action,
  CancelRequest,
  Intent,
  IntentLeg,
  OrderRequest,
  Plan,
  ReplaceRequest,
} from '../../orders/index.ts';
import type {
  BarColumns,
  ColumnsContext,
  DecisionView,
  NamedColumns,
  Parameters,
  StrategyDefinition,
  StrategyInstance,
} from '../strategy.ts';
import { ChildView } from './child-view.ts';
import { StandingTargets } from './standing-targets.ts';

/** One strategy of an account that several share. */
export interface StrategyPart {
  /** Its name in the account, kebab-case and different from the others': before its tags and reasons. */
  readonly name: string;
  readonly strategy: StrategyDefinition;
  /** A value for every parameter. */
  readonly params: Parameters;
  /** Its part of the account, > 0; all of them sum to at most 1. */
  readonly share: number;
}

/** What a strategy may send beside intents. */
type Request = OrderRequest | Plan | CancelRequest | ReplaceRequest;

const SHARE_TOLERANCE = 1e-9;
const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Several strategies in one account, as one strategy without parameters.
 *
 * Netting: an instrument is traded by targets, or by orders of one strategy.
 * - Targets: the account aims at Σ share · target of all strategies, where each target stands until its strategy asks for
 *   another; lots are not multiplied. Long and short parts cancel out and are never traded. Stops and targets of a leg are
 *   for instruments that one strategy holds alone.
 * - Orders, plans: as sent, with exposures, weights and risk fractions times the share, and tags and groups that begin with the
 *   strategy's name and a colon. The position in the instrument is that strategy's.
 *
 * A strategy sees its own orders under its own tags, and its own part of each position.
 *
 * @throws {InvalidArgumentError} if a name or share is out of its domain; while it runs, if strategies get into each other's
 * way: targets of different kinds, protected targets, or orders in an instrument of another one.
 *
 * @remarks
 * Causal: as its strategies.
 * Source: this project.
 */
export function combineStrategies(name: string, parts: readonly StrategyPart[]): StrategyDefinition {
  checkParts(parts);
  const terms = parts.map(({ strategy, params }) => strategy.terms(params));
  return {
    name,
    summary: `Several strategies in one account: ${parts.map((part) => `${part.name} (${part.share})`).join(', ')}.`,
    source: 'this project',
    parameters: [],
    terms: () => terms.flat(),
    ...(parts.some(({ strategy }) => strategy.columns !== undefined)
      ? { columns: (bars: BarColumns, _: Parameters, context: ColumnsContext) => partColumns(parts, bars, context) }
      : {}),
    create: (_, { instruments, rng }) => {
      const children = parts.map(({ name: child, strategy, params }) =>
        strategy.create(params, { instruments, rng: rng.fork(child) }),
      );
      return new CombinedStrategy(parts, children, firstTerms(terms));
    },
  };
}

/** The columns of all strategies, each under its strategy's name and a colon. */
function partColumns(parts: readonly StrategyPart[], bars: BarColumns, context: ColumnsContext): NamedColumns {
  const columns = parts.flatMap(({ name, strategy, params }) =>
    Object.entries(strategy.columns?.(bars, params, context) ?? {}).map(
      ([column, values]) => [`${name}:${column}`, values] as const,
    ),
  );
  return Object.fromEntries(columns);
}

/** Asks its strategies one after the other, in declared order, and nets what they want. */
class CombinedStrategy implements StrategyInstance {
  readonly members: readonly string[];
  private readonly parts: readonly StrategyPart[];
  private readonly children: readonly StrategyInstance[];
  private readonly targets: StandingTargets;
  private readonly views: readonly ChildView[];
  /** By instrument: the strategy whose orders trade it. */
  private readonly owners: Map<InstrumentId, number> = new Map();
  private whole: DecisionView | undefined;

  constructor(parts: readonly StrategyPart[], children: readonly StrategyInstance[], firstTerm: readonly number[]) {
    this.members = parts.map(({ name }) => name);
    this.parts = parts;
    this.children = children;
    this.targets = new StandingTargets(parts);
    this.views = parts.map(
      ({ name }, k) =>
        new ChildView({
          prefix: `${name}:`,
          firstTerm: firstTerm[k],
          position: (instrument) => this.lotsOf(k, instrument),
        }),
    );
  }

  decide(view: DecisionView): readonly Action[] {
    this.whole = view;
    this.targets.follow(view);
    const requests: Request[] = [];
    const asked: Intent[] = [];
    this.children.forEach((child, k) => {
      for (const action of child.decide(this.views[k].show(view))) {
        if (isIntent(action)) asked.push(this.ask(k, action, view));
        else requests.push(...this.send(k, action, view));
      }
    });
    return [...requests, ...netted(asked, this.targets)];
  }

  private lotsOf(k: number, instrument: InstrumentId): number {
    const { whole } = this;
    if (whole === undefined) return 0;
    if (this.owners.get(instrument) === k) return whole.position(instrument);
    return this.targets.lotsOf(k, instrument, whole);
  }

  private ask(k: number, intent: Intent, view: DecisionView): Intent {
    for (const leg of intent.legs) {
      const owner = this.owners.get(leg.instrument);
      if (owner !== undefined) throw this.conflict(k, owner, leg.instrument);
      this.targets.ask(k, leg, view.barCount(leg.instrument));
    }
    return { ...intent, reason: `${this.parts[k].name}: ${intent.reason}` };
  }

  private send(k: number, request: Request, view: DecisionView): readonly Request[] {
    const { name, share } = this.parts[k];
    const prefix = `${name}:`;
    if (request.kind === 'cancel') return cancels(request, prefix, view);
    const tag = `${prefix}${request.tag}`;
    if (request.kind === 'replace') return [{ ...request, tag }];
    this.own(k, request.instrument);
    const reason = `${name}: ${request.reason}`;
    if (request.kind === 'plan') return [{ ...request, tag, reason, risk: shared(request.risk, share) }];
    const oco = request.oco === undefined ? undefined : `${prefix}${request.oco}`;
    return [{ ...request, tag, oco, reason, quantity: shared(request.quantity, share) }];
  }

  /** Makes strategy `k` the one whose orders trade an instrument. */
  private own(k: number, instrument: InstrumentId): void {
    const owner = this.owners.get(instrument);
    if (owner === k) return;
    if (owner !== undefined) throw this.conflict(k, owner, instrument);
    if (this.targets.has(instrument)) {
      const rule = `for an instrument without targets: ${instrument} is traded by intents`;
      throw new InvalidArgumentError(`${this.parts[k].name}.order`, rule, instrument);
    }
    this.owners.set(instrument, k);
  }

  private conflict(k: number, owner: number, instrument: InstrumentId): InvalidArgumentError {
    const rule = `for an instrument of its own: ${instrument} is traded by orders of ${this.parts[owner].name}`;
    return new InvalidArgumentError(this.parts[k].name, rule, instrument);
  }
}

/** One intent for each instrument that was asked for, or for several that belong together. */
function netted(asked: readonly Intent[], targets: StandingTargets): readonly Intent[] {
  const groups: { readonly instruments: Set<InstrumentId>; readonly reasons: string[]; isGroup: boolean }[] = [];
  for (const { legs, allOrNone, reason } of asked) {
    const isGroup = allOrNone && legs.length > 1;
    for (const names of isGroup ? [legs.map(nameOf)] : legs.map((leg) => [nameOf(leg)])) {
      const met = groups.filter(({ instruments }) => names.some((id) => instruments.has(id)));
      for (const one of met) groups.splice(groups.indexOf(one), 1);
      groups.push({
        instruments: new Set([...met.flatMap((one) => [...one.instruments]), ...names]),
        reasons: [...met.flatMap((one) => one.reasons), reason],
        isGroup: isGroup || met.some((one) => one.isGroup),
      });
    }
  }
  return groups.map(({ instruments, reasons, isGroup }) => ({
    legs: [...instruments].map((id) => targets.net(id)).filter((leg) => leg !== undefined),
    allOrNone: isGroup,
    reason: [...new Set(reasons)].join('; '),
  }));
}

function nameOf(leg: IntentLeg): InstrumentId {
  return leg.instrument;
}

/** A part of what a quantity asks for, where it is relative to the account. */
function shared<Q extends { readonly kind: string; readonly value?: number }>(quantity: Q, share: number): Q {
  if (quantity.kind === 'lots' || quantity.value === undefined) return quantity;
  return { ...quantity, value: quantity.value * share };
}

/** A strategy cancels its own orders only. */
function cancels(request: CancelRequest, prefix: string, view: DecisionView): readonly CancelRequest[] {
  if (request.tag !== '*') return [{ ...request, tag: `${prefix}${request.tag}` }];
  const instruments = request.instrument === undefined ? view.instruments : [request.instrument];
  const tags = instruments.flatMap((id) => view.workingOrders(id).map(({ tag }) => tag));
  return [...new Set(tags)].filter((tag) => tag.startsWith(prefix)).map((tag) => ({ ...request, tag }));
}

function firstTerms(terms: readonly (readonly unknown[])[]): readonly number[] {
  let next = 0;
  return terms.map((own) => {
    const first = next;
    next += own.length;
    return first;
  });
}

function checkParts(parts: readonly StrategyPart[]): void {
  checkNonEmpty('parts', parts);
  const names = new Set<string>();
  let sum = 0;
  for (const [k, { name, share }] of parts.entries()) {
    if (!KEBAB_CASE.test(name) || names.has(name)) {
      throw new InvalidArgumentError(`parts[${k}].name`, 'kebab-case and different from the others', name);
    }
    names.add(name);
    if (!(share > 0 && share <= 1)) throw new InvalidArgumentError(`parts[${k}].share`, '> 0 and at most 1', share);
    sum += share;
  }
  if (sum > 1 + SHARE_TOLERANCE) throw new InvalidArgumentError('parts', 'of shares that sum to at most 1', sum);
}
