/** URLs of the modules whose functions run in the evaluator. */
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** What rows, trials, stress and leak tests are. */
export const EVALUATE_MODULE: string = urlOf('evaluate');
/** The cells of a grid. */
export const CELLS_MODULE: string = urlOf('grid/evaluate-cells');
/** What a sweep says of its own choice. */
export const EVIDENCE_MODULE: string = urlOf('sweep-evidence');
/** The path of a leak through the rooms. */
export const TRACE_MODULE: string = urlOf('prove/leaks/trace-task');
/** Features by themselves. */
export const FEATURE_MODULE: string = urlOf('prove/leaks/feature-task');

function urlOf(name: string): string {
  return new URL(`./${name}.${EXTENSION}`, import.meta.url).href;
}
