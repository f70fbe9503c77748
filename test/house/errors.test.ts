import { ERROR_CODES, PlatformError } from '@assay/core/errors';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../packages/platform/src/cli/exit-codes.ts';
import { packageSources, parse, read, walk } from './testing/sources.ts';

/** Code → the text of its section. */
function sections(): ReadonlyMap<string, string> {
  const parts = read('docs/errors.md').split(/^## /mu).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()]));
}

/** The codes that a source names: first argument of an error's constructor or of its base, or a property `code`. */
function codesOf(file: string): readonly string[] {
  const found: string[] = [];
  const take = (node: ts.Expression | undefined): void => {
    if (node !== undefined && ts.isStringLiteral(node) && /^[A-Z][A-Z_]+$/u.test(node.text)) found.push(node.text);
  };
  walk(parse(file), (node) => {
    if (ts.isNewExpression(node) && /Error$/u.test(node.expression.getText())) take(node.arguments?.[0]);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) take(node.arguments[0]);
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') take(node.initializer);
  });
  return found;
}

describe('docs/errors.md', () => {
  it('has a section for every code and no other', () => {
    expect([...sections().keys()]).toEqual([...ERROR_CODES]);
  });

  it.each(ERROR_CODES)('says of %s who acts, and the exit code that the command line gives it', (code) => {
    const text = sections().get(code) ?? '';
    expect(text).toMatch(/^Who acts: /mu);
    expect(Number(/Exit code: (\d+)[.]$/u.exec(text)?.[1])).toBe(exitCodeOf(new PlatformError(code, 'planted')));
  });
});

describe('error codes in the sources', () => {
  const sources = packageSources();
  const named = sources.flatMap((file) => codesOf(file).map((code) => ({ file, code })));

  it('are all in the catalogue', () => {
    const known = new Set<string>(ERROR_CODES);
    expect(named.filter(({ code }) => !known.has(code))).toEqual([]);
  });

  it('are found where they are raised', () => {
    expect(named).toContainEqual({ file: 'packages/core/src/errors/kinds.ts', code: 'INVALID_ARGUMENT' });
  });

  it('are in alphabetical order', () => {
    expect([...ERROR_CODES]).toEqual([...ERROR_CODES].sort());
  });
});
