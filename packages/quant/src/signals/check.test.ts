import { describe, expect, it } from 'vitest';
import { checkExpression, compileExpression } from './compile.ts';
import { call } from './expression.ts';
import type { Expression } from './expression.ts';
import { expressionFromJson } from './json.ts';
import type { ExpressionParameter } from './parameters.ts';

const PARAMETERS: readonly ExpressionParameter[] = [
  { name: 'slow', type: 'integer', min: 2, max: 200, default: 50 },
  { name: 'level', type: 'number', default: 1.5 },
  { name: 'isOn', type: 'boolean', default: false },
  { name: 'window', type: 'choice', choices: [5, 10, 20], default: 10 },
  { name: 'side', type: 'choice', choices: ['long', 'short'], default: 'long' },
  { name: 'wide', type: 'integer' },
  { name: 'far', type: 'integer', min: 1, max: 1e9 },
];
const check = (source: string | Expression) => () => checkExpression(source, PARAMETERS);

describe('checkExpression', () => {
  it('says what is known before any data', () => {
    const facts = checkExpression('sma(close, $slow) > $level  and not ($isOn)', PARAMETERS);
    expect(facts).toMatchObject({
      text: 'sma(close, $slow) > $level and not $isOn',
      type: 'boolean',
      canonical: '$level < sma(close, $slow) and not $isOn',
      nodes: 8,
      parameters: ['slow', 'level', 'isOn'],
    });
    expect(facts.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    ['sms(close, 20)', /there is no function 'sms'; did you mean 'sma'\?/],
    ['avg(close, 20)', /there is no function 'avg'; write sma\(x, n\)/],
    ['qqqqqq(close)', /there is no function 'qqqqqq'; there are pow, min, max/],
    ['toString(close)', /there is no function 'toString'/],
    ['volume(3)', /'volume' is a field: no brackets follow it/],
    ['sma(close)', /it is written sma\(x, window\); 1 given/],
    ['clamp(close, 1)', /it is written clamp\(x, low, high\); 2 given/],
    ['if(close > open, 1)', /it is written if\(condition, x, y\); 2 given/],
    ['min(close)', /it is written min\(x, y, ...\); 1 given/],
    ['trueRange(close)', /it is written trueRange\(\); 1 given/],
    ['close and true', /'and' needs true or false here, 'close' is a number; compare it, as in close > 0/],
    ['not close', /'not' needs true or false here/],
    ['true + 1', /'\+' needs a number here, 'true' is true or false; write if\(true, 1, 0\) to count it/],
    ['if(true, 1, false)', /'if' needs a number here, 'false' is true or false/],
    ['(close > 1) == 1', /'==' needs true or false here, '1' is a number/],
    ['sma(close > open, 5)', /'sma' needs a number here/],
    ['count(close, 5)', /'count' needs true or false here/],
    ['sma(close, 0)', /the window of 'sma' must be a whole number from 1 to 100000, was 0/],
    ['stdev(close, 1)', /the window of 'stdev' must be a whole number from 2 to 100000, was 1/],
    ['sma(close, 2.5)', /was 2.5/],
    ['sma(close, 100001)', /was 100001/],
    ['sma(close, log(-1))', /was NaN/],
    ['sma(close, open)', /the window of 'sma' must be known before the data/],
    ['sma(close, sma(3, 2))', /the window of 'sma' must be known before the data/],
    ['sma(close, true)', /the window of 'sma' must be known before the data/],
    ['sma(close, $slw)', /parameter '\$slw' is not declared; did you mean '\$slow'\?/],
    ['$nothingLikeIt', /is not declared; declared are \$slow, \$level/],
    ['$side', /parameter '\$side' is a text/],
    ['sma(close, $level)', /must be a whole number; declare '\$level' an integer/],
    ['sma(close, $wide)', /must be a whole number from 1 to 100000; declare '\$wide' with a 'min'/],
    ['sma(close, $far)', /was 1000000000; '\$far' is declared wider/],
    ['sma(close, $isOn)', /the window of 'sma' must be known before the data/],
    ['zscore(close, $isOn)', /known before the data/],
  ])('refuses %s', (text, problem) => {
    expect(check(text)).toThrow(problem);
  });

  it.each(['sma(close, $slow)', 'sma(close, $window)', 'sma(close, 2 * $slow)', 'sma(close, if($isOn, 5, $slow))'])(
    'takes %s as known before the data',
    (text) => {
      expect(check(text)).not.toThrow();
    },
  );

  it('refuses a choice of which one value is out of the domain', () => {
    const parameters = [{ name: 'n', type: 'choice', choices: [5, 2.5] }] as const;
    expect(() => checkExpression('sma(close, $n)', parameters)).toThrow(/was 2.5; '\$n' is declared wider/);
  });

  it('says without parameters that there are none', () => {
    expect(() => checkExpression('$slow')).toThrow(/there are no declared parameters/);
  });

  it('shows the place of a fault in a tree in its printed text', () => {
    const tree = call('and', { kind: 'boolean', value: true }, { kind: 'field', name: 'close' });
    expect(check(tree)).toThrow('\n  true and close\n           ^^^^^');
  });
});

describe('values of parameters', () => {
  const compiled = (values: Record<string, unknown>) => () =>
    compileExpression('sma(close, $slow - 1) > $level', { parameters: PARAMETERS, values });

  it('are written in; a default where none is given; names that are not used are left alone', () => {
    expect(compiled({ slow: 20, other: 1, side: 'sideways' })().text).toBe('sma(close, 20 - 1) > 1.5');
    expect(compiled({ slow: 20 })().canonical).toBe('1.5 < sma(close, 19)');
    expect(compiled({})().warmUp).toBe(48);
  });

  it('must lie in their domain', () => {
    expect(compiled({ slow: 1 })).toThrow("invalid 'slow': must be a whole number between 2 and 200, was 1");
    expect(compiled({ slow: 20.5 })).toThrow(/'slow'/);
    expect(compiled({ slow: '20' })).toThrow(/'slow'/);
    expect(compiled({ level: NaN })).toThrow(/'level': must be a finite number/);
    expect(() => compileExpression('$isOn', { parameters: PARAMETERS, values: { isOn: 1 } })).toThrow(/true or false/);
    expect(() => compileExpression('$window', { parameters: PARAMETERS, values: { window: 7 } })).toThrow(
      /one of 5, 10, 20/,
    );
    expect(() => compileExpression('$wide', { parameters: PARAMETERS })).toThrow(/'wide'.*was undefined/);
  });

  it('must give windows in their domain too, shown at the place of the window', () => {
    expect(() => compileExpression('stdev(close, $slow - 1)', { parameters: PARAMETERS, values: { slow: 2 } })).toThrow(
      'was 1\n  stdev(close, $slow - 1)\n               ^^^^^^^^^',
    );
  });
});

describe('expressionFromJson', () => {
  it('gives the tree, fresh and without anything else', () => {
    const json = {
      kind: 'call',
      name: '+',
      arguments: [
        { kind: 'field', name: 'close', more: 1 },
        { kind: 'number', value: -0 },
      ],
    };
    expect(expressionFromJson(json)).toEqual(call('+', { kind: 'field', name: 'close' }, { kind: 'number', value: 0 }));
  });

  it.each([
    [null, /'expression.kind': must be number, boolean, parameter, field or call, was undefined/],
    [[], /'expression.kind'/],
    [{ kind: 'number', value: '1' }, /'expression.value': must be a finite number/],
    [{ kind: 'number', value: Infinity }, /'expression.value'/],
    [{ kind: 'boolean', value: 1 }, /'expression.value'/],
    [{ kind: 'parameter', name: 'a b' }, /'expression.name': must be a name/],
    [{ kind: 'field', name: 'bid' }, /'expression.name': must be one of open/],
    [{ kind: 'call', name: 'sma' }, /'expression.arguments': must be an array/],
    [{ kind: 'call', name: 'a(b', arguments: [] }, /'expression.name': must be a name/],
    [{ kind: 'call', name: 'true', arguments: [] }, /'expression.name': must be a name/],
    [{ kind: 'call', name: '+', arguments: [] }, /'expression.arguments': must be of length 2/],
    [{ kind: 'call', name: 'not', arguments: [] }, /must be of length 1/],
    [{ kind: 'call', name: 'and', arguments: [{ kind: 'boolean', value: true }] }, /must be of length 2 or more/],
    [{ kind: 'call', name: 'abs', arguments: [{ kind: 'nan' }] }, /'expression.arguments\[0\].kind'/],
  ])('refuses %j', (json, problem) => {
    expect(() => expressionFromJson(json)).toThrow(problem);
  });

  it('refuses what is nested without end', () => {
    const loop: { kind: string; name: string; arguments: unknown[] } = { kind: 'call', name: 'abs', arguments: [] };
    loop.arguments.push(loop);
    expect(() => expressionFromJson(loop)).toThrow(/nested at most 100 deep/);
  });
});
