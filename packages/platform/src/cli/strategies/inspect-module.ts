import path from 'node:path';
import { EVALUATE_MODULE } from '../../research/index.ts';
import { withScratchFolder } from '../../settings/index.ts';
import { prepareModule, startEvaluator } from '../../workers/index.ts';
import type { StrategyDescription } from '../../workers/index.ts';

/** What a user's module declares, and the name under which trials know it. */
export interface ModuleDescription extends StrategyDescription {
  /** `module:<content hash>`. */
  readonly identity: string;
}

/**
 * Loads a user's module as a research run does: copied by content, in a sandbox of an evaluator.
 *
 * @param file - absolute path of its entry file.
 * @throws {ConfigError} if it or one of its imports cannot be followed; {PlatformError} STRATEGY_FAILED or SANDBOX_DENIED,
 * with the module's own error text, if it does not load.
 */
export function inspectModuleFile(file: string): Promise<ModuleDescription> {
  return withScratchFolder('inspect', async (scratch) => {
    const store = path.join(scratch, 'modules');
    const { entry, folder, hash } = await prepareModule(file, store);
    const evaluator = await startEvaluator({
      workers: 1,
      heapMb: 128,
      readable: [store],
      emptyFolder: path.join(scratch, 'empty'),
    });
    try {
      const strategy = { kind: 'module', entry, folder, hash };
      const task = { module: EVALUATE_MODULE, exportName: 'inspectModule', argument: { strategy, sets: [] } };
      const { description } = (await evaluator.run(task)).result as { readonly description: StrategyDescription };
      return { ...description, identity: `module:${hash}` };
    } finally {
      await evaluator.close();
    }
  });
}
