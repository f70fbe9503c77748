import type { RankingRow } from '@assay/contracts/schemas';
import { benjaminiHochberg, holm } from '@assay/core/inference';
import type { Measure } from '@assay/quant/analysis';
import type { CrossValidatedPaths } from '@assay/quant/evidence';
import type { SweepEvidence } from './sweep-evidence.ts';

/** What of an assembled row is tested. */
export interface TestedRow {
  readonly evaluated: {
    readonly leak: { readonly outcome: string };
    readonly sweep: SweepEvidence;
    readonly account: { readonly account: { readonly periodsPerYear: number } };
  };
  readonly judged: { readonly inference: { readonly probabilisticSharpe: Measure } };
  readonly ranking: RankingRow;
}

/**
 * Rows with what stands beside their verdict and enters none: p-values adjusted for all rows of the run, and the records that
 * choosing within a sweep gives under cross-validation. Figures of rows that leak are withheld, but they count as tests.
 */
export function withFamilyTests<Row extends TestedRow>(rows: readonly Row[]): Row[] {
  const pValues = Float64Array.from(rows, ({ judged }) => 1 - judged.inference.probabilisticSharpe.value);
  const [byHolm, byRate] = [holm(pValues), benjaminiHochberg(pValues)];
  return rows.map((row, i): Row => {
    if (row.evaluated.leak.outcome === 'leak') return row;
    const multipleTesting = {
      tests: rows.length,
      pValue: orNull(pValues[i]),
      holm: orNull(byHolm[i]),
      benjaminiHochberg: orNull(byRate[i]),
    };
    const { sweep, account } = row.evaluated;
    const paths = sweep.paths === undefined ? {} : { crossValidation: annualPaths(sweep.paths, account.account) };
    return { ...row, ranking: { ...row.ranking, multipleTesting, ...paths } };
  });
}

function annualPaths(
  { median, lossShare, sharpes, ...cut }: CrossValidatedPaths,
  { periodsPerYear }: { readonly periodsPerYear: number },
): NonNullable<RankingRow['crossValidation']> {
  const annual = Math.sqrt(periodsPerYear);
  return {
    ...cut,
    sharpes: sharpes.map((sharpe) => sharpe * annual),
    median: orNull(median.value * annual),
    lossShare: orNull(lossShare.value),
    ...(median.reason === undefined ? {} : { reason: median.reason }),
  };
}

function orNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
