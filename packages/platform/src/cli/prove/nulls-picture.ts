import type { StatisticOnNoise, ThresholdOnNoise } from '@assay/quant/evidence';
import type { NullsPage } from '../../reports/index.ts';
import type { NullProof } from '../../research/index.ts';
import { grouped } from '../text-table.ts';

/** What the picture of the proof shows. */
export function nullsPage(proof: NullProof, source: string): NullsPage {
  const names = [...new Set(proof.results.map(({ statistic }) => statistic.name))];
  return {
    title: 'Statistics on noise',
    headline:
      `${proof.ok ? 'No rule lets through more noise than it states' : `More noise than stated: ${proof.failed.join(', ')}`}. ` +
      `Noise matched to ${grouped(proof.nReturns)} returns of ${source}, ${grouped(proof.paths)} draws.`,
    panels: names.map((name) => {
      const results = proof.results.filter(({ statistic }) => statistic.name === name);
      const first = results.at(0);
      return {
        name,
        definition: first?.statistic.definition.replace(/^\w/u, (letter) => letter.toUpperCase()) ?? '',
        curves: results.map(({ noise, distribution }) => ({ noise, sorted: distribution.sorted })),
        thresholds: first?.thresholds.map(({ value }) => value) ?? [],
        sentences: first?.thresholds.map((threshold, i) => sentence(threshold, results, i)) ?? [],
      };
    }),
  };
}

function sentence(
  { meaning, side, value }: ThresholdOnNoise,
  results: readonly StatisticOnNoise[],
  place: number,
): string {
  const shares = results.map(({ noise, thresholds }) => {
    const share = thresholds[place]?.beyond.share ?? NaN;
    return `${(100 * share).toFixed(1)} % of ${noise} noise`;
  });
  return `${meaning.replace(/^\w/u, (letter) => letter.toUpperCase())} ${side} ${String(Number(value.toFixed(3)))}: ${shares.join(', ')}.`;
}
