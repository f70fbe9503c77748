export { TERM_EXAMPLES } from './examples.ts';
export { computeTerms, resolveTerm } from './resolve-term.ts';
export { termKey } from './term-key.ts';
export type { Term, TermSpec, TermStream } from './term.ts';
