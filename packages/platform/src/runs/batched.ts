/**
 * Requests of one process on one thing, taken together: while some are worked on, the others wait, and all that have waited
 * are the next ones. A thousand rows that finish at once so make two turns of a lock, not a thousand that wait for each other.
 */

/** Makes `work`, which takes many requests at once, into a function of one; requests with the same key never overlap. */
export function batched<Request, Result>(
  work: (key: string, requests: readonly Request[]) => Promise<readonly Result[]>,
): (key: string, request: Request) => Promise<Result> {
  const underWay = new Map<string, Waiting<Request, Result>>();
  return (key, request) => {
    const now = underWay.get(key);
    if (now !== undefined) return joined(now, request);
    underWay.set(key, nobody());
    return workOff(key, request);
  };

  async function workOff(key: string, request: Request): Promise<Result> {
    try {
      const [result] = await work(key, [request]);
      return result as Result;
    } finally {
      next(key);
    }
  }

  /** Hands on to those that have waited; the last one leaves nothing behind. */
  function next(key: string): void {
    const waiting = underWay.get(key);
    if (waiting === undefined || waiting.requests.length === 0) {
      underWay.delete(key);
      return;
    }
    underWay.set(key, nobody());
    waiting.settle(
      work(key, waiting.requests).finally(() => {
        next(key);
      }),
    );
  }
}

interface Waiting<Request, Result> {
  readonly requests: Request[];
  readonly results: Promise<readonly Result[]>;
  /** Settles `results` as `work` does. */
  settle(work: Promise<readonly Result[]>): void;
}

async function joined<Request, Result>(
  { requests, results }: Waiting<Request, Result>,
  request: Request,
): Promise<Result> {
  const index = requests.push(request) - 1;
  return (await results)[index] as Result;
}

function nobody<Request, Result>(): Waiting<Request, Result> {
  let settle: Waiting<Request, Result>['settle'] = () => undefined;
  const results = new Promise<readonly Result[]>((resolve) => (settle = resolve));
  return { requests: [], results, settle };
}
