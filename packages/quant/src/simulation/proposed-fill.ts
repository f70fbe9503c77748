import type { FillPlace } from './fill-pricer.ts';

/** A fill that the account is asked about before it happens. */
export interface ProposedFill {
  readonly place: FillPlace;
  readonly referenceTicks: number;
  readonly limitTicks?: number | undefined;
  /** Signed lots held before it. */
  readonly held: number;
  /** 1 to buy, -1 to sell. */
  readonly sign: 1 | -1;
  /** Lots that reduce the position. */
  readonly closing: number;
  /** Lots that enlarge it or open the other side. */
  readonly opening: number;
  /** What fills that come before it, and are not in the books yet, have moved in cash, in the instrument's currency. @default 0 */
  readonly cashUnits?: number | undefined;
}
