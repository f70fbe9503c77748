import type { StatisticOnNoise, ThresholdOnNoise } from '@assay/quant/evidence';
import type { NullProof } from '../../research/index.ts';
import { grouped, renderTable } from '../text-table.ts';

const COLUMNS = [
  { title: 'Statistic' },
  { title: 'Noise' },
  { title: 'Mean', align: 'right' },
  { title: '5 to 95 %', align: 'right' },
  { title: 'Threshold' },
  { title: 'Noise beyond it', align: 'right' },
  { title: 'Level', align: 'right' },
  { title: 'At 5 %', align: 'right' },
  { title: 'Result' },
] as const;

/** The proof as a table: what each statistic is on noise, and how much of it is beyond each threshold. */
export function nullsText(proof: NullProof, source: string): string {
  const lines = proof.results.flatMap(statisticLines);
  return [renderTable(COLUMNS, lines), '', ...remarks(proof, source)].join('\n');
}

function statisticLines({ statistic, noise, summary, thresholds }: StatisticOnNoise): readonly (readonly string[])[] {
  const range = `${figure(summary.p5)} to ${figure(summary.p95)}`;
  return thresholds.map((threshold, i) => [
    ...(i === 0 ? [statistic.name, noise, figure(summary.mean), range] : ['', '', '', '']),
    `${threshold.meaning} ${threshold.side} ${figure(threshold.value)}`,
    shareText(threshold),
    threshold.level === undefined ? '–' : percent(threshold.level),
    figure(threshold.atFivePercent),
    threshold.ok === null ? '–' : threshold.ok ? 'holds' : 'FAILS',
  ]);
}

function shareText({ beyond: { share, low, high } }: ThresholdOnNoise): string {
  return `${percent(share)} (${percent(low)} to ${percent(high)})`;
}

function remarks({ paths, seed, failed, nReturns }: NullProof, source: string): readonly string[] {
  return [
    `Noise matched to ${grouped(nReturns)} returns of ${source}; ${grouped(paths)} draws, fewer of what is slow; seed ${seed}. Intervals are exact, 99 %.`,
    '"elsewhere" is a threshold that is in use out there, for comparison; "our" is one of Assay, with the level that it states.',
    '"At 5 %" is where a threshold would have to be for 5 % of this noise to be beyond it.',
    failed.length === 0
      ? 'No rule lets through more noise than it states.'
      : `More noise than stated: ${failed.join(', ')}. Verdicts by these rules are not to be trusted on such data.`,
  ];
}

function figure(value: number): string {
  return Number.isNaN(value) ? '–' : String(Number(value.toFixed(3)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
