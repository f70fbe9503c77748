/** What a reader may see of a workspace while a command works in it, and after it was killed. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listDatasets, openLakehouse } from '../../src/lakehouse/index.ts';
import { checkLedger, listRuns, readAudit, runPaths, verifyRun } from '../../src/runs/index.ts';
import { WORKSPACE } from './lab.ts';
import { hashOf, isPassing, treeOf } from './tree.ts';
import type { Tree } from './tree.ts';

/** A folder as it was before a command, and as the undisturbed command leaves it. */
export interface Outcome {
  readonly before: Tree;
  readonly after: Tree;
}

/** In which state a workspace is looked at. */
export interface LookedAt {
  /** Its ledger was damaged before the command began. */
  readonly startsDamaged: boolean;
  /** The command was killed, and has not been given again. */
  readonly isKilled: boolean;
}

/** A reader that stands beside a command. */
export interface Onlooker {
  /** Looks at every published file and every version once; throws at one that is torn, empty, or of neither state. */
  look(): void;
  readonly looks: () => number;
}

/** Written anew by every attempt, or while it works: readable at all times, with a content of its own. */
const OWN_CONTENT = /\/(?:error|health|partial)\.json$/u;
/** What a run has come to: of one that was told to stop it says so, and how far it came. */
const RECORD = /\/artefacts\/record\.json$/u;
/** The inputs of a run so far: what stands in it must be there, as it says. */
const INPUT_LIST = /\/runs\/[0-9a-f]{16}\/inputs\.json$/u;
/** What a command leaves open that is killed between two files; given again, it closes it. */
const OPEN = /^(?:has not noted the end of the run|what the run published is not there)/u;
/** What other programs read: results, versions, exports, files named by the user. */
const isShown = (name: string): boolean =>
  !name.startsWith(`${WORKSPACE}/`) || /^[^/]+\/(?:published|lake\/datasets)\//u.test(name);

/** A reader of `folder`. */
export function onlooker(folder: string, outcome: Outcome): Onlooker {
  const known = new Map<string, string>();
  let looks = 0;
  return {
    look: () => {
      looks++;
      for (const name of shownNames(folder)) {
        const identity = identityOf(path.join(folder, name));
        if (identity === undefined || known.get(name) === identity) continue;
        const fault = faultOf(folder, name, outcome);
        if (fault !== undefined) throw new Error(`a reader sees what it may not: ${fault}`);
        known.set(name, identity);
      }
    },
    looks: () => looks,
  };
}

/**
 * Everything in a folder in which a command was killed: what was there and stays is there, each file is of the state before
 * or after, no version is damaged, no chain broken.
 */
export async function inspect(folder: string, outcome: Outcome, state: Partial<LookedAt> = {}): Promise<void> {
  const tree = treeOf(folder);
  const lost = [...outcome.before.keys()].filter((name) => outcome.after.has(name) && !tree.has(name));
  const torn = [...tree.keys()].map((name) => faultOf(folder, name, outcome)).filter((fault) => fault !== undefined);
  const faults = [...lost.map((name) => `${name} is lost`), ...torn];
  if (faults.length > 0) throw new Error(`after the kill: ${faults.slice(0, 5).join('; ')}`);
  await inspectChains(path.join(folder, WORKSPACE), state);
}

/** Throws unless the versions, runs and chains of a workspace are whole; of a ledger that is being mended, nothing is asked. */
export async function inspectChains(
  workspace: string,
  { startsDamaged = false, isKilled = false }: Partial<LookedAt> = {},
): Promise<void> {
  const lake = openLakehouse(path.join(workspace, 'lake'), { threads: 1 });
  try {
    const damaged = (await listDatasets(lake)).flatMap((listing) => listing.damaged);
    if (damaged.length > 0) throw new Error(`a version is damaged: ${JSON.stringify(damaged)}`);
  } finally {
    await lake.close();
  }
  if (startsDamaged) return;
  await checkLedger(workspace);
  for (const { runId, state } of await listRuns(workspace)) {
    if (state === 'damaged') throw new Error(`run '${runId}' is damaged`);
    const paths = runPaths(workspace, runId);
    for await (const entry of readAudit(paths.audit)) void entry;
    if (state !== 'finished') continue;
    const found = await verifyRun({ paths, workspace });
    const problems = found.problems.filter(({ what }) => !(isKilled && OPEN.test(what)));
    if (problems.length > 0) throw new Error(`run '${runId}': ${JSON.stringify(problems.slice(0, 3))}`);
  }
}

/** What is wrong with a file, or undefined. */
function faultOf(folder: string, name: string, { before, after }: Outcome): string | undefined {
  const file = path.join(folder, name);
  const hash = hashOf(file);
  if (hash === undefined || hash === before.get(name) || hash === after.get(name)) return undefined;
  if (INPUT_LIST.test(name)) return faultOfInputs(file, name);
  if (OWN_CONTENT.test(name) || RECORD.test(name)) return faultOfContent(file, name);
  if (!before.has(name) && !after.has(name)) return `${name} belongs to neither state`;
  return `${name} is neither what it was nor what it becomes`;
}

/** What is wrong with a list of inputs that is not yet, or no longer, that of a state, or undefined. */
function faultOfInputs(file: string, name: string): string | undefined {
  const listed = parsed(file) as Readonly<Record<string, { readonly sha256: string }>> | undefined;
  if (listed === undefined) return `${name} is not JSON`;
  const wrong = Object.entries(listed).find(([input, { sha256 }]) => {
    const bytes = readFileSync(path.join(path.dirname(file), 'inputs', input));
    return createHash('sha256').update(bytes).digest('hex') !== sha256;
  });
  return wrong === undefined ? undefined : `${name} says of '${wrong[0]}' what it is not`;
}

/** What is wrong with a file whose content is its own, or undefined. */
function faultOfContent(file: string, name: string): string | undefined {
  const content = parsed(file);
  if (content === undefined) return `${name} is not JSON`;
  if (!RECORD.test(name) || content.partial === true) return undefined;
  return `${name} is of a run that ended and is not marked as partial`;
}

function parsed(file: string): { readonly partial?: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { readonly partial?: unknown };
  } catch {
    return undefined;
  }
}

function shownNames(folder: string): readonly string[] {
  const found: string[] = [];
  const walk = (below: string): void => {
    for (const entry of entriesOf(path.join(folder, below))) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (isPassing(name)) continue;
      if (entry.isDirectory()) {
        if (!/^[^/]+\/(?:runs|trials|lake\/objects)$/u.test(name)) walk(name);
      } else if (isShown(name)) found.push(name);
    }
  };
  walk('');
  return found;
}

function entriesOf(folder: string): ReturnType<typeof readEntries> {
  try {
    return readEntries(folder);
  } catch {
    return [];
  }
}

const readEntries = (folder: string) => readdirSync(folder, { withFileTypes: true });

function identityOf(file: string): string | undefined {
  try {
    const { ino, mtimeMs, size } = lstatSync(file);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return undefined;
  }
}
