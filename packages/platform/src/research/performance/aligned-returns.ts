import type { SimulationResult } from '@assay/quant/simulation';

/**
 * Returns of a record in the periods of another one: from its equity at the last close at or before each of their ends. Before its
 * own first close it earns nothing.
 */
export function alignedReturns(
  record: Pick<SimulationResult, 'times' | 'equityUnits' | 'initialUnits' | 'returns'>,
  times: Float64Array,
): Float64Array {
  if (sameTimes(record.times, times)) return record.returns;
  let next = 0;
  let equity = record.initialUnits;
  return times.map((time) => {
    const before = equity;
    while (next < record.times.length && (record.times[next] as number) <= time) {
      equity = record.equityUnits[next++] as number;
    }
    return equity / before - 1;
  });
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((time, index) => time === b[index]);
}
