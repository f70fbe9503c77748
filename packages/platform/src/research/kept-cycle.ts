import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson, hasErrorCode } from '../settings/index.ts';
import type { PublishedCycle } from './cycle-changes.ts';

/** What of these files says when and how a run was repeated, not what came of it. */
const OF_THE_REPEAT: readonly string[] = [
  'generatedAt',
  'seconds',
  'peakMemoryBytes',
  'workers',
  'auditHead',
  'changes',
  'outcomes',
];

/**
 * The files of the cycle that is published now, if publishing a run again would say nothing else: a daemon that finds no news
 * then leaves no copy of its results with each cycle. Undefined if something differs.
 */
export async function keptFiles(
  before: PublishedCycle | undefined,
  { runId, files }: { readonly runId: string; readonly files: Readonly<Record<string, string>> },
): Promise<Readonly<Record<string, string>> | undefined> {
  if (before?.runId !== runId) return undefined;
  const kept: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    const present = await readFile(path.join(before.folder, name), 'utf8').catch((error: unknown) => {
      if (hasErrorCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    if (present === undefined || lasting(name, present) !== lasting(name, text)) return undefined;
    kept[name] = present;
  }
  return kept;
}

function lasting(name: string, text: string): string {
  if (!name.endsWith('.json')) return text;
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return canonicalJson(Object.fromEntries(Object.entries(value).filter(([key]) => !OF_THE_REPEAT.includes(key))));
  } catch {
    return text; // a damaged file is never the same
  }
}
