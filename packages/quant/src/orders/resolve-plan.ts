import type { Instrument } from '../market/index.ts';
import type { Plan } from './action.ts';
import { checkAction } from './check-action.ts';
import { levelTicks } from './price-levels.ts';
import { attachedLevel, checkInstrument, checkLater, checkSides, orderedLots, plainOrder } from './resolve-order.ts';
import type { OrderContext } from './resolve-order.ts';
import type { WorkingOrder } from './working-order.ts';

/**
 * Checks a plan and turns it into its entry with stop, targets and time exit attached.
 *
 * @param context - with `lots` where the plan's risk had to be sized.
 * @throws {InvalidArgumentError} if the plan makes no sense by itself, is for another instrument, has no lots, lapses or
 * exits before it is decided, or has a stop or target on the wrong side.
 *
 * @remarks
 * Causal: nothing but the plan and the context is looked at.
 * Source: this project.
 */
export function resolvePlan(plan: Plan, instrument: Instrument, context: OrderContext): WorkingOrder {
  checkAction(plan);
  const where = `plan ${plan.tag}`;
  checkInstrument(where, plan.instrument, instrument);
  const { entry, expires, timeExit } = plan;
  if (expires !== undefined) checkLater(`${where}.expires`, expires, context.decisionTime);
  if (timeExit !== undefined && 'at' in timeExit) checkLater(`${where}.timeExit.at`, timeExit.at, context.decisionTime);
  const side = plan.direction === 'long' ? 'buy' : 'sell';
  const exitSide = side === 'buy' ? 'sell' : 'buy';
  const { type, price } = entry;
  const level = type === 'market' || price === undefined ? undefined : levelTicks(instrument, price, side, type);
  const order: WorkingOrder = {
    ...plainOrder(instrument, context),
    tag: plan.tag,
    side,
    type,
    lots: orderedLots(where, plan.risk, context),
    limitTicks: type === 'limit' ? level : undefined,
    stopTicks: type === 'stop' ? level : undefined,
    timeInForce: expires === undefined ? { kind: 'gtc' } : { kind: 'gtd', until: expires },
    attached: {
      firstId: context.id + 1,
      stop: attachedLevel(plan.stop, instrument, exitSide, 'stop'),
      timeExit,
      targets: plan.targets.map((target) => ({
        level: attachedLevel(target, instrument, exitSide, 'limit'),
        share: target.share,
      })),
    },
    reason: plan.reason,
  };
  checkSides(where, order);
  return order;
}
