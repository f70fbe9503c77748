import { exitAtClose, exitAtOpen, exitInsideBar, protectiveLevels } from '../execution/index.ts';
import type { FillContract, ProtectiveExit, ProtectiveLevels } from '../execution/index.ts';
import type { Fill, Order } from '../orders/index.ts';
import type { SeriesColumns } from './columns.ts';

/**
 * Stop and target of each open position.
 *
 * 1. The fill that opens a position, from flat or by reversal, sets the levels from its own price.
 * 2. A fill that enlarges it leaves them, unless the position has none: then they lie around that fill's price.
 * 3. They are gone when the position is closed.
 *
 * At an open the queued orders fill first; then the open is looked at, and at the close the rest of the bar.
 */
export class ProtectiveExits {
  private readonly columns: readonly SeriesColumns[];
  private readonly contract: FillContract;
  private readonly levels: (ProtectiveLevels | undefined)[];

  constructor(columns: readonly SeriesColumns[], contract: FillContract) {
    this.columns = columns;
    this.contract = contract;
    this.levels = new Array<ProtectiveLevels | undefined>(columns.length).fill(undefined);
  }

  /** Follows a fill of an order that took series `s` from one number of signed lots to another. */
  afterFill(s: number, fill: Fill, order: Order, lots: { readonly before: number; readonly after: number }): void {
    const { before, after } = lots;
    const isOpened = after !== 0 && Math.sign(before) !== Math.sign(after);
    const isEnlarged = !isOpened && Math.abs(after) > Math.abs(before);
    if (!isOpened && !(isEnlarged && this.levels[s] === undefined)) {
      if (after === 0) this.levels[s] = undefined;
      return;
    }
    const direction = after > 0 ? 1 : -1;
    this.levels[s] = protectiveLevels(direction, fill.priceTicks, order.stopLossFraction, order.takeProfitFraction);
  }

  /** Follows a forced close of series `s`. */
  clear(s: number): void {
    this.levels[s] = undefined;
  }

  /** The exit that the open of bar `i` brings about. */
  atOpen(s: number, i: number): ProtectiveExit | undefined {
    const levels = this.levels[s];
    return levels === undefined ? undefined : exitAtOpen(this.contract, levels, this.columns[s].openTicks[i]);
  }

  /** The exit that the rest of bar `i` brings about, known at its close. */
  atClose(s: number, i: number): ProtectiveExit | undefined {
    const levels = this.levels[s];
    if (levels === undefined) return undefined;
    const { isCloseOnly, openTicks, highTicks, lowTicks, closeTicks } = this.columns[s];
    if (isCloseOnly) return exitAtClose(this.contract, levels, closeTicks[i]);
    return exitInsideBar(this.contract, levels, { open: openTicks[i], high: highTicks[i], low: lowTicks[i] });
  }
}
