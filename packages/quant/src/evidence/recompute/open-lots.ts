/** Open lots of one instrument, matched first in, first out, as docs/methods/records.md and accounts.md say. */
import type { Fill } from '../../orders/index.ts';
import type { TickWorth } from './tick-worth.ts';
import type { RecomputedCosts } from './fill-costs.ts';
import { partByLots, partsByLots } from './whole-numbers.ts';

/** A fill with what was found for it. */
export interface FoundFill {
  readonly fill: Fill;
  readonly costs: RecomputedCosts;
}

/** Parts of a result in ledger units of the instrument's currency. */
export interface FoundParts {
  readonly price: number;
  readonly spread: number;
  readonly slippage: number;
  readonly commission: number;
  readonly fees: number;
  readonly dividends: number;
  readonly financing: number;
  readonly rounding: number;
}

/** A round trip that was found. */
export interface FoundTrade {
  readonly instrument: string;
  readonly direction: 'long' | 'short';
  readonly lots: number;
  readonly entry: FoundFill;
  readonly exit: FoundFill;
  /** Lots at the exit for one at the entry. */
  readonly splitRatio: number;
  readonly grossUnits: number;
  readonly costUnits: number;
  readonly incomeUnits: number;
  readonly netUnits: number;
  readonly parts: FoundParts;
  readonly realizedUnits: number;
}

/** What a fill changed. */
export interface FoundChange {
  readonly trades: readonly FoundTrade[];
  readonly realizedUnits: number;
  readonly costChangeUnits: number;
}

/** Lots of one entry that are still open, with what is theirs of its costs and of income since. */
interface Lot {
  readonly entry: FoundFill;
  lots: number;
  spread: number;
  commission: number;
  fees: number;
  dividends: number;
  financing: number;
  /** After a split: what the lots cost, which is no longer price times lots. */
  cost: { paid: number; reference: number; ratio: number } | undefined;
}

/** The part of a lot that a split left over. */
export interface FoundFraction {
  readonly direction: 1 | -1;
  readonly numerator: number;
  readonly denominator: number;
  readonly paid: number;
  readonly reference: number;
}

/** Open lots of one instrument. */
export class OpenLots {
  private readonly worth: TickWorth;
  private open: Lot[] = [];
  private direction: 1 | -1 = 1;

  constructor(worth: TickWorth) {
    this.worth = worth;
  }

  /** Signed lots. */
  get lots(): number {
    return this.direction * this.open.reduce((sum, { lots }) => sum + lots, 0) + 0;
  }

  /** What the lots cost at the prices paid, signed. */
  get costUnits(): number {
    return this.open.reduce((sum, lot) => sum + this.costOf(lot), 0);
  }

  /** Takes a fill in. */
  take(found: FoundFill): FoundChange {
    const { fill, costs } = found;
    const sign = fill.side === 'buy' ? 1 : -1;
    const before = this.costUnits;
    const incoming: Lot = {
      ...{ entry: found, lots: fill.lots, spread: costs.spreadUnits, commission: costs.commissionUnits },
      ...{ fees: costs.feeUnits, dividends: 0, financing: 0, cost: undefined },
    };
    const trades: FoundTrade[] = [];
    while (this.open.length > 0 && this.direction !== sign && incoming.lots > 0) {
      const oldest = this.open[0];
      trades.push(this.close(oldest, incoming));
      if (oldest.lots === 0) this.open.shift();
    }
    if (incoming.lots > 0) {
      this.direction = sign;
      this.open.push(incoming);
    }
    const realizedUnits = trades.reduce((sum, trade) => sum + trade.realizedUnits, 0);
    return { trades, realizedUnits, costChangeUnits: this.costUnits - before };
  }

  /** Shares income out to the open lots. */
  receive(kind: 'dividends' | 'financing', units: number): void {
    const parts = partsByLots(
      units,
      this.open.map(({ lots }) => lots),
    );
    this.open.forEach((lot, k) => (lot[kind] += parts[k]));
  }

  /** Takes off what the open lots cost what came back of it, shared out by lots. */
  returnCapital(units: number): void {
    const parts = partsByLots(
      units,
      this.open.map(({ lots }) => lots),
    );
    this.open.forEach((lot, k) => {
      const { paid, reference, ratio } = lot.cost ?? {
        paid: this.costOf(lot),
        reference: this.referenceOf(lot),
        ratio: 1,
      };
      lot.cost = { paid: paid - parts[k], reference: reference - parts[k], ratio };
    });
  }

  /**
   * Turns every `before` lots into `now`: the lots up to and with each entry are multiplied and rounded down together, costs stay.
   *
   * @returns the part of a lot that is left over.
   */
  split(now: number, before: number): FoundFraction | undefined {
    const kept: Lot[] = [];
    let [upToOld, upToNew] = [0n, 0n];
    let waiting: Lot | undefined;
    for (const lot of this.open) {
      upToOld += BigInt(lot.lots);
      const whole = (upToOld * BigInt(now)) / BigInt(before);
      const known = lot.cost ?? { paid: this.costOf(lot), reference: this.referenceOf(lot), ratio: 1 };
      const restated = joined({ ...lot, cost: { ...known, ratio: (known.ratio * now) / before } }, waiting);
      waiting = undefined;
      if (whole === upToNew) waiting = restated;
      else kept.push({ ...restated, lots: Number(whole - upToNew) });
      upToNew = whole;
    }
    const numerator = Number((upToOld * BigInt(now)) % BigInt(before));
    this.open = kept;
    const last = kept.at(-1);
    if (last === undefined) {
      const { paid = 0, reference = 0 } = waiting?.cost ?? {};
      return waiting === undefined ? undefined : this.fraction(numerator, before, { paid, reference });
    }
    if (waiting !== undefined) kept[kept.length - 1] = joined(last, waiting);
    return numerator === 0 ? undefined : this.leftOver(kept.at(-1) as Lot, numerator, before);
  }

  private leftOver(lot: Lot, numerator: number, denominator: number): FoundFraction {
    const cost = lot.cost as { paid: number; reference: number };
    const share = numerator / (lot.lots * denominator + numerator);
    const left = { paid: Math.round(cost.paid * share), reference: Math.round(cost.reference * share) };
    cost.paid -= left.paid;
    cost.reference -= left.reference;
    return this.fraction(numerator, denominator, left);
  }

  private fraction(numerator: number, denominator: number, cost: { paid: number; reference: number }): FoundFraction {
    return { direction: this.direction, numerator, denominator, ...cost };
  }

  private signed(lots: number): number {
    return this.direction * lots;
  }

  private costOf(lot: Lot): number {
    return lot.cost?.paid ?? this.worth.units(lot.entry.costs.priceTicks, this.signed(lot.lots));
  }

  private referenceOf(lot: Lot): number {
    return lot.cost?.reference ?? this.worth.units(lot.entry.costs.referenceTicks, this.signed(lot.lots));
  }

  private close(oldest: Lot, incoming: Lot): FoundTrade {
    const { worth, direction } = this;
    const [entry, exit] = [oldest.entry, incoming.entry];
    const lots = Math.min(oldest.lots, incoming.lots);
    const result = this.resultOf(oldest, exit, lots);
    const part = (name: 'spread' | 'commission' | 'fees' | 'dividends' | 'financing', lot: Lot): number => {
      const own = partByLots(lot[name], lots, lot.lots);
      lot[name] -= own;
      return own;
    };
    const both = (name: 'spread' | 'commission' | 'fees'): number => part(name, oldest) + part(name, incoming);
    const [spread, commission, fees] = [both('spread'), both('commission'), both('fees')];
    const [dividends, financing] = [part('dividends', oldest), part('financing', oldest)];
    oldest.lots -= lots;
    incoming.lots -= lots;
    const exitMoved = worth.units(Math.abs(exit.costs.priceTicks - exit.costs.referenceTicks), lots);
    const moved = exitMoved + result.entryMoved;
    const afterCosts = result.realized - commission - fees;
    return {
      instrument: entry.fill.instrument,
      direction: direction > 0 ? 'long' : 'short',
      ...{ lots, entry, exit, splitRatio: oldest.cost?.ratio ?? 1 },
      grossUnits: result.gross,
      costUnits: result.gross - afterCosts,
      incomeUnits: dividends + financing,
      netUnits: afterCosts + dividends + financing,
      realizedUnits: result.realized,
      parts: {
        price: result.gross,
        spread: 0 - spread,
        slippage: 0 - (moved - spread),
        ...{ commission: 0 - commission, fees: 0 - fees, dividends, financing },
        rounding: 0 - (result.gross - result.realized - moved),
      },
    };
  }

  /** What lots of an entry have brought at the prices of an exit; after a split their part of the exact cost counts. */
  private resultOf(lot: Lot, exit: FoundFill, lots: number): { gross: number; realized: number; entryMoved: number } {
    const { worth } = this;
    const signed = this.signed(lots);
    const { cost, entry } = lot;
    const [paid, reference] = [exit.costs.priceTicks, exit.costs.referenceTicks];
    if (cost === undefined) {
      const { priceTicks, referenceTicks } = entry.costs;
      return {
        gross: worth.units(reference - referenceTicks, signed),
        realized: worth.units(paid - priceTicks, signed),
        entryMoved: worth.units(Math.abs(priceTicks - referenceTicks), lots),
      };
    }
    const own = partByLots(cost.paid, lots, lot.lots);
    const ownReference = partByLots(cost.reference, lots, lot.lots);
    cost.paid -= own;
    cost.reference -= ownReference;
    return {
      gross: worth.units(reference, signed) - ownReference,
      realized: worth.units(paid, signed) - own,
      entryMoved: own - ownReference,
    };
  }
}

/** An entry's lots with the costs and income of an older entry whose lots came to nothing. */
function joined(lot: Lot, other: Lot | undefined): Lot {
  if (other === undefined) return lot;
  const [own, added] = [lot.cost, other.cost];
  return {
    ...lot,
    spread: lot.spread + other.spread,
    commission: lot.commission + other.commission,
    fees: lot.fees + other.fees,
    dividends: lot.dividends + other.dividends,
    financing: lot.financing + other.financing,
    cost: {
      paid: (own?.paid ?? 0) + (added?.paid ?? 0),
      reference: (own?.reference ?? 0) + (added?.reference ?? 0),
      ratio: own?.ratio ?? 1,
    },
  };
}
