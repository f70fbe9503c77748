import { describeCosts } from './costs/describe-costs.ts';
import type { FillContract } from './fill-contract.ts';

const DEGENERATE_OPEN: Readonly<Record<FillContract['degenerateOpen'], string>> = {
  'next-close': 'an open that only repeats the previous close is not traded: the order fills at that bar’s close',
  refuse: 'an open that only repeats the previous close is not traded: the order is refused',
  accept: 'an open that only repeats the previous close is traded like any other',
};

const INTRABAR_PATH: Readonly<Record<FillContract['intrabarPath'], string>> = {
  against:
    'inside a bar the extreme comes first that leaves the account worse off, so where a bar touches both stop and target, the stop counts',
  for: 'inside a bar the extreme comes first that leaves the account better off, so where a bar touches both stop and target, the target counts',
  nearest: 'inside a bar the extreme nearer the open comes first',
  'high-first': 'inside a bar the high comes first',
  'low-first': 'inside a bar the low comes first',
};

const LIMIT_FILL: Readonly<Record<FillContract['limitFill'], string>> = {
  touch: 'a limit or target fills when the price reaches it',
  through: 'a limit or target fills only when the price trades through it by a tick',
};

const GAP_THROUGH_STOP: Readonly<Record<FillContract['gapThroughStop'], string>> = {
  open: 'a bar that opens beyond a stop fills it at the open',
  'worst-of-bar': 'a bar that opens beyond a stop fills it at the bar’s worst price',
  level: 'a bar that opens beyond a stop fills it at its level, a price that the bar need not have had',
};

const GAP_THROUGH_LIMIT: Readonly<Record<FillContract['gapThroughLimit'], readonly string[]>> = {
  open: [],
  level: ['a bar that opens beyond a waiting limit fills it at its level, though the open was better'],
};

const ENTRY_BAR_EXITS: Readonly<Record<FillContract['entryBarExits'], string>> = {
  work: 'stops and targets are watched from the entry fill on, the entry bar included',
  wait: 'stops and targets are watched from the bar after the entry fill on',
  unambiguous:
    'stops and targets of market orders are watched from the entry fill on, those of limit and stop entries from the next bar on, but a stop entry’s target in its own bar where that stays clear of the stop',
};

const MARGIN_CHECK: Readonly<Record<FillContract['marginCheck'], string>> = {
  'worst-of-each':
    'an account with margin is looked at where each position is at its bar’s worst price, and what it does not carry is closed on the way there',
  'worst-together':
    'an account with margin is looked at where all positions are at their bars’ worst prices at once, and what it does not carry is closed there',
  close: 'an account with margin is looked at at closes',
};

const NO_VOLUME: Readonly<Record<FillContract['noVolume'], string>> = {
  fill: 'whole where the volume is not known',
  refuse: 'nothing where the volume is not known',
};

/**
 * One paragraph that says what a contract does, made from its content.
 *
 * Source: this project.
 */
export function describeContract(contract: Omit<FillContract, 'name' | 'description'>): string {
  const sentences = [
    ...describeMarket(contract),
    ENTRY_BAR_EXITS[contract.entryBarExits],
    GAP_THROUGH_STOP[contract.gapThroughStop],
    ...GAP_THROUGH_LIMIT[contract.gapThroughLimit],
    LIMIT_FILL[contract.limitFill],
    INTRABAR_PATH[contract.intrabarPath],
    ...describeVolume(contract),
    ...describeQuotes(contract),
    MARGIN_CHECK[contract.marginCheck],
    describeCosts(contract.costs),
  ];
  return sentences.map((sentence) => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`).join(' ');
}

function describeMarket({
  marketFill,
  latencyMs,
  quoteSize,
  degenerateOpen,
}: Pick<FillContract, 'marketFill' | 'latencyMs' | 'quoteSize' | 'degenerateOpen'>): readonly string[] {
  if (marketFill === 'next-quote') {
    const size = quoteSize === 'partial' ? 'as far as its size goes, the rest at the next ones' : 'or not at all';
    return [
      `market orders meet the first quote that is received ${latencyMs} ms after the decision or later and fill at it, ${size}`,
    ];
  }
  return [
    `Market orders fill at the open of the first bar that opens at or after the decision, ${latencyMs} ms into it, and close-only bars at the next close`,
    DEGENERATE_OPEN[degenerateOpen],
  ];
}

function describeVolume({ volumeShare, noVolume }: Pick<FillContract, 'volumeShare' | 'noVolume'>): readonly string[] {
  if (volumeShare === undefined) return [];
  return [
    `an order takes at most ${volumeShare} of a bar’s volume, ${NO_VOLUME[noVolume]}, and the rest goes on working`,
  ];
}

function describeQuotes({ quotes, marks }: Pick<FillContract, 'quotes' | 'marks'>): readonly string[] {
  const { staleMs, maxSpreadFraction } = quotes;
  const age = staleMs === Infinity ? 'of any age' : `of at most ${staleMs / 1000} s`;
  const width =
    maxSpreadFraction === Infinity ? 'any spread' : `a spread of at most ${maxSpreadFraction} of the middle`;
  const mark = marks === 'liquidation' ? 'at what closing them would bring' : 'at the middle';
  return [
    `where both sides are quoted, purchases take the ask and sales the bid, ${age} and with ${width}, and positions are marked ${mark}`,
  ];
}
