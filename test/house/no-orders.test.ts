import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import path from 'node:path';
import { ROOT } from './testing/scratch.ts';
import { packageSources, parse, read, walk } from './testing/sources.ts';
import ts from 'typescript';

/** Rooms that choose, size and judge: they may reach files through other rooms, and nobody outside. */
const RESEARCHING = /^packages\/(?:core|quant|contracts|platform\/src\/(?:research|reports|runs|lakehouse|workers))\b/u;
/** Doors out of the machine. */
const NETWORK =
  /^(?:node:)?(?:net|tls|http|https|http2|dgram|dns|dns\/promises)$|^(?:undici|axios|got|node-fetch|ws)$/u;
/** Clients of venues and brokers that take orders. */
const BROKERS = /ccxt|alpaca|oanda|interactive|\bib\b|tws|binance|kraken|coinbase|bybit|metatrader|tradier|robinhood/iu;

function importsOf(file: string): readonly string[] {
  const found: string[] = [];
  walk(parse(file), (node) => {
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    const named = isImport ? node.moduleSpecifier : dynamicImport(node);
    if (named !== undefined && ts.isStringLiteral(named)) found.push(named.text);
  });
  return found;
}

function dynamicImport(node: ts.Node): ts.Node | undefined {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined;
  return node.arguments[0];
}

describe('S4-31: Assay sends no orders', () => {
  const sources = packageSources();

  it('no source imports a client of a broker or a venue', () => {
    expect(sources.length).toBeGreaterThan(500);
    const found = sources.flatMap((file) =>
      importsOf(file)
        .filter((name) => !name.startsWith('.') && !name.startsWith('@assay/') && BROKERS.test(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  it('no package depends on one', () => {
    const manifests = [
      'package.json',
      ...readdirSync(path.join(ROOT, 'packages')).map((name) => `packages/${name}/package.json`),
    ];
    const names = manifests.flatMap((file) => {
      const { dependencies = {}, optionalDependencies = {} } = JSON.parse(read(file)) as Record<
        string,
        object | undefined
      >;
      return Object.keys({ ...dependencies, ...optionalDependencies });
    });
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => BROKERS.test(name))).toEqual([]);
  });

  it('rooms that choose, size and judge open no door to a network', () => {
    const looked = sources.filter((file) => RESEARCHING.test(file));
    expect(looked.length).toBeGreaterThan(400);
    const found = looked.flatMap((file) =>
      importsOf(file)
        .filter((name) => NETWORK.test(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(found).toEqual([]);
    const calls = looked.filter((file) => /(?<![.\w])fetch\(|new (?:WebSocket|EventSource)\(/u.test(read(file)));
    expect(calls).toEqual([]);
  });
});
