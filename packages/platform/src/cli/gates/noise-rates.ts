/** How many gates of noise the guards of `assay gates metrics` admit. */
import { PlatformError } from '@assay/core/errors';
import type { GateGuards } from '@assay/quant/signals';
import { guardsOnNoise, guardsOnOwnNoise } from '../../gates/index.ts';
import type { GateReader, GuardsOnNoise, MadeGates, NoiseRate } from '../../gates/index.ts';

/** False-positive rates of guards. */
export interface NoiseRates {
  /** Of random-walk candles, by what they have. */
  readonly randomWalk: readonly GuardsOnNoise[];
  /** Of the instruments' own bars in random order. */
  readonly ownBars: readonly (NoiseRate & { readonly instrument: string })[];
  /** Instruments whose bars are not in the workspace any more. */
  readonly withoutBars: readonly string[];
}

/** How gates of a store were made. @throws {PlatformError} USAGE if it does not say. */
export function madeGates({ made, place }: GateReader): MadeGates {
  if (made !== undefined) return made;
  throw new PlatformError(
    'USAGE',
    `'--noise' takes gates that \`assay gates build\` made; ${place} does not say how its gates were made`,
    { hint: 'Leave it out, or build gates of the same bars.' },
  );
}

/** Rates of guards on noise, of random walks and of the instruments' own bars. */
export async function noiseRates(
  { codec, bars }: MadeGates,
  guards: GateGuards,
  instruments: readonly string[],
): Promise<NoiseRates> {
  const ownBars: (NoiseRate & { readonly instrument: string })[] = [];
  const withoutBars: string[] = [];
  for (const instrument of instruments) {
    const series = await bars(instrument);
    if (series === undefined) withoutBars.push(instrument);
    else ownBars.push({ instrument, ...guardsOnOwnNoise(codec, guards, { series }) });
  }
  return { randomWalk: guardsOnNoise(codec, guards), ownBars, withoutBars };
}

/** What the rates of admission are to be compared with. */
export function noiseText({ randomWalk, ownBars, withoutBars }: NoiseRates): string {
  return [
    'Of noise the same guards admit, with 99 % intervals:',
    ...randomWalk.map((one) => `  ${rateText(one)} of random-walk candles with ${one.candles}`),
    ...ownBars.map((one) => `  ${rateText(one)} of the bars of ${one.instrument} in random order`),
    ...withoutBars.map(
      (instrument) => `  LOOK: the bars that gates of ${instrument} were made of are gone: no rate of theirs`,
    ),
  ].join('\n');
}

function rateText({ share, low, high }: NoiseRate): string {
  const percent = (part: number): string => (100 * part).toFixed(1);
  return `${percent(share)} % (${percent(low)} to ${percent(high)})`;
}
