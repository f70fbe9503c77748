import type { BarSeries } from '../market/index.ts';
import { forwardOutcomes } from './forward-outcomes.ts';
import type { OutcomeOptions } from './forward-outcomes.ts';
import { checkOrder, checkSameSubject, OUTCOME_NUMBERS, pickOutcomes } from './outcome.ts';
import type { OutcomeTable } from './outcome.ts';

/**
 * The rows that have to be written so that outcomes made before are up to date: bars that have none yet, and rows that
 * were INCOMPLETE or GAP and now say something else. A row that is OK is final: a bar that was restated later does not
 * change what could be known when the window ended.
 *
 * @param existing - rows made before from the same series and for the same horizon.
 * @param series - the series as it is now.
 * @returns rows in order of time; none if nothing has changed, so a second run writes nothing.
 * @throws {InvalidArgumentError} if `existing` is about another series or horizon; else as `forwardOutcomes`.
 * @throws {DataError} if `existing` is not in order of time.
 *
 * @remarks
 * Look-ahead: as `forwardOutcomes`.
 * Source: this project.
 */
export function upgradeOutcomes(existing: OutcomeTable, series: BarSeries, options: OutcomeOptions = {}): OutcomeTable {
  const now = forwardOutcomes(series, existing.horizon, options);
  checkSameSubject(existing, now);
  checkOrder(existing);
  const changed: number[] = [];
  let before = 0;
  for (let i = 0; i < now.length; i++) {
    while (before < existing.length && existing.eventTime[before] < now.eventTime[i]) before++;
    const isKnown = existing.eventTime[before] === now.eventTime[i];
    if (!isKnown || (existing.status[before] !== 'OK' && differs(existing, before, now, i))) changed.push(i);
  }
  return pickOutcomes(now, changed);
}

/**
 * The rows of a table with those of another one added or in their place, in order of time.
 *
 * @param changed - as `upgradeOutcomes` gave them.
 * @throws {InvalidArgumentError} if the tables are about different series or horizons.
 * @throws {DataError} if one of them is not in order of time.
 *
 * @remarks
 * Source: this project.
 */
export function mergeOutcomes(existing: OutcomeTable, changed: OutcomeTable): OutcomeTable {
  checkSameSubject(existing, changed);
  checkOrder(existing);
  checkOrder(changed);
  const replaced = new Set(changed.eventTime);
  const kept = pickOutcomes(
    existing,
    [...existing.eventTime.keys()].filter((i) => !replaced.has(existing.eventTime[i])),
  );
  const join = (a: Float64Array, b: Float64Array): Float64Array => Float64Array.from([...a, ...b]);
  const columns = Object.fromEntries(OUTCOME_NUMBERS.map((name) => [name, join(kept[name], changed[name])]));
  const both: OutcomeTable = {
    ...existing,
    ...columns,
    length: kept.length + changed.length,
    status: [...kept.status, ...changed.status],
  };
  const order = [...both.eventTime.keys()].sort((a, b) => both.eventTime[a] - both.eventTime[b]);
  return pickOutcomes(both, order);
}

function differs(a: OutcomeTable, i: number, b: OutcomeTable, k: number): boolean {
  return a.status[i] !== b.status[k] || OUTCOME_NUMBERS.some((name) => !Object.is(a[name][i], b[name][k]));
}
