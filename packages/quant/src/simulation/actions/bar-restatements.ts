import type { PlannedAction } from './planned-action.ts';

/** What a share from before a bar has become by its close: `ratio` shares, and `cash` currency units beside. */
export interface BarRestatement {
  readonly ratio: number;
  readonly cash: number;
}

/** The restatements of a series by the index of the first bar after each. */
export type BarRestatements = ReadonlyMap<number, BarRestatement>;

/**
 * What the splits and dividends of each series do to the return of the bar that they fall into; undefined for a series
 * without any.
 *
 * @remarks
 * Source: this project.
 */
export function barRestatements(nSeries: number, planned: readonly PlannedAction[]): (BarRestatements | undefined)[] {
  const found = new Array<Map<number, BarRestatement> | undefined>(nSeries).fill(undefined);
  for (const { s, bar, effect } of planned) {
    if (effect.kind !== 'split' && effect.kind !== 'cash-dividend' && effect.kind !== 'spin-off') continue;
    const own = (found[s] ??= new Map<number, BarRestatement>());
    const { ratio, cash } = own.get(bar) ?? { ratio: 1, cash: 0 };
    const isSplit = effect.kind === 'split';
    const paid = isSplit ? 0 : effect.kind === 'spin-off' ? effect.worth : effect.payments[0].value;
    own.set(bar, {
      ratio: isSplit ? (ratio * effect.ratio.now) / effect.ratio.before : ratio,
      cash: cash + ratio * paid,
    });
  }
  return found;
}
