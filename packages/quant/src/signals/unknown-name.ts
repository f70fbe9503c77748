import { nearestName } from '@assay/core/checks';
import { BAR_FIELDS, SESSION_FIELDS } from './expression.ts';
import { FUNCTION_NAMES } from './operators/registry.ts';

/** Names that other languages have for what is here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  avg: 'sma(x, n)',
  ma: 'sma(x, n)',
  mean: 'sma(x, n)',
  mavg: 'sma(x, n)',
  rma: 'wilder(x, n)',
  smma: 'wilder(x, n)',
  std: 'stdev(x, n)',
  stddev: 'stdev(x, n)',
  roc: 'return(x, n)',
  mom: 'change(x, n)',
  diff: 'change(x, n)',
  delta: 'change(x, n)',
  ref: 'lag(x, n)',
  shift: 'lag(x, n)',
  prev: 'lag(x, 1)',
  delay: 'lag(x, n)',
  crossover: 'crossesAbove(x, y)',
  crossunder: 'crossesBelow(x, y)',
  iif: 'if(condition, x, y)',
  iff: 'if(condition, x, y)',
  hhv: 'rollingMax(x, n)',
  llv: 'rollingMin(x, n)',
  corr: 'correlation(x, y, n)',
  tr: 'trueRange()',
  ln: 'log(x)',
  power: 'pow(x, y)',
  percentRank: 'rank(x, n)',
  linregSlope: 'slope(x, n)',
};

/** Says that a name is not known, and which one is meant or which there are. */
export function unknownName(what: 'field' | 'function', name: string): string {
  const other = what === 'field' ? FUNCTION_NAMES : [...BAR_FIELDS, ...SESSION_FIELDS];
  if (other.includes(name)) {
    return what === 'field'
      ? `'${name}' is a function: its arguments follow in brackets`
      : `'${name}' is a field: no brackets follow it`;
  }
  const known = what === 'field' ? [...BAR_FIELDS, ...SESSION_FIELDS] : FUNCTION_NAMES;
  const problem = `there is no ${what} '${name}'`;
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (elsewhere !== undefined) return `${problem}; write ${elsewhere}`;
  const nearest = nearestName(name, [...known, ...(what === 'field' ? ['true', 'false', 'and', 'or', 'not'] : [])]);
  return nearest === undefined ? `${problem}; there are ${known.join(', ')}` : `${problem}; did you mean '${nearest}'?`;
}
