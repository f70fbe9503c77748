/**
 * Where in its bar a rule of the fill contract has filled: at the open, at the close (or a last mark), or inside.
 *
 * Source: this project; docs/methods/fill-contract.md lists the rules.
 */
export function fillMoment(rule: string): 'open' | 'inside' | 'close' {
  if (rule === 'market-at-close-degenerate-open') return 'close';
  if (rule.includes('inside') || rule.startsWith('both-touched') || rule.endsWith('at-worst')) return 'inside';
  return rule.endsWith('open') ? 'open' : 'close';
}
