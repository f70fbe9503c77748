type FillMoment = 'open' | 'inside' | 'close';

const MOMENTS: Map<string, FillMoment> = new Map();

/**
 * Where in its bar a rule of the fill contract has filled: at the open, at the close (or a last mark), or inside.
 *
 * Source: this project; docs/methods/fill-contract.md lists the rules.
 */
export function fillMoment(rule: string): FillMoment {
  // There are a few dozen rules, and every trade asks about two of them.
  let moment = MOMENTS.get(rule);
  if (moment === undefined) MOMENTS.set(rule, (moment = momentOf(rule)));
  return moment;
}

function momentOf(rule: string): FillMoment {
  if (rule === 'market-at-close-degenerate-open') return 'close';
  if (rule.includes('inside') || rule.startsWith('both-touched') || rule.endsWith('at-worst')) return 'inside';
  return rule.endsWith('open') ? 'open' : 'close';
}
