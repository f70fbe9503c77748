import type { InstrumentId } from '../market/index.ts';
import type { Intent, ProtectiveDistance } from '../orders/index.ts';
import type { DecisionView, IdleBars, StrategyInstance } from './strategy.ts';

/** What a rule wants to hold of one instrument from now on. */
export interface Wish {
  /** Signed, in [-1, 1]; 0 is flat. */
  readonly exposure: number;
  readonly reason: string;
  readonly stopLoss?: ProtectiveDistance | undefined;
  readonly takeProfit?: ProtectiveDistance | undefined;
  /** Emitted although it was asked for last: nothing shows that it came about. @default false */
  readonly again?: boolean | undefined;
}

/**
 * Decides about one instrument that has a new bar.
 *
 * @param held - the exposure held: what was asked for last, or what the account shows where that did not last.
 * @returns the wish, or undefined to leave the instrument as it is.
 */
export type InstrumentRule = (view: DecisionView, instrument: InstrumentId, held: number) => Wish | undefined;

/**
 * Bars at which the rule wants nothing and changes nothing as long as what is held stays as it is.
 *
 * @param held - sign of the account's position, of which nothing is on its way.
 * @returns undefined where it has to be asked at the next bar.
 */
export type IdleRule = (instrument: InstrumentId, held: number) => IdleBars | undefined;

/** An exposure that was asked for, and the number of bars there were then. */
interface Asked {
  readonly exposure: number;
  readonly bars: number;
}

/** A strategy that asks for nothing but intents. */
export interface IntentStrategy extends StrategyInstance {
  decide(view: DecisionView): readonly Intent[];
}

const NOTHING: readonly Intent[] = Object.freeze([]);

/** Bars after which an exposure that was asked for must show in the account; an order may take one to fill. */
const BARS_TO_SHOW = 2;

/**
 * A strategy that looks at each instrument by itself.
 *
 * 1. Only instruments with a new bar are looked at.
 * 2. The held exposure is the one asked for last. From the second bar after asking on it is the sign of the account's
 *    position instead, so that a refused order and a position closed by its stop or target count as flat, and a
 *    position carried over from before counts as held.
 * 3. An intent is emitted only where the rule wants another exposure than the held one, or the same once more.
 *
 * @param idle - where the rule need not be asked. @default it is asked at every bar
 */
export function perInstrument(rule: InstrumentRule, idle?: IdleRule): IntentStrategy {
  const asked = new Map<InstrumentId, Asked>();
  return {
    decide(view) {
      // Most bars ask for nothing: those make no array.
      let intents: Intent[] | undefined;
      const { updated } = view;
      for (let k = 0; k < updated.length; k++) {
        const instrument = updated[k];
        const held = heldExposure(view, instrument, asked.get(instrument));
        const wish = rule(view, instrument, held);
        if (wish === undefined || (wish.exposure === held && wish.again !== true)) continue;
        asked.set(instrument, { exposure: wish.exposure, bars: view.barCount(instrument) });
        const intent = intentOf(instrument, wish);
        // A list of one is as long as it has to be; one that grows has room for many.
        if (intents === undefined) intents = [intent];
        else intents.push(intent);
      }
      return intents ?? NOTHING;
    },
    ...(idle === undefined ? {} : { idle: (view, instrument) => idleBars(view, instrument, { idle, asked }) }),
  };
}

/** Until what was asked for must show in the account, the next bar may see another exposure held than this one. */
function idleBars(
  view: DecisionView,
  instrument: InstrumentId,
  { idle, asked }: { readonly idle: IdleRule; readonly asked: ReadonlyMap<InstrumentId, Asked> },
): IdleBars | undefined {
  const last = asked.get(instrument);
  if (last !== undefined && view.barCount(instrument) - last.bars < BARS_TO_SHOW) return undefined;
  return idle(instrument, Math.sign(view.position(instrument)));
}

function heldExposure(view: DecisionView, instrument: InstrumentId, last: Asked | undefined): number {
  if (last !== undefined && view.barCount(instrument) - last.bars < BARS_TO_SHOW) return last.exposure;
  return Math.sign(view.position(instrument));
}

function intentOf(instrument: InstrumentId, wish: Wish): Intent {
  const { exposure, reason, stopLoss, takeProfit } = wish;
  const leg = { instrument, target: { kind: 'exposure', value: exposure } as const, stopLoss, takeProfit };
  return { legs: [leg], allOrNone: false, reason };
}
