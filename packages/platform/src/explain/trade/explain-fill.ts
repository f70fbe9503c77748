import type { TradeExplanation } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { ExplainedFill } from '@assay/quant/evidence';
import type { CostModel } from '@assay/quant/execution';
import { fromTicks } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import type { TracedRow } from './trace-row.ts';

type Cost = TradeExplanation['entry']['costs'][number];

/** A fill with the rule that priced it and each cost with its arithmetic. */
export function explainFill({ found, terms }: TracedRow, id: number, bars: BarSeries): TradeExplanation['entry'] {
  const own = found.fills.get(id) as ExplainedFill;
  const { fill, costs, price } = own;
  const { decisionTime } = fill;
  return {
    ...{ fill: fill.id, order: fill.orderId ?? null, side: fill.side, lots: fill.lots },
    decisionTime: Number.isFinite(decisionTime) ? formatIsoTime(decisionTime) : null,
    time: formatIsoTime(fill.time),
    ...{ contract: fill.contract, rule: fill.rule, reason: fill.reason, bar: fill.barIndex },
    priceFrom: price.from,
    ...{ referenceTicks: costs.referenceTicks, priceTicks: costs.priceTicks },
    price: fromTicks(bars.instrument, costs.priceTicks),
    costs: costsOf(own, terms.contract.costs),
  };
}

function costsOf({ costs, fill, price }: ExplainedFill, model: CostModel): Cost[] {
  const own = price.ownTicks;
  const moved = Math.abs(costs.priceTicks - own);
  const crossed = Math.abs(own - costs.referenceTicks);
  const limit = price.limitTicks === undefined ? '' : `, not beyond the limit of ${price.limitTicks}`;
  const halves =
    crossed === 0 ? '' : `${crossed} ticks from the middle ${costs.referenceTicks} to its own side ${own}, and `;
  const share = `${moved} ticks · ${fill.lots} lots, of which the spread's share`;
  return [
    {
      name: 'spread',
      units: costs.spreadUnits,
      arithmetic: `${halves}${share}: ${spreadWords(model)}${limit}`,
    },
    {
      name: 'slippage',
      units: costs.slippageUnits,
      arithmetic: `the rest of ${moved} ticks · ${fill.lots} lots: ${slippageWords(model)}`,
    },
    {
      name: 'commission',
      units: costs.commissionUnits,
      arithmetic: commissionWords(model, costs.notionalUnits, fill.lots),
    },
    ...costs.fees.map((fee): Cost => ({
      name: `fee ${fee.name}`,
      units: fee.units,
      arithmetic: `${fee.rate} per ${fee.per}${fee.isEstimated ? ', the nearest known rate' : ''}`,
    })),
  ];
}

function spreadWords({ spread }: CostModel): string {
  if (spread.kind === 'bps') return `half a spread of ${spread.half} bps of the price`;
  if (spread.kind === 'ticks') return `half a spread of ${spread.half} ticks`;
  if (spread.kind === 'quoted') return `${spread.factor} times the quoted half spread`;
  return `half a spread of ${spread.halfBps} bps times the factor of the minute`;
}

function slippageWords({ slippage }: CostModel): string {
  if (slippage.kind === 'bps') return `${slippage.value} bps of the price`;
  if (slippage.kind === 'ticks') return `${slippage.value} ticks`;
  if (slippage.kind === 'volume-share')
    return `${slippage.coefficient} · min(quantity / volume, ${slippage.cap})^${slippage.exponent} of the price`;
  return `${slippage.coefficient} · σ · √(quantity / day's volume) of the price`;
}

function commissionWords({ commission }: CostModel, notional: number, lots: number): string {
  const least = commission.minimumUnits === 0 ? '' : `, at least ${commission.minimumUnits}`;
  switch (commission.kind) {
    case 'bps':
      return `${notional} · ${commission.value} / 10000${least}`;
    case 'maker-taker':
      return `${notional} · ${commission.takerBps} / 10000 as a taker, ${commission.makerBps} as a maker${least}`;
    case 'per-share':
      return `${lots} lots · ${commission.perShare} a share${least}`;
    case 'per-contract':
      return `${lots} lots · ${commission.perContract} a contract${least}`;
    case 'tiered':
      return `${lots} lots at the rates of ${commission.tiers.length} tiers of the month${least}`;
  }
}
