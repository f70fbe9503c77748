/**
 * Runs pieces of work in the order in which they come, at most `most` of them at a time; the others wait.
 *
 * @param most - whole and ≥ 1.
 */
export function limited(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const queue: (() => void)[] = [];
  let running = 0;
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) running--;
    else next(); // the place goes on to it
  };
  return async (work) => {
    if (running < most) running++;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
