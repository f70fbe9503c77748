/** What stands in a folder, without what is declared to differ from one run to the next. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** A hash of what each file holds, by its path with forward slashes. */
export type Tree = ReadonlyMap<string, string>;

/** Names that a command uses while it works; what a killed one leaves of them means nothing to the next. */
const PASSING =
  /(?:^|\/)(?:\.[^/]+\.partial(?:\/|$)|[^/]*\.lock(?:\.[0-9a-f]+)?(?:\/|$)|incoming(?:\/|$)|ledger\.damaged[^/]*\.jsonl$)/u;
/** Chained logs: their lines carry times and hashes over them. They are verified, not compared. */
const LOGS = /(?:^|\/)(?:audit\.jsonl|ledger\.jsonl|ledger-head\.json)$/u;
/** Fields of JSON that are the time of a command, what it cost, or a hash over such. */
const DECLARED = [
  /"(?:generatedAt|createdAt|time|opened)": ?"\d{4}-[^"]*"/gu,
  /"(?:auditHead|auditHash)": ?"[0-9a-f]{64}"/gu,
];
/** The process of a daemon and when it did what; what came of its cycles is compared. */
const DECLARED_IN_HEALTH = /"(?:pid": ?\d+|(?:startedAt|updatedAt|lastStart|lastSuccess|nextStart)": ?"[^"]*")/gu;
const DECLARED_IN_SUMMARY = /"(?:peakMemoryBytes|seconds)": ?[\d.]+/gu;
const DECLARED_IN_VERSION = /"checksum": ?"[0-9a-f]{64}"/gu;
/** The time of an acknowledgement, on a page. */
const DECLARED_ON_PAGE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/gu;

/** True for what a command makes on the way to its results. */
export function isPassing(name: string): boolean {
  return PASSING.test(name);
}

/** Everything in `folder` that is not passing. */
export function treeOf(folder: string, below = ''): Tree {
  const tree = new Map<string, string>();
  for (const name of namesIn(path.join(folder, below))) {
    const relative = below === '' ? name : `${below}/${name}`;
    if (isPassing(relative)) continue;
    const hash = hashOf(path.join(folder, relative));
    if (hash !== undefined) tree.set(relative, hash);
  }
  return tree;
}

/** Names that are left of killed commands. */
export function leftovers(folder: string): readonly string[] {
  return namesIn(folder).filter((name) => isPassing(name) && isFile(path.join(folder, name)));
}

/** What differs between two folders, in words. */
export function differences(found: Tree, expected: Tree): readonly string[] {
  return [
    ...[...expected].filter(([name]) => !found.has(name)).map(([name]) => `${name} is missing`),
    ...[...found].filter(([name]) => !expected.has(name)).map(([name]) => `${name} is too much`),
    ...[...found].flatMap(([name, hash]) => {
      const other = expected.get(name);
      return other === undefined || other === hash ? [] : [`${name} has other bytes`];
    }),
  ];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(path.sep, '/'))
      .sort();
  } catch {
    return [];
  }
}

function isFile(file: string): boolean {
  try {
    return lstatSync(file).isFile();
  } catch {
    return false;
  }
}

/** Undefined for a folder and for what has gone in the meantime. */
export function hashOf(file: string): string | undefined {
  try {
    const entry = lstatSync(file);
    if (entry.isDirectory()) return undefined;
    if (entry.isSymbolicLink()) return `link to ${readlinkSync(file)}`;
    if (LOGS.test(file)) return 'a log';
    return createHash('sha256')
      .update(comparable(file, readFileSync(file)))
      .digest('hex');
  } catch {
    return undefined;
  }
}

function comparable(file: string, bytes: Buffer): string | Buffer {
  if (file.endsWith('.html')) return bytes.toString('utf8').replaceAll(DECLARED_ON_PAGE, '');
  if (!file.endsWith('.json')) return bytes;
  const patterns = [...DECLARED];
  if (file.endsWith('/summary.json')) patterns.push(DECLARED_IN_SUMMARY);
  if (file.endsWith('/health.json')) patterns.push(DECLARED_IN_HEALTH);
  if (file.includes('/versions/')) patterns.push(DECLARED_IN_VERSION);
  return patterns.reduce((text, pattern) => text.replaceAll(pattern, ''), bytes.toString('utf8'));
}
