import { quoteSeries } from '@assay/quant/market';
import type { BoundaryPolicy, SimulationOptions } from '@assay/quant/simulation';
import type { Pack } from './pack.ts';
import { rateConversion } from './rate-conversion.ts';
import type { SimulationAccount } from './simulation-settings.ts';

/**
 * Options of `simulate` for one account on one pack; strategies and the contract are left to say.
 *
 * What was not asked for is absent, and `simulate` goes by its defaults.
 */
export function simulationOptions(
  account: SimulationAccount & { readonly boundary: BoundaryPolicy },
  { series, beside }: Pick<Pack, 'series' | 'beside'>,
): Omit<SimulationOptions, 'segments' | 'contract'> {
  const { boundary, sizing, limits, currency, cash, model, risk } = account;
  const { actions, rates, outside, quotes } = beside;
  return {
    ...{ series, boundary, sizing, limits },
    account: { currency, cash, ...(model === undefined ? {} : { model }) },
    ...(risk === undefined ? {} : { risk: { ...risk, outside } }),
    ...(actions.length === 0 ? {} : { actions }),
    ...(quotes.length === 0 ? {} : { quotes: quotes.map(quoteSeries) }),
    ...(rates.length === 0 ? {} : { conversion: rateConversion(rates) }),
  };
}
