/** Child process of the tests: `run-once.ts` on a Node that evaluates in its own process; same arguments. */
import { registerHooks } from 'node:module';

const STAND_IN = new URL('./in-process-evaluator.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.endsWith('/evaluator.ts') ? { url: STAND_IN, shortCircuit: true } : next(specifier, context),
});
await import('./run-once.ts');
