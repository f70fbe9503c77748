import { exposureMeasures } from './exposure.ts';
import type { ExposureHistory, ExposureMeasures } from './exposure.ts';
import { once } from './lazy.ts';
import type { UndefinedReason } from './measure.ts';

/** How the holdings of a period divide. */
export interface HoldingCounts {
  readonly nPeriods: number;
  /** Periods with a signed sum of exposures above zero. */
  readonly nLong: number;
  /** Periods with a signed sum of exposures below zero. */
  readonly nShort: number;
  /** Largest sum of absolute exposures; NaN where one is. */
  readonly largestGross: number;
}

/** Holdings and what several of their measures share, each computed when first asked for. */
export interface ExposureFacts {
  readonly basic: () => ExposureMeasures;
  readonly counts: () => HoldingCounts;
  /** Why nothing can be said. */
  readonly fault: () => UndefinedReason | undefined;
}

/**
 * Facts about holdings that their measures share.
 *
 * @throws {InvalidArgumentError} when first asked, if a matrix does not have p × instruments entries.
 *
 * @remarks
 * Source: this project.
 */
export function exposureFacts(history: ExposureHistory, periodsPerYear: number): ExposureFacts {
  const counts = once(() => countHoldings(history));
  return {
    basic: once(() => exposureMeasures(history, periodsPerYear)),
    counts,
    fault: () => {
      if (counts().nPeriods === 0) return 'no-observations';
      return Number.isFinite(counts().largestGross) ? undefined : 'return-not-finite';
    },
  };
}

function countHoldings({ returns, exposure, instruments }: ExposureHistory): HoldingCounts {
  const nInstruments = instruments.length;
  let nLong = 0;
  let nShort = 0;
  let largestGross = 0;
  for (let t = 0; t < returns.length; t++) {
    let gross = 0;
    let net = 0;
    for (let a = 0; a < nInstruments; a++) {
      gross += Math.abs(exposure[t * nInstruments + a]);
      net += exposure[t * nInstruments + a];
    }
    largestGross = Math.max(largestGross, gross);
    if (net > 0) nLong++;
    if (net < 0) nShort++;
  }
  return { nPeriods: returns.length, nLong, nShort, largestGross };
}
