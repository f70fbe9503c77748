/**
 * Does something with each item, with at most `most` of them at work at a time, begun in their order.
 *
 * After a failure nothing more is begun, what is on its way is waited for, and the first failure is thrown.
 *
 * @param most - whole and ≥ 1.
 * @returns the results in the order of the items.
 */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(items[index] as Item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
