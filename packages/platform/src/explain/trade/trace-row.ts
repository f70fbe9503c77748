/** A row of a run gone through a second time, with its decisions where they can be repeated. */
import { compareAccount, recomputeAccount } from '@assay/quant/evidence';
import type { Difference, RecomputedAccount } from '@assay/quant/evidence';
import { quoteSeries } from '@assay/quant/market';
import { rateConversion, repeatRow, termsOfRow } from '../../research/index.ts';
import type { RepeatedRow, RowTerms } from '../../research/index.ts';
import type { FoundRow } from '../find-row.ts';
import { accountOrigins, sourceNames } from './kept-datasets.ts';
import type { AccountOrigins } from './kept-datasets.ts';
import { knownLevels } from './known-levels.ts';

/** A row with what was found of it. */
export interface TracedRow extends FoundRow {
  readonly terms: RowTerms;
  /** Undefined where the decisions could not be repeated; `note` says why. */
  readonly repeated: RepeatedRow | undefined;
  readonly note: string | null;
  readonly found: RecomputedAccount;
  readonly differences: readonly Difference[];
  readonly origins: AccountOrigins;
  /** Names of source files by hash. */
  readonly names: ReadonlyMap<string, string>;
}

/** Traces a row. Its decisions are asked for once more; all else is recomputed without the engine. */
export async function traceFoundRow(workspace: string, row: FoundRow): Promise<TracedRow> {
  const { run, record } = row;
  const origins = await accountOrigins(workspace, run.manifest, record.accountId);
  const terms = await termsOfRow(workspace, run.manifest, record);
  const { repeated, note } = await decisionsOf(row, terms);
  const { actions, rates, quotes } = record.pack.beside;
  const conversion = rateConversion(rates);
  const found = recomputeAccount({
    ...{ series: record.series, actions, contract: terms.contract, record: record.simulation },
    ...{ currency: terms.account.currency, flatAt: terms.flatAt, quotes: quotes.map(quoteSeries) },
    rateAt: (from, to, time) => conversion.rate(from, to, time),
    levelsOf: repeated === undefined ? undefined : knownLevels(record.simulation, record.series, repeated.decisions),
  });
  const differences = compareAccount(record.simulation, found);
  return { ...row, terms, repeated, note, found, differences, origins, names: sourceNames(origins) };
}

async function decisionsOf(
  { record }: FoundRow,
  terms: RowTerms,
): Promise<{ readonly repeated: RepeatedRow | undefined; readonly note: string | null }> {
  try {
    const repeated = await repeatRow(record, terms);
    if (repeated.isSame) return { repeated, note: null };
    return {
      repeated: undefined,
      note: 'asked once more, the strategy decided otherwise: its decisions are not shown',
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { repeated: undefined, note: `the strategy could not be asked once more: ${why}` };
  }
}
