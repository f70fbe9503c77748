import { EventLoop } from './event-loop.ts';
import { resolveSimulation } from './resolve-options.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';

/**
 * Runs strategies over bars, one event at a time, and keeps the books.
 *
 * The bars of all series are merged into moments. At each moment, in this order:
 *
 * 0. Settle what fell due before: financing, corporate actions, delistings.
 * 1. Bars close: what working orders, stops and targets met inside the bar; orders that fill at a close; the mark.
 * 2. The account is looked at against its model; what margin does not carry is closed at the next price.
 * 3. End of a segment: positions are closed at the close, or carried; the last segment always ends flat.
 * 4. The books are reconciled, and a row is written for a close inside a segment.
 * 5. Settle what falls due at this very moment.
 * 6. Orders lapse whose time has come; circuit breakers and estimates have seen the closes of the moment.
 * 7. Bars become available: the strategy of the segment decides, once; its intents are sized and queued, its orders sized
 *    and set to work.
 *    Quotes received between moments of bars are taken in order, those of this moment now: market orders that wait for one
 *    fill or are refused.
 * 8. Bars open: parts of lots that a split left are cashed, positions are closed by force, circuit breakers look at the
 *    account; then what intents have queued fills, then working orders, stops and targets that the open makes fire.
 *
 * A fill is strictly later than its decision. One account runs through all segments. An order fills in a bar only if
 * that bar closes in its segment. An instrument that closes no bar where a segment ends is flattened there at its last
 * mark, so that nothing before the end depends on where it lies. Where equity is used up, everything is closed at the
 * last marks.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain.
 * @throws {DataError} if a series cannot be traded, a conversion rate is missing, or the account grows beyond 2^53 ledger units.
 * @throws {PlatformError} STRATEGY_FAILED if a strategy throws or wants something impossible; LEDGER_UNBALANCED if the
 * books do not agree with their records to the last unit.
 *
 * @remarks
 * Causal: a decision sees bars with `availableAt` up to its moment only; what comes after a moment changes nothing
 * before it.
 * Cost: O(log series) per bar besides the strategy; memory for the rows, fills and trades.
 * Source: this project; the order of events follows the rulings on fills (`docs/methods/fill-contract.md`).
 */
export function simulate(options: SimulationOptions): SimulationResult {
  const loop = new EventLoop(options, resolveSimulation(options));
  loop.run();
  return loop.result();
}
