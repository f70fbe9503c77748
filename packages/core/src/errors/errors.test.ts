import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  DataError,
  ERROR_CODES,
  InvalidArgumentError,
  InvariantError,
  NotFoundError,
  PlatformError,
  reviveError,
} from './index.ts';
import type { SerializedError } from './index.ts';

const errors: [string, PlatformError][] = [
  ['PlatformError', new PlatformError('USAGE', 'no such command', { hint: 'See assay --help.' })],
  ['InvalidArgumentError', new InvalidArgumentError('halfLife', 'finite and > 0', 0)],
  ['DataError', new DataError('file is empty', { context: { file: 'a.csv', row: 1 } })],
  ['ConfigError', new ConfigError('demo.yaml', [{ path: 'name', message: 'is required' }])],
  ['NotFoundError', new NotFoundError('strategy', 'momentm')],
  ['InvariantError', new InvariantError('postings balance', { residue: 1 })],
];

describe('ERROR_CODES', () => {
  it('are alphabetical, upper case and said once', () => {
    expect([...ERROR_CODES].sort()).toEqual(ERROR_CODES);
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
    for (const code of ERROR_CODES) expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
  });
});

describe.each(errors)('%s', (name, error) => {
  it('carries its name and a known code', () => {
    expect(error.name).toBe(name);
    expect(ERROR_CODES).toContain(error.code);
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(`${name}: ${error.message}`);
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(error.context)).toBe(true);
  });

  it('survives JSON', () => {
    const plain = JSON.parse(JSON.stringify(error)) as SerializedError;
    const revived = reviveError(plain);
    expect(revived).toBeInstanceOf(PlatformError);
    expect(revived.toJSON()).toEqual(error.toJSON());
    expect(JSON.stringify(revived)).toBe(JSON.stringify(error));
  });

  it('is recognised by structure, with its own code only', () => {
    const plain: unknown = JSON.parse(JSON.stringify(error));
    expect(PlatformError.is(error)).toBe(true);
    expect(PlatformError.is(plain)).toBe(true);
    expect(PlatformError.is(plain, error.code)).toBe(true);
    expect(PlatformError.is(plain, error.code === 'CONFLICT' ? 'USAGE' : 'CONFLICT')).toBe(false);
  });
});

describe('PlatformError', () => {
  it('is not recognised in other values', () => {
    const others = [
      undefined,
      null,
      'USAGE',
      3,
      new Error('x'),
      { code: 'ENOENT', message: 'x', context: {} },
      { code: 'USAGE' },
    ];
    for (const other of others) expect(PlatformError.is(other)).toBe(false);
  });

  it('keeps its cause, and has none if none is given', () => {
    const cause = new RangeError('inner');
    expect(new PlatformError('EXTERNAL_FAILURE', 'outer', { cause }).cause).toBe(cause);
    expect('cause' in new PlatformError('EXTERNAL_FAILURE', 'outer')).toBe(false);
  });

  it('copies its context, so that the giver may go on changing it', () => {
    const context = { rows: 1 };
    const error = new PlatformError('DATA_INVALID', 'x', { context });
    context.rows = 2;
    expect(error.context).toEqual({ rows: 1 });
  });

  it('round-trips any facts', () => {
    const facts = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)));
    fc.assert(
      fc.property(fc.constantFrom(...ERROR_CODES), fc.string(), facts, (code, message, context) => {
        const error = new PlatformError(code, message, { context });
        const revived = reviveError(JSON.parse(JSON.stringify(error)) as SerializedError);
        expect(JSON.stringify(revived)).toBe(JSON.stringify(error));
      }),
    );
  });
});

describe('InvalidArgumentError', () => {
  it.each([
    [0, '0'],
    [NaN, 'NaN'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['abc', "'abc'"],
    [[1, 2], 'an array of length 2'],
    [{ a: 1 }, 'an object'],
  ])('says the rule and what was given: %j', (received, text) => {
    const error = new InvalidArgumentError('halfLife', 'finite and > 0', received);
    expect(error.message).toBe(`invalid 'halfLife': must be finite and > 0, was ${text}`);
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.context).toEqual({ parameter: 'halfLife', rule: 'finite and > 0', received: text });
  });

  it('cuts a long text', () => {
    const error = new InvalidArgumentError('name', 'short', 'x'.repeat(500));
    expect(error.message.length).toBeLessThan(130);
    expect(error.message).toContain('...');
  });
});

describe('ConfigError', () => {
  it('X-08: lists every problem with its place', () => {
    const problems = [
      { path: 'strategies[0].params.fast', message: 'must be a whole number' },
      { path: '', message: 'unknown key' },
    ];
    const error = new ConfigError('demo.yaml', problems);
    expect(error.message).toBe(
      'demo.yaml: 2 problems\n  - strategies[0].params.fast: must be a whole number\n  - unknown key',
    );
    expect(error.problems).toEqual(problems);
    expect(error.context).toEqual({ where: 'demo.yaml', problems });
    expect(new ConfigError('a', problems.slice(0, 1)).message).toContain('a: 1 problem\n');
  });
});

describe('DataError', () => {
  it('is DATA_INVALID unless it says that the data are unfit', () => {
    expect(new DataError('x').code).toBe('DATA_INVALID');
    expect(new DataError('x', { code: 'DATA_UNFIT' }).code).toBe('DATA_UNFIT');
  });
});

describe('NotFoundError and InvariantError', () => {
  it('say what is missing, and whose fault it is', () => {
    expect(new NotFoundError('strategy', 'momentm').message).toBe("strategy 'momentm' was not found");
    expect(new InvariantError('postings balance').message).toBe('invariant: postings balance');
    expect(new InvariantError('postings balance').hint).toContain('defect');
  });
});
