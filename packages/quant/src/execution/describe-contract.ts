import type { CostModel, FillContract } from './fill-contract.ts';

const DEGENERATE_OPEN: Readonly<Record<FillContract['degenerateOpen'], string>> = {
  'next-close': 'an open that only repeats the previous close is not traded: the order fills at that bar’s close',
  refuse: 'an open that only repeats the previous close is not traded: the order is refused',
  accept: 'an open that only repeats the previous close is traded like any other',
};

const BOTH_TOUCHED: Readonly<Record<FillContract['bothTouched'], string>> = {
  'stop-first': 'where a bar touches both stop and target, the stop counts',
  'target-first': 'where a bar touches both stop and target, the target counts',
};

const TARGET_FILL: Readonly<Record<FillContract['targetFill'], string>> = {
  touch: 'a target fills when the price reaches it',
  through: 'a target fills only when the price trades through it by a tick',
};

const GAP_THROUGH_STOP: Readonly<Record<FillContract['gapThroughStop'], string>> = {
  open: 'a bar that opens beyond the stop fills it at the open',
  'worst-of-bar': 'a bar that opens beyond the stop fills it at the bar’s worst price',
};

/**
 * One paragraph that says what a contract does, made from its content.
 *
 * Source: this project.
 */
export function describeContract(contract: Omit<FillContract, 'name' | 'description'>): string {
  const sentences = [
    `Market orders fill at the open of the first bar that opens at or after the decision, ${contract.latencyMs} ms into it, and close-only bars at the next close`,
    DEGENERATE_OPEN[contract.degenerateOpen],
    'stops and targets are watched from the entry fill on, the entry bar included',
    GAP_THROUGH_STOP[contract.gapThroughStop],
    TARGET_FILL[contract.targetFill],
    BOTH_TOUCHED[contract.bothTouched],
    describeCosts(contract.costs),
  ];
  return sentences.map((sentence) => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`).join(' ');
}

function describeCosts(costs: CostModel): string {
  const { halfSpreadBps, slippageBps, commissionBps, minimumCommissionUnits } = costs;
  if (halfSpreadBps + slippageBps + commissionBps + minimumCommissionUnits === 0) return 'trading is free of costs';
  const parts = [
    `${halfSpreadBps} bps of half spread`,
    `${slippageBps} bps of slippage`,
    `${commissionBps} bps of commission`,
  ];
  const least = minimumCommissionUnits > 0 ? `, at least ${minimumCommissionUnits / 1e6} currency units a fill` : '';
  return `each fill pays ${parts.join(', ')}${least}; a target pays commission only`;
}
