import { DEFAULT_KILL_POLICY, VERDICT_RULES } from '@assay/quant/evidence';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, metricWords, undefinedWords } from './metric-catalogue.ts';
import { reasonWords, RULE_NAMES, ruleLabel, rowReasons, terseReasons } from './rule-words.ts';
import { killLimitLabel } from './sections/row-tables.ts';
import { syntheticReportModel } from './testing/index.ts';

type Check = Parameters<typeof reasonWords>[1][number];

function check(changes: Partial<Check>): Check {
  return {
    rule: 'max-drawdown',
    value: 0.6,
    limit: 0.5,
    comparison: '<=',
    passed: false,
    effect: 'killed',
    ...changes,
  };
}

const plain = (text: string): string => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-');
const words = (one: Check): string => plain(reasonWords(one, [one]));

describe('reasonWords', () => {
  it.each([
    [{}, 'maximum drawdown: 60.0 %, above the limit of 50 %'],
    [{ value: 0.4, passed: true }, 'maximum drawdown: 40.0 %, within the limit of 50 %'],
    [
      { rule: 'deflated-sharpe', value: 0.62, limit: 0.95, comparison: '>=' },
      'deflated Sharpe probability: 0.620, below the required 0.95',
    ],
    [
      { rule: 'deflated-sharpe', value: 0.97, limit: 0.95, comparison: '>=', passed: true },
      'deflated Sharpe probability: 0.970, which reaches the required 0.95',
    ],
    [{ rule: 'no-trades', value: 0, limit: 1, comparison: '>=' }, 'it never closed a trade'],
    [{ rule: 'leak', value: 1, limit: 0 }, 'a decision or fill changed when the future was cut off'],
    [{ rule: 'leak', value: 0, limit: 0, passed: true }, 'no decision changed when the future was cut off'],
    [{ rule: 'some-new-rule', value: 3, limit: 2 }, 'some new rule: 3, above the limit of 2'],
    [
      { rule: 'fragility', value: 1, limit: 0.6, note: 'mean-not-positive' },
      'fragility: 1.00, above the limit of 0.6 (the neighbours earn nothing on average)',
    ],
  ])('says what %o found', (changes, text) => {
    expect(words(check(changes))).toBe(text);
  });

  it('X-04: says why a value or a limit does not exist', () => {
    expect(
      words(check({ value: null, undefinedReason: 'no-losing-trade', rule: 'suspicious-profit-factor', limit: 10 })),
    ).toBe('profit factor does not exist (limit 10): no trade lost money');
    expect(
      words(
        check({
          rule: 'minimum-track-record',
          value: 300,
          limit: null,
          undefinedReason: 'no-sharpe',
          comparison: '>=',
        }),
      ),
    ).toBe('number of periods on record: 300; its limit does not exist: the row has no Sharpe ratio');
  });

  it('does not call passed what failed by a hair', () => {
    const one = check({ rule: 'deflated-sharpe', value: 0.94999, limit: 0.95, comparison: '>=' });
    expect(words(one)).toBe('deflated Sharpe probability: 0.94999, below the required 0.95');
  });

  it('names value and limit alone where no check says how they compare', () => {
    expect(plain(reasonWords({ rule: 'max-drawdown', value: 0.6, limit: 0.5 }, []))).toBe(
      'maximum drawdown: 60.0 %, limit 50 %',
    );
  });

  it('has words for every rule, every limit of the policy and every measure of a judged row', () => {
    expect(ruleLabel('no-such-rule')).toBe('No such rule');
    for (const { name } of VERDICT_RULES) expect(RULE_NAMES).toContain(name);
    for (const name of Object.keys(DEFAULT_KILL_POLICY)) expect(killLimitLabel(name), name).not.toBe(generic(name));
    const judged = syntheticReportModel().rows.flatMap(({ row }) => Object.keys(row.metrics));
    for (const name of new Set(judged)) expect(METRIC_NAMES, name).toContain(name);
  });
});

describe('terseReasons', () => {
  it('writes the comparison that held', () => {
    const failed = check({});
    const passed = check({ rule: 'deflated-sharpe', value: 0.97, limit: 0.95, comparison: '>=', passed: true });
    const row = { reasons: [failed, passed], checks: [failed, passed] };
    expect(terseReasons(row).map(plain)).toEqual([
      'maximum drawdown 60.0 % > 50 %',
      'deflated Sharpe probability 0.970 ≥ 0.95',
    ]);
    expect(rowReasons(row)).toHaveLength(2);
  });
});

describe('metricWords', () => {
  it('shows a measure that it does not know under its own name', () => {
    expect(metricWords('someNewThing')).toEqual({ label: 'Some new thing', unit: 'small', group: 'Other' });
    expect(undefinedWords('no-trade')).toBe('there is no closed trade');
    expect(undefinedWords('some-new-code')).toBe('some new code');
    expect(undefinedWords(undefined)).toBe('no reason was recorded');
  });
});

function generic(name: string): string {
  const text = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
