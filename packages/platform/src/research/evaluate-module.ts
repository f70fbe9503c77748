/** URL of the module whose functions run in the evaluator. */
export const EVALUATE_MODULE: string = new URL(
  import.meta.url.endsWith('.ts') ? './evaluate.ts' : './evaluate.js',
  import.meta.url,
).href;
