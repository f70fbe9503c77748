/**
 * Stands in for `task-modules.ts` in tests: the same modules, each with all that it imports in a few files.
 *
 * A thread of the evaluator loads some six hundred sources, which takes longer than most of what tests evaluate there. Exams and
 * every command that is started as a process load the sources themselves.
 */
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';

export const EVALUATE_MODULE: string = urlOf('evaluate');
export const CELLS_MODULE: string = urlOf('evaluate-cells');
export const EVIDENCE_MODULE: string = urlOf('sweep-evidence');
export const TRACE_MODULE: string = urlOf('trace-task');
export const FEATURE_MODULE: string = urlOf('feature-task');

function urlOf(name: string): string {
  return pathToFileURL(`${inject('evaluatorBundle')}/${name}.js`).href;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the modules. */
    readonly evaluatorBundle: string;
  }
}
