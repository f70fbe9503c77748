import type { TradeExplanation } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { ExplainedFill } from '@assay/quant/evidence';
import type { CostModel } from '@assay/quant/execution';
import { fromTicks } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { counted, money } from './text-numbers.ts';
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
    priceFrom: `${price.from}${sidesWords(price.sides)}`,
    ...{ referenceTicks: costs.referenceTicks, priceTicks: costs.priceTicks },
    price: fromTicks(bars.instrument, costs.priceTicks),
    costs: costsOf(own, terms.contract.costs),
  };
}

/** What is paid for is told from the middle of both sides. */
function sidesWords(sides: ExplainedFill['price']['sides']): string {
  return sides === undefined ? '' : `, bid ${sides.bid} and ask ${sides.ask}, of which the middle counts`;
}

function costsOf({ costs, fill, price }: ExplainedFill, model: CostModel): Cost[] {
  const own = price.ownTicks;
  const moved = counted(Math.abs(costs.priceTicks - own), 'tick');
  const limit = price.limitTicks === undefined ? '' : `, not beyond the limit of ${price.limitTicks}`;
  const lots = counted(fill.lots, 'lot');
  const isModelled = price.sides === undefined || costs.spreadTicks > 0;
  const crossed = `${counted(Math.abs(own - costs.referenceTicks), 'tick')} · ${lots} from the middle to its own side`;
  const share = `of ${moved} · ${lots} the spread's share: ${spreadWords(model)}${limit}`;
  return [
    {
      name: 'spread',
      units: costs.spreadUnits,
      arithmetic: [...(price.sides === undefined ? [] : [crossed]), ...(isModelled ? [share] : [])].join('; '),
    },
    {
      name: 'slippage',
      units: costs.slippageUnits,
      arithmetic: `${isModelled ? 'the rest of ' : ''}${moved} · ${lots}: ${slippageWords(model)}${isModelled ? '' : limit}`,
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

function commissionWords({ commission }: CostModel, notionalUnits: number, filled: number): string {
  const least = commission.minimumUnits === 0 ? '' : `, at least ${money(commission.minimumUnits)}`;
  const [notional, lots] = [money(notionalUnits), counted(filled, 'lot')];
  switch (commission.kind) {
    case 'bps':
      return `${notional} · ${commission.value} / 10000${least}`;
    case 'maker-taker':
      return `${notional} · ${commission.takerBps} / 10000 as a taker, ${commission.makerBps} as a maker${least}`;
    case 'per-share':
      return `${lots} · ${commission.perShare} a share${least}`;
    case 'per-contract':
      return `${lots} · ${commission.perContract} a contract${least}`;
    case 'tiered':
      return `${lots} at the rates of ${counted(commission.tiers.length, 'tier')} of the month${least}`;
  }
}
