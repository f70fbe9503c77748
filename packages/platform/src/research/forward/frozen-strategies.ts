import path from 'node:path';
import { DataError } from '@assay/core/errors';
import { STRATEGIES } from '@assay/quant/strategy';
import { runPaths } from '../../runs/index.ts';
import { listNames } from '../../settings/index.ts';
import { prepareModule } from '../../workers/index.ts';
import type { Evaluator, StrategyDescription } from '../../workers/index.ts';
import { EVALUATE_MODULE } from '../task-modules.ts';
import type { StrategyReference } from '../settings.ts';
import type { FrozenRun } from './frozen-run.ts';

/** Strategies by the name that rows carry: those of this version of Assay, and the modules that the run has kept. */
export type FrozenStrategies = ReadonlyMap<string, StrategyReference>;

/** What finding strategies needs. */
export interface StrategySearch {
  /** Folder to copy modules to; the evaluator may read it. */
  readonly moduleStore: string;
  readonly evaluator: Evaluator;
}

/**
 * Finds the strategies of a frozen run.
 *
 * A run keeps the files of each module under the hash of their content and not which of them is the entry: it is the one from which
 * all of them, and nothing else, are imported, and whose strategy can be asked for its name.
 *
 * @throws {DataError} if a module's files are not those that the run has judged.
 */
export async function frozenStrategies(run: FrozenRun, search: StrategySearch): Promise<FrozenStrategies> {
  const found = new Map<string, StrategyReference>();
  for (const hash of run.details.manifest.moduleHashes) {
    const [name, reference] = await frozenModule(run, hash, search);
    found.set(name, reference);
  }
  for (const { name } of STRATEGIES) found.set(name, { kind: 'built-in', name });
  return found;
}

async function frozenModule(
  { workspace, runId }: FrozenRun,
  hash: string,
  { moduleStore, evaluator }: StrategySearch,
): Promise<readonly [string, StrategyReference]> {
  const folder = path.join(runPaths(workspace, runId).inputs, 'modules', hash);
  const faults: string[] = [];
  for (const file of await listNames(folder)) {
    try {
      const module = await prepareModule(path.join(folder, file), moduleStore);
      if (module.hash !== hash) continue;
      const reference = { kind: 'module', entry: module.entry, folder: module.folder, hash } as const;
      const argument = { strategy: reference, sets: [] };
      const { result } = await evaluator.run({ module: EVALUATE_MODULE, exportName: 'inspectModule', argument });
      return [(result as { readonly description: StrategyDescription }).description.name, reference];
    } catch (error) {
      faults.push(`${file}: ${(error as Error).message}`);
    }
  }
  throw new DataError(`the strategy module ${hash} of run '${runId}' is not as it was judged`, {
    context: { folder, faults },
    hint: `Its files are to stand in ${folder}; run the config again to keep them anew.`,
  });
}
