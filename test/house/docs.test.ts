import { existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ROOT } from './testing/scratch.ts';
import { packageSources, parse, read, trackedFiles } from './testing/sources.ts';

interface ExportedFunction {
  readonly file: string;
  readonly name: string;
  readonly docstring: string;
}

interface Declaration {
  readonly statement: ts.Statement;
  readonly isFunction: boolean;
}

function isFunctionValue(value: ts.Expression | undefined): boolean {
  return value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
}

/** The names that a statement declares, each with whether it is a function. */
function declaredNames(statement: ts.Statement): readonly (readonly [name: string, isFunction: boolean])[] {
  if (ts.isFunctionDeclaration(statement)) return [[statement.name?.text ?? '', true]];
  if (ts.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList;
    return declarations.map((one) => [one.name.getText(), isFunctionValue(one.initializer)] as const);
  }
  const isNamed = [ts.isClassDeclaration, ts.isInterfaceDeclaration, ts.isTypeAliasDeclaration].some((is) =>
    is(statement),
  );
  return isNamed ? [[(statement as ts.InterfaceDeclaration).name.text, false]] : [];
}

function declarationOf(file: string, name: string): Declaration | undefined {
  const found = parse(file).statements.flatMap((statement) =>
    declaredNames(statement)
      .filter(([declared]) => declared === name)
      .map(([, isFunction]) => ({ statement, isFunction })),
  );
  return found.find(({ isFunction }) => isFunction) ?? found[0];
}

/** What a room's index.ts passes on: the file that declares each name. */
function exportsOf(index: string): readonly { file: string; name: string }[] {
  return parse(index)
    .statements.filter(ts.isExportDeclaration)
    .flatMap(({ exportClause, moduleSpecifier }) => {
      if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
      if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
      const file = path.posix.join(path.posix.dirname(index), moduleSpecifier.text);
      return exportClause.elements.map((element) => ({ file, name: (element.propertyName ?? element.name).text }));
    });
}

const indexes = packageSources().filter((file) => /^packages\/(?:core|quant)\/src\/[^/]+\/index[.]ts$/u.test(file));
const exported = indexes.flatMap(exportsOf);

function exportedFunctions(): readonly ExportedFunction[] {
  return exported.flatMap(({ file, name }) => {
    const declaration = declarationOf(file, name);
    if (declaration?.isFunction !== true) return [];
    const text = declaration.statement.getFullText();
    const docstring = ts
      .getLeadingCommentRanges(text, 0)
      ?.map((range) => text.slice(range.pos, range.end))
      .findLast((comment) => comment.startsWith('/**'));
    return [{ file, name, docstring: docstring ?? '' }];
  });
}

describe('docstrings of core and quant', () => {
  const functions = exportedFunctions();

  it('are found for every name that a room exports', () => {
    expect(exported.filter(({ file, name }) => declarationOf(file, name) === undefined)).toEqual([]);
    expect(functions.length).toBeGreaterThan(20);
  });

  it('say where every exported function comes from', () => {
    const silent = functions.filter(({ docstring }) => !/^\s*\*?\s*Source: \S/mu.test(docstring));
    expect(silent.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });
});

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  const plain = heading.replaceAll(/[`*]|\]\([^)]*\)|\[/gu, '');
  return plain
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/gu, '-');
}

function anchorsOf(file: string): ReadonlySet<string> {
  return new Set([...withoutCode(read(file)).matchAll(/^#+ (.*)$/gmu)].map((match) => anchorOf(match[1] ?? '')));
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```/gmu, '');
}

function brokenLinks(file: string): readonly string[] {
  const links = [...withoutCode(read(file)).matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)|(?:src|href)="([^"]+)"/gu)];
  return links
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((link) => !/^[a-z]+:/u.test(link))
    .filter((link) => {
      const [target = '', anchor] = link.split('#');
      const linked = target === '' ? file : path.posix.join(path.posix.dirname(file), decodeURIComponent(target));
      if (!existsSync(path.join(ROOT, linked))) return true;
      return anchor !== undefined && linked.endsWith('.md') && !anchorsOf(linked).has(anchor);
    });
}

describe('markdown', () => {
  const pages = trackedFiles().filter((file) => file.endsWith('.md'));

  it('has no relative link that leads nowhere', () => {
    const broken = pages.flatMap((file) => brokenLinks(file).map((link) => `${file}: ${link}`));
    expect(pages.length).toBeGreaterThan(2);
    expect(broken).toEqual([]);
  });
});

// Written so that this file does not hold what it looks for.
const FORBIDDEN = [
  { what: 'a folder of one machine', pattern: /(?<![\w.$)}\]-])\/(?:wo[r]k|fa[r]m|ro[o]t|ho[m]e|Us[e]rs)\/[\w.-]/u },
  { what: 'a package registry', pattern: /https?:\/\/[\w.-]*(?:regis[t]ry|artifac[t]ory|ne[x]us|verdac[c]io)[\w.-]*/u },
  { what: 'a download address in the lockfile', pattern: /"resol[v]ed": "(?:https?|git)/u },
];
const TEXT = /[.](?:c?js|mjs|ts|tsx|json|md|ya?ml|py|R|sh|csv|html|css|svg|txt)$|(?:^|\/)(?:[.][\w-]+|run|LICENSE)$/u;

describe('files under version control', () => {
  it.each(FORBIDDEN)('do not name $what', ({ pattern }) => {
    const files = trackedFiles().filter((file) => TEXT.test(file));
    const found = files.flatMap((file) => {
      const match = pattern.exec(read(file));
      return match === null ? [] : [`${file}: ${match[0]}`];
    });
    expect(files).toContain('package-lock.json');
    expect(found).toEqual([]);
  });
});
