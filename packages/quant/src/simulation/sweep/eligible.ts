import type { CostModel } from '../../execution/index.ts';
import type { SeriesColumns } from '../columns.ts';
import type { ResolvedSimulation } from '../resolve-options.ts';
import type { SimulationOptions } from '../simulation.ts';

/**
 * Whether a simulation is one that `sweepSimulation` makes: one instrument in the account's own currency, bars with an open that
 * are known at their close, one segment, market orders at the next open, lots that follow from a weight or are fixed, costs that
 * depend on price and lots alone, and nothing that happens to the account beside fills.
 *
 * Source: this project.
 */
export function isSweepable(options: SimulationOptions, resolved: ResolvedSimulation): boolean {
  const { segments, account, contract, quotes = [] } = options;
  const [columns] = resolved.columns;
  return (
    resolved.columns.length === 1 &&
    segments.length === 1 &&
    quotes.length === 0 &&
    resolved.planned.length === 0 &&
    columns.currency === account.currency &&
    contract.marketFill === 'next-open' &&
    contract.volumeShare === undefined &&
    isFree(options) &&
    isPlain(contract.costs) &&
    isWhole(columns)
  );
}

/** Nothing limits the account but its gross exposure. */
function isFree({ account: { model }, risk = {}, sizing }: SimulationOptions): boolean {
  const { caps = [], breakers = [] } = risk;
  return (
    (model === undefined || model.kind === 'unlimited') &&
    caps.length === 0 &&
    breakers.length === 0 &&
    (sizing.kind === 'target-weight' || sizing.kind === 'fixed')
  );
}

/** Costs that look at nothing but the price, the lots and the quote. */
function isPlain({ spread, slippage, commission, fees, financing }: CostModel): boolean {
  const { borrow, borrowByInstrument, marginInterest, cashInterest, rolloverByInstrument, fundingByInstrument } =
    financing;
  const lists = [fees, borrow, marginInterest, cashInterest];
  const tables = [borrowByInstrument, rolloverByInstrument, fundingByInstrument];
  return (
    spread.kind !== 'profile' &&
    (slippage.kind === 'bps' || slippage.kind === 'ticks') &&
    commission.kind !== 'tiered' &&
    lists.every((list) => list.length === 0) &&
    tables.every((table) => Object.keys(table).length === 0)
  );
}

/** Looked at once for each series: a sweep asks of the same bars hundreds of times. */
const WHOLE: WeakMap<Float64Array, boolean> = new WeakMap();

/** Every bar has prices on every side and is known at its close; the instrument does not end. */
function isWhole(columns: SeriesColumns): boolean {
  const { isCloseOnly, delistedAt, expiresAt, openTicks, closeTicks, closeTime, availableAt, ask } = columns;
  if (isCloseOnly || delistedAt !== undefined || expiresAt !== undefined) return false;
  const known = WHOLE.get(closeTicks);
  if (known !== undefined) return known;
  const prices = [openTicks, closeTicks, ...(ask === undefined ? [] : [ask.openTicks, ask.closeTicks])];
  const isKnown = prices.every((column) => column.every((ticks) => !Number.isNaN(ticks)));
  const whole = isKnown && closeTime.every((time, i) => availableAt[i] === time);
  WHOLE.set(closeTicks, whole);
  return whole;
}
