import type { ComparedRow, RankingRow, Rankings, ReportRow, RunComparison } from '@assay/contracts/schemas';
import type { RunManifest } from '../../runs/index.ts';
import { differencesOf } from './differences.ts';

/** A finished run as it is compared. */
export interface ComparedRun {
  readonly manifest: RunManifest;
  /** Number of trials that were there when it began. */
  readonly priorTrials: number;
  readonly rows: Rankings['rows'];
  /** Stitched equity by row. */
  readonly equity: ReadonlyMap<string, ReportRow['equity']>;
}

/**
 * Sets two runs side by side: what went in, and by row what came out. Rows are matched by id, in the order of the first run,
 * then those that only the second one has.
 */
export function compareRuns(first: ComparedRun, second: ComparedRun): RunComparison {
  const [one, other] = [byId(first.rows), byId(second.rows)];
  const ids = [...new Set([...one.keys(), ...other.keys()])];
  return {
    first: { runId: first.manifest.runId, name: first.manifest.name },
    second: { runId: second.manifest.runId, name: second.manifest.name },
    // What a contract says of itself follows from its rules and costs, which are compared one by one.
    inputs: differencesOf(inputsOf(first), inputsOf(second)).filter(({ path }) => !path.endsWith('.description')),
    rows: ids.map((id): ComparedRow => {
      const [was, is] = [one.get(id), other.get(id)];
      const [equityBefore, equityAfter] = [first.equity.get(id), second.equity.get(id)];
      return {
        id,
        ...(was === undefined ? {} : { first: sideOf(was) }),
        ...(is === undefined ? {} : { second: sideOf(is) }),
        differences: was === undefined || is === undefined ? [] : [...differencesOf(shown(was), shown(is))],
        ...(equityBefore === undefined || equityAfter === undefined
          ? {}
          : { equity: { first: equityBefore, second: equityAfter } }),
      };
    }),
  };
}

function byId(rows: Rankings['rows']): ReadonlyMap<string, RankingRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

function inputsOf({ manifest, priorTrials }: ComparedRun): unknown {
  const { name, codeVersion, seed, datasetVersions, moduleHashes, config, killPolicy } = manifest;
  return { name, codeVersion, seed, datasetVersions, moduleHashes, config, killPolicy, priorTrials };
}

function sideOf({ verdict, score, trades, trials, metrics }: RankingRow): NonNullable<ComparedRow['first']> {
  return { verdict, score, trades, trials, metrics: { ...metrics } };
}

function shown({ verdict, pessimisticVerdict, score, scoreVersion, params, period, ...row }: RankingRow): unknown {
  const { metrics, trades, trials, parameterSets, selections } = row;
  const judged = { verdict, pessimisticVerdict, score, scoreVersion, trades, trials };
  return { ...judged, params, period, parameterSets, selections, metrics };
}
