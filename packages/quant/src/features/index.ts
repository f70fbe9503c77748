export type { Term, TermSpec, TermStream } from './term.ts';
