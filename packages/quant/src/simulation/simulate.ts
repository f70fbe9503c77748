import { EventLoop } from './event-loop.ts';
import { resolveSimulation } from './resolve-options.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';

/**
 * Runs strategies over bars, one event at a time, and keeps the books.
 *
 * The bars of all series are merged into moments. At each moment, in this order:
 *
 * 0. Settle what fell due (delistings).
 * 1. Bars close: stops and targets inside the bar; orders that fill at a close; the mark.
 * 2. End of a segment: positions are closed at the close, or carried; the last segment always ends flat.
 * 3. The books are reconciled, and a row is written for a close inside a segment.
 * 4. Bars become available: the strategy of the segment decides, once; its intents are sized and queued.
 * 5. Bars open: queued orders fill, then stops and targets that the open lies beyond.
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
