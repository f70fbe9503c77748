import type { StagingOptions } from '../../lakehouse/index.ts';
import { BOTH_SIDES, ONE_SIDE } from '../layouts/check-bars.ts';
import type { BarsLayout } from '../layouts/layout.ts';

/** Places of the columns that bars have in staging. */
export const BAR = {
  series: 0,
  eventTime: 1,
  availableAt: 2,
  /** 0: the only side, or the bid; 1: an ask with files of its own. */
  side: 3,
  file: 4,
  row: 5,
  openTime: 6,
  open: 7,
  close: 10,
  volume: 11,
  ask: 12,
} as const;

const COLUMNS = [
  ...[
    'series',
    'eventTime',
    'availableAt',
    'side',
    'file',
    'row',
    'openTime',
    'open',
    'high',
    'low',
    'close',
    'volume',
  ],
];
const ASK_COLUMNS = ['askOpen', 'askHigh', 'askLow', 'askClose'];
const ORDER = ['series', 'eventTime', 'availableAt', 'side', 'file', 'row'];

/** How the bars of a layout are staged. */
export function barStage(layout: BarsLayout): StagingOptions {
  return { columns: hasBothSides(layout) ? [...COLUMNS, ...ASK_COLUMNS] : COLUMNS, order: ORDER };
}

/** True if each row holds bid and ask. */
export function hasBothSides({ columns }: BarsLayout): boolean {
  return columns['bidClose'] !== undefined;
}

/** True if there are open, high and low. */
export function hasRange(layout: BarsLayout): boolean {
  return layout.columns['open'] !== undefined || hasBothSides(layout);
}

/** The columns of prices that a row has, with their places in staging. */
export function priceColumns(layout: BarsLayout): readonly { readonly name: string; readonly slot: number }[] {
  if (hasBothSides(layout)) {
    return BOTH_SIDES.map((name, index) => ({ name, slot: index < 4 ? BAR.open + index : BAR.ask + index - 4 }));
  }
  if (!hasRange(layout)) return [{ name: 'close', slot: BAR.close }];
  return ONE_SIDE.map((name, index) => ({ name, slot: BAR.open + index }));
}
