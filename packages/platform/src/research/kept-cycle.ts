import { ownCycles } from '../runs/index.ts';
import type { OwnCycle, PublicationPlace } from '../runs/index.ts';
import { canonicalJson } from '../settings/index.ts';

/** What of these files says when and how a run was repeated, not what came of it. */
const OF_THE_REPEAT: readonly string[] = [
  'generatedAt',
  'seconds',
  'peakMemoryBytes',
  'workers',
  'auditHead',
  'outcomes',
];
/** Against the current cycle, a run that published it changes nothing. */
const AGAINST_ITSELF: readonly string[] = [...OF_THE_REPEAT, 'changes'];

/**
 * The files of a cycle that the run has published already, if publishing it again would say nothing else: a daemon that finds
 * no news then leaves no copy of its results with each cycle, and a run that was killed while it published goes on with the
 * cycle that it had made. Undefined if something differs.
 */
export async function keptFiles(
  place: PublicationPlace,
  { runId, files }: { readonly runId: string; readonly files: Readonly<Record<string, string>> },
): Promise<Readonly<Record<string, string>> | undefined> {
  return (await ownCycles(place, runId)).find((own) => saysTheSame(own, files))?.files;
}

function saysTheSame({ files: kept, isCurrent }: OwnCycle, made: Readonly<Record<string, string>>): boolean {
  const passing = isCurrent ? AGAINST_ITSELF : OF_THE_REPEAT;
  if (Object.keys(kept).sort().join('\n') !== Object.keys(made).sort().join('\n')) return false;
  return Object.entries(made).every(([name, text]) => {
    const present = kept[name] as string;
    return present === text || (name.endsWith('.json') && lasting(present, passing) === lasting(text, passing));
  });
}

function lasting(text: string, passing: readonly string[]): string {
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return canonicalJson(Object.fromEntries(Object.entries(value).filter(([key]) => !passing.includes(key))));
}
