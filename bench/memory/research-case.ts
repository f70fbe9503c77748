import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A research run to measure: every strategy on every instrument is a row. */
export interface ResearchCase {
  readonly instruments: number;
  readonly bars: number;
  readonly timeframe: string;
  /** Random strategies; each makes a trade every few bars. */
  readonly strategies: number;
  /** Parameter sets of each strategy. */
  readonly sets: number;
  readonly stress: boolean;
  readonly mode: 'single' | 'universe';
}

/** Writes the config of a case and returns its path; the dataset is called `made`. */
export function writeResearchCase(folder: string, name: string, given: ResearchCase): string {
  const { timeframe, bars, strategies, sets, stress, mode } = given;
  const file = path.join(folder, `${name}.yaml`);
  mkdirSync(folder, { recursive: true });
  const config = {
    name,
    packs: [
      {
        ...{ dataset: 'made', timeframe, mode },
        walkForward: { trainSize: Math.floor(bars / 2), purgeSize: 0, testSize: Math.floor(bars / 4) - 1 },
      },
    ],
    strategies: Array.from({ length: strategies }, (_, index) => ({
      class: 'random-entry',
      params: { seed: index + 1, holdBars: 2 + (index % 10), entryProbability: 0.1, direction: 'long-short' },
      ...(sets === 1 ? {} : { sweep: { holdBars: Array.from({ length: sets }, (_, set) => 2 + set) } }),
    })),
    experiment: { cash: 10_000_000, stress: { enabled: stress } },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}
