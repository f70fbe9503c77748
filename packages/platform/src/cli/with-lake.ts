import path from 'node:path';
import { openLakehouse } from '../lakehouse/index.ts';
import type { Lakehouse } from '../lakehouse/index.ts';

/** How a command uses the lakehouse. */
export interface LakeUse {
  readonly workspace: string;
  readonly memoryBytes: number;
  /** Refuse every write. */
  readonly readOnly: boolean;
}

/** Folder of the lakehouse in a workspace. */
export function lakeFolder(workspace: string): string {
  return path.join(workspace, 'lake');
}

/** Opens the lakehouse of a workspace for as long as `use` takes. */
export async function withLake<Result>(
  { workspace, memoryBytes, readOnly }: LakeUse,
  use: (lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  // The other half is for what is read into the process itself.
  const lake = openLakehouse(lakeFolder(workspace), { memoryBytes: Math.floor(memoryBytes / 2), readOnly });
  try {
    return await use(lake);
  } finally {
    await lake.close();
  }
}

/** Opens the catalogue alone: manifests, no bars, so the database is never started. */
export function openCatalogue(workspace: string, options: { readonly readOnly: boolean }): Lakehouse {
  return openLakehouse(lakeFolder(workspace), options);
}
