import { moneyUnits } from '../../market/index.ts';
import type { FillContract } from '../../execution/index.ts';
import type { Account } from '../account.ts';
import type { SeriesColumns } from '../columns.ts';
import type { FillDesk } from '../fill-desk.ts';
import type { Timeline } from '../timeline.ts';
import type { MarginDesk } from './margin-desk.ts';

/** What a look inside bars works with. */
export interface InsideBarsParts {
  readonly account: Account;
  readonly fills: FillDesk;
  readonly margin: MarginDesk;
  readonly timeline: Timeline;
}

/** A held position in a bar that closes now. */
interface HeldBar {
  readonly s: number;
  readonly i: number;
  readonly worstTicks: number;
}

/**
 * Margin inside bars: what would have been closed by force on the way from a bar's open to its worst price.
 *
 * After the bar's own orders, for every position that was held since its open:
 *
 * - `worst-of-each` (base): position by position, the largest maintenance requirement first, ties by declared order. Each
 *   stands at its bar's worst price, the others at their closes. Where the account is to be liquidated there, the first tick
 *   on the way at which it is gives the price: `liquidated-inside-bar`, or the open where it is so there already:
 *   `liquidated-at-open`. Closed are the fewest lots that restore the account at the worst price.
 * - `worst-together` (pessimistic): all stand at their worst prices at once, and are closed there: `liquidated-at-worst`.
 * - `close` (optimistic): nothing happens inside bars.
 *
 * Worst is the low of a long position and the high of a short one; where both sides are known, of the side that it is closed
 * at, the other side as far off as at the close (at the open: as there). A position that was entered inside its bar is looked at from its close on.
 */
export class MarginInsideBars {
  private readonly columns: readonly SeriesColumns[];
  private readonly contract: Pick<FillContract, 'marginCheck' | 'latencyMs'>;
  private readonly parts: InsideBarsParts;

  constructor(
    columns: readonly SeriesColumns[],
    contract: Pick<FillContract, 'marginCheck' | 'latencyMs'>,
    parts: InsideBarsParts,
  ) {
    this.columns = columns;
    this.contract = contract;
    this.parts = parts;
  }

  /** True if bars are looked into. */
  get isOn(): boolean {
    return this.contract.marginCheck !== 'close' && !this.parts.margin.isUnlimited;
  }

  /** Looks into the bars that close now. */
  look(): void {
    const bars = this.heldBars();
    if (bars.length === 0) return;
    if (this.contract.marginCheck === 'worst-together') this.lookAtAll(bars);
    else for (const bar of this.inOrder(bars)) this.lookAt(bar);
  }

  private heldBars(): readonly HeldBar[] {
    const { timeline, account } = this.parts;
    const bars: HeldBar[] = [];
    for (const s of timeline.closing.subarray(0, timeline.closingCount)) {
      const lots = account.lots(s);
      const { isCloseOnly, lowTicks, highTicks, ask } = this.columns[s];
      if (lots === 0 || isCloseOnly || this.isEnteredInside(s)) continue;
      const i = timeline.closedBar[s];
      const worstTicks = lots > 0 ? lowTicks[i] : (ask?.highTicks ?? highTicks)[i];
      if (!Number.isNaN(worstTicks)) bars.push({ s, i, worstTicks });
    }
    return bars;
  }

  /** True if a fill since the bar's open has enlarged or opened the position. */
  private isEnteredInside(s: number): boolean {
    const { account, timeline } = this.parts;
    const { id, openTime } = this.columns[s];
    const since = openTime[timeline.closedBar[s]] + this.contract.latencyMs;
    const side = account.lots(s) > 0 ? 'buy' : 'sell';
    for (let k = account.fills.length - 1; k >= 0 && account.fills[k].time > since; k--) {
      if (account.fills[k].instrument === id && account.fills[k].side === side) return true;
    }
    return false;
  }

  /** Largest maintenance requirement first, ties by declared order. */
  private inOrder(bars: readonly HeldBar[]): readonly HeldBar[] {
    const order = this.parts.margin.liquidationOrder(this.parts.timeline.time);
    return bars.toSorted((a, b) => order.indexOf(a.s) - order.indexOf(b.s));
  }

  private lookAt(bar: HeldBar): void {
    const { s, i, worstTicks } = bar;
    const due = this.dueAt([bar]).find((one) => one.s === s);
    if (due === undefined) return;
    const { openTicks, ask } = this.columns[s];
    const opened = this.parts.account.lots(s) > 0 ? openTicks[i] : (ask?.openTicks ?? openTicks)[i];
    const ticks = this.firstBreach(bar, opened);
    this.close(
      bar,
      ticks,
      ticks === opened && opened !== worstTicks ? 'liquidated-at-open' : 'liquidated-inside-bar',
      due.lots,
    );
  }

  private lookAtAll(bars: readonly HeldBar[]): void {
    for (const { s, lots } of this.dueAt(bars)) {
      const bar = bars.find((one) => one.s === s);
      if (bar !== undefined) this.close(bar, bar.worstTicks, 'liquidated-at-worst', lots);
    }
  }

  /** The first price on the way from the open to the worst at which the position is to be closed. */
  private firstBreach(bar: HeldBar, opened: number): number {
    const isDueAt = (ticks: number): boolean =>
      this.dueAt([{ ...bar, worstTicks: ticks }]).some(({ s }) => s === bar.s);
    const step = bar.worstTicks >= opened ? 1 : -1;
    let [good, bad] = [-1, Math.abs(bar.worstTicks - opened)];
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2);
      if (isDueAt(opened + step * middle)) bad = middle;
      else good = middle;
    }
    return opened + step * bad;
  }

  /** What is to be closed where these positions stand at these prices and all others at their marks. */
  private dueAt(bars: readonly HeldBar[]): ReturnType<MarginDesk['dueAt']> {
    const { account, fills, margin, timeline } = this.parts;
    const { time } = timeline;
    const prices = bars.map(({ s, worstTicks }) => {
      const lots = account.lots(s);
      const worth = lots === 0 ? 0 : moneyUnits(this.columns[s].scale, worstTicks, lots);
      return { s, lots, worthUnits: account.converter.toAccount(account.currency(s), worth, time) };
    });
    return margin.dueAt(prices, time, (s, lots) => fills.closingCostUnits(s, lots, time));
  }

  private close({ s, i }: HeldBar, ticks: number, rule: string, lots: number): void {
    const { account, fills, timeline } = this.parts;
    const { time } = timeline;
    const known = fills.sides.at(s, i, rule === 'liquidated-at-open' ? 'open' : 'close');
    const spread = known === undefined ? NaN : known.ask - known.bid;
    const isLong = account.lots(s) > 0;
    const sides = Number.isNaN(spread)
      ? undefined
      : { bid: isLong ? ticks : ticks - spread, ask: isLong ? ticks + spread : ticks };
    account.events.add({ kind: 'liquidation', time, s, lots: account.lots(s), units: 0, detail: lots });
    fills.force(
      s,
      { referenceTicks: ticks, barIndex: i, time, moment: 'inside', sides, rule, reason: 'margin call' },
      lots,
    );
    // What is held is worth its close again.
    fills.markClose(s, i);
  }
}
