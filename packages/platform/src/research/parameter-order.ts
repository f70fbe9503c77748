import type { Parameters, ParameterValue } from '@assay/quant/strategy';

/**
 * The declared order of parameter sets, which decides ties: by their first differing parameter, names in order of their code
 * units; numbers by size, texts by code unit, false before true. In which order a config lists values changes nothing.
 */
export function byParameters(a: Parameters, b: Parameters): number {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  for (const name of names) {
    const order = compared(a[name], b[name]);
    if (order !== 0) return order;
  }
  return 0;
}

function compared(one: ParameterValue | undefined, other: ParameterValue | undefined): number {
  if (typeof one !== typeof other) return typeof one < typeof other ? -1 : 1;
  if (one === other || one === undefined || other === undefined) return 0;
  return one < other ? -1 : 1;
}
