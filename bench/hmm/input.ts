import { readFileSync, writeFileSync } from 'node:fs';
import { createRng } from '@assay/core/random';
import type { GaussianHmm } from '@assay/quant/regimes';

/** What every program fits, and from where. */
export interface Input {
  readonly observations: readonly number[];
  readonly initial: GaussianHmm;
  readonly iterations: number;
}

/** Returns of a market with a quiet and a wild state, and a start that is neither. */
export function writeInput(file: string, length: number, iterations: number): void {
  const rng = createRng('hmm-bench');
  let isWild = false;
  const observations = Array.from({ length }, () => {
    if (rng.nextFloat() < 0.02) isWild = !isWild;
    return 0.0003 + rng.nextNormal() * (isWild ? 0.02 : 0.007);
  });
  const initial: GaussianHmm = {
    start: [0.5, 0.5],
    transition: [
      [0.9, 0.1],
      [0.1, 0.9],
    ],
    emission: { kind: 'gaussian', means: [0, 0.001], variances: [5e-5, 5e-4] },
  };
  writeFileSync(file, JSON.stringify({ observations, initial, iterations } satisfies Input));
}

export function readInput(file: string): Input {
  return JSON.parse(readFileSync(file, 'utf8')) as Input;
}
