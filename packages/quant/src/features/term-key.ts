import type { TermSpec } from './term.ts';

/**
 * The canonical text of a term, as `sma(close,20)`: equal for equal terms and only for them.
 *
 * Source: this project.
 */
export function termKey(spec: TermSpec): string {
  switch (spec.term) {
    case 'price':
      return `price(${spec.field})`;
    case 'return':
      return `return(${spec.field},${spec.lag})`;
    case 'next-session-weekday':
      return 'next-session-weekday';
    case 'sma':
    case 'highest':
    case 'lowest':
    case 'zscore':
      return `${spec.term}(${spec.field},${spec.window})`;
  }
}
