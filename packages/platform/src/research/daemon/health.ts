import path from 'node:path';
import { daemonHealthSchema } from '@assay/contracts/schemas';
import type { DaemonHealth } from '@assay/contracts/schemas';
import { publishedFolder } from '../../runs/index.ts';
import type { PublicationPlace } from '../../runs/index.ts';
import { readJsonFile, writeJsonAtomic } from '../../settings/index.ts';

/** Where the health of the daemon of a config stands, beside its results. */
export function healthFile(place: PublicationPlace): string {
  return path.join(publishedFolder(place), 'health.json');
}

/** The health that was written last; undefined where there is none that can be read. */
export async function readHealth(place: PublicationPlace): Promise<DaemonHealth | undefined> {
  const value = await readJsonFile(healthFile(place)).catch(() => undefined);
  return daemonHealthSchema.safeParse(value).data;
}

/** Writes a daemon's health at once: a reader sees what was before, or this. */
export async function writeHealth(place: PublicationPlace, health: DaemonHealth): Promise<void> {
  await writeJsonAtomic(healthFile(place), daemonHealthSchema.parse(health));
}
