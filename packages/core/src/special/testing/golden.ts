import { readFileSync } from 'node:fs';

/** One argument list with the exact value of a function there. */
export interface GoldenPoint {
  readonly args: readonly number[];
  readonly value: number;
}

interface GoldenFile {
  readonly cases: readonly { readonly function: string; readonly points: readonly GoldenPoint[] }[];
}

const file = new URL('../../../../../golden/core/special.json', import.meta.url);

/** The points that golden/core/special.json holds for a function, from arithmetic with 60 digits. */
export function goldenFunction(name: string): readonly GoldenPoint[] {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as GoldenFile;
  const found = cases.find((one) => one.function === name);
  if (found === undefined || found.points.length === 0) throw new Error(`special.json holds no points of ${name}`);
  return found.points;
}
