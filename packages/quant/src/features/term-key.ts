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
    case 'correlation':
      return `correlation(${spec.field},${spec.with},${spec.window},${spec.lag})`;
    case 'atr':
      return `atr(${spec.window})`;
    case 'true-range':
    case 'session-minute':
    case 'session-minutes-left':
    case 'session-weekday':
    case 'next-session-weekday':
      return spec.term;
    default:
      return `${spec.term}(${spec.field},${spec.window})`;
  }
}
