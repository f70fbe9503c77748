import { InvalidArgumentError } from '@assay/core/errors';
import type { InstrumentId } from '../../market/index.ts';
import type { IntentLeg, Target } from '../../orders/index.ts';
import type { DecisionView } from '../strategy.ts';

/** What the strategies of an account together want of one instrument. */
interface Standing {
  readonly kind: Target['kind'];
  /** By strategy: its target times its share, until it asks for another one. */
  readonly values: number[];
  /** Protection of the newest leg; only where a single strategy has a target. */
  leg: IntentLeg;
  /** Bars there were when a target last changed. */
  bars: number;
}

/** Bars after which a target must show in the account; an order may take one to fill. */
const BARS_TO_SHOW = 2;

/**
 * The netting of targets: what an account aims at in an instrument is the sum over its strategies of share times target.
 *
 * Each strategy's target stands until it asks for another. Where the account has nothing two bars after a change that
 * should have given it a position, every target in the instrument counts as gone.
 */
export class StandingTargets {
  private readonly standing: Map<InstrumentId, Standing> = new Map();
  private readonly shares: readonly number[];
  private readonly names: readonly string[];

  constructor(parts: readonly { readonly name: string; readonly share: number }[]) {
    this.shares = parts.map(({ share }) => share);
    this.names = parts.map(({ name }) => name);
  }

  /** True if some strategy has asked for a target in the instrument. */
  has(instrument: InstrumentId): boolean {
    return this.standing.has(instrument);
  }

  /**
   * Takes a leg of strategy `k`.
   *
   * @throws {InvalidArgumentError} if strategies state targets of different kinds in one instrument, or protect it while
   * another one has a target there.
   */
  ask(k: number, leg: IntentLeg, bars: number): void {
    const { instrument, target } = leg;
    const { kind, value } = target;
    let known = this.standing.get(instrument);
    if (known === undefined || known.values.every((one) => one === 0)) {
      known = { kind, values: this.shares.map(() => 0), leg, bars };
      this.standing.set(instrument, known);
    }
    if (known.kind !== kind) {
      throw new InvalidArgumentError(
        'target.kind',
        `'${known.kind}' in ${instrument}, as another strategy states it`,
        kind,
      );
    }
    known.values[k] = kind === 'lots' ? value : value * this.shares[k];
    known.leg = leg;
    known.bars = bars;
    const isProtected = leg.stopLoss !== undefined || leg.takeProfit !== undefined;
    if (!isProtected || known.values.filter((one) => one !== 0).length <= 1) return;
    const rule = `left out in ${instrument}: several strategies hold it together; send orders or plans instead`;
    throw new InvalidArgumentError('leg.stopLoss', rule, leg.stopLoss ?? leg.takeProfit);
  }

  /** The leg that the account aims at. */
  net(instrument: InstrumentId): IntentLeg | undefined {
    const known = this.standing.get(instrument);
    if (known === undefined) return undefined;
    const value = known.values.reduce((sum, one) => sum + one, 0);
    const parts = known.values.flatMap((one, k) => (one === 0 ? [] : [{ member: this.names[k], value: one }]));
    return {
      ...known.leg,
      target: { kind: known.kind, value: known.kind === 'exposure' ? clipped(value) : value },
      parts,
    };
  }

  /** Forgets targets that did not last: refused, stopped out, or closed by the account. */
  follow(view: DecisionView): void {
    for (const [instrument, known] of this.standing) {
      const isOver = view.barCount(instrument) - known.bars >= BARS_TO_SHOW;
      const sum = known.values.reduce((total, one) => total + one, 0);
      if (isOver && sum !== 0 && view.position(instrument) === 0) known.values.fill(0);
    }
  }

  /**
   * Signed lots that strategy `k` counts as its own: its part of the account's position. Where the targets cancel out, one
   * lot on its side stands for it.
   */
  lotsOf(k: number, instrument: InstrumentId, view: DecisionView): number {
    const known = this.standing.get(instrument);
    const own = known?.values[k] ?? 0;
    if (known === undefined || own === 0) return 0;
    if (known.kind === 'lots') return own;
    const sum = known.values.reduce((total, one) => total + one, 0);
    const held = view.position(instrument);
    if (sum === own) return held;
    const part = sum === 0 ? 0 : Math.round((held * own) / sum);
    return part === 0 ? Math.sign(own) : part;
  }
}

/** Sums of shares may pass 1 by what rounding of decimals explains. */
function clipped(exposure: number): number {
  return Math.max(-1, Math.min(1, exposure));
}
