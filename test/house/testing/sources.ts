import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './scratch.ts';

/** Every file that is, or would be, under version control and exists, as paths from the root. */
export function trackedFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(list.split('\0'))].filter((file) => file !== '' && isFile(path.join(ROOT, file))).sort();
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}

/** Text of a file of the checkout. */
export function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** A parsed TypeScript file of the checkout. */
export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
}

/** The sources of the packages without their tests, as paths from the root. */
export function packageSources(): readonly string[] {
  return readdirSync(path.join(ROOT, 'packages')).flatMap((name) => {
    const folder = `packages/${name}/src`;
    if (!existsSync(path.join(ROOT, folder))) return [];
    const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    return files
      .map((file) => `${folder}/${file.split(path.sep).join('/')}`)
      .filter((file) => file.endsWith('.ts') && !/[.](?:test|exam)[.]ts$|\/testing\//u.test(file))
      .sort();
  });
}

/** Calls `visit` for a node and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}
