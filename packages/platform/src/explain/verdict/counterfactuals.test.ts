import { describe, expect, it } from 'vitest';
import type { VerdictExplanation } from '@assay/contracts/schemas';
import { passes } from './counterfactuals.ts';
import { verdictText } from './verdict-text.ts';

const RULE: VerdictExplanation['rules'][number] = {
  ...{ stage: 'kill', rule: 'max-drawdown', effect: 'killed', value: 0.6, comparison: '<=', limit: 0.5 },
  ...{ outcome: 'failed', sentence: 'maximum drawdown: 60 %, above the limit of 50 %', dependsOnFamily: false },
};
const CHANGE = {
  ...{ rule: 'max-drawdown', quantity: 'limit', actual: 0.5, needed: 0.6, checked: true },
  sentence: 'it would pass with a limit at or above 0.6; the limit is 0.5',
};
const KILLED: VerdictExplanation = {
  ...{ runId: 'a', row: 'b', verdict: 'killed', decidedBy: 'kill: damage that needs no statistics' },
  ...{ rules: [RULE], counterfactuals: [CHANGE] },
};

describe('an explained verdict', () => {
  it('X-13: speaks of failures and of what would have changed them only where a rule has failed', () => {
    const text = verdictText(KILLED);
    expect(text).toContain('1 of 1 rules failed.');
    expect(text).toContain('What would have changed it');
    expect(text).toContain('Each was checked');
    const passed = {
      ...RULE,
      value: 0.4,
      outcome: 'passed' as const,
      sentence: 'maximum drawdown: 40 %, within the limit',
    };
    const other = verdictText({ ...KILLED, verdict: 'candidate', rules: [passed], counterfactuals: [] });
    expect(other).toContain('None of 1 rules failed.');
    expect(other).not.toMatch(/What would have changed|Each was checked|✕/u);
  });

  it('X-13: says of a counterfactual that was not confirmed that it was not, and claims no check', () => {
    const text = verdictText({ ...KILLED, counterfactuals: [{ ...CHANGE, checked: false }] });
    expect(text).toContain('(not confirmed)');
    expect(text).not.toContain('Each was checked');
  });

  it('X-13: a value at its limit passes, but for rules that ask for more', () => {
    expect(['<=', '>=', '>'].map((comparison) => passes({ comparison }, 1, 1))).toEqual([true, true, false]);
  });
});
