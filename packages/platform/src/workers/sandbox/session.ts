import { createRng } from '@assay/core/random';
import { strategyColumns } from '@assay/quant/strategy';
import type { StrategyDefinition, StrategyInstance } from '@assay/quant/strategy';
import type { HistoryColumns } from './history.ts';
import type { ColumnsAnswer, ColumnsQuestion, Creation, Inspection, SandboxRequest } from './messages.ts';
import { checkActions, checkMembers, checkProblems, checkTerms } from './module-contract.ts';
import { SandboxView } from './sandbox-view.ts';

/** The way of what is too large for shared memory. */
export interface LargeMessages {
  /** The newest message of the host. */
  receive(): unknown;
  post(message: ColumnsAnswer): void;
}

/** Inside the sandbox: the running instances of one strategy, driven by requests. */
export function createSession(
  strategy: StrategyDefinition,
  columns: HistoryColumns,
  large: LargeMessages,
): (request: SandboxRequest) => unknown {
  const instances = new Map<number, { readonly instance: StrategyInstance; readonly view: SandboxView }>();
  return (request) => {
    switch (request.kind) {
      case 'inspect': {
        const problems = checkProblems(strategy.validate?.(request.params) ?? []);
        const terms = problems.length > 0 ? [] : checkTerms(strategy.terms(request.params));
        return { problems, terms, hasColumns: strategy.columns !== undefined } satisfies Inspection;
      }
      case 'create': {
        const { instruments, params, terms, columns: names, seed } = request;
        const instance = strategy.create(params, { instruments, rng: createRng(seed) });
        instances.set(request.instance, { instance, view: new SandboxView(instruments, { terms, names }, columns) });
        return { members: checkMembers(instance.members) } satisfies Creation;
      }
      case 'columns': {
        const { bars, gates } = large.receive() as ColumnsQuestion;
        large.post({ columns: strategyColumns(strategy, request.params, bars, gates) });
        return null;
      }
      case 'decide': {
        const known = instances.get(request.instance);
        if (known === undefined) throw new Error(`no instance ${request.instance}`);
        known.view.update(request);
        return checkActions(known.instance.decide(known.view));
      }
    }
  };
}
