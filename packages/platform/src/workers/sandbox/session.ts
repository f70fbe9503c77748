import { createRng } from '@assay/core/random';
import type { StrategyDefinition, StrategyInstance } from '@assay/quant/strategy';
import type { HistoryColumns } from './history.ts';
import type { Inspection, SandboxRequest } from './messages.ts';
import { checkActions, checkProblems, checkTerms } from './module-contract.ts';
import { SandboxView } from './sandbox-view.ts';

/** Inside the sandbox: the running instances of one strategy, driven by requests. */
export function createSession(
  strategy: StrategyDefinition,
  columns: HistoryColumns,
): (request: SandboxRequest) => unknown {
  const instances = new Map<number, { readonly instance: StrategyInstance; readonly view: SandboxView }>();
  return (request) => {
    switch (request.kind) {
      case 'inspect': {
        const problems = checkProblems(strategy.validate?.(request.params) ?? []);
        const terms = problems.length > 0 ? [] : checkTerms(strategy.terms(request.params));
        return { problems, terms } satisfies Inspection;
      }
      case 'create': {
        const { instruments, params, terms, seed } = request;
        const instance = strategy.create(params, { instruments, rng: createRng(seed) });
        instances.set(request.instance, { instance, view: new SandboxView(instruments, terms, columns) });
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
