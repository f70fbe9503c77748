import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder that is a workspace for as long as `use` takes: what is tried in it is in nobody's trial ledger. */
export async function inPrivateWorkspace<Result>(use: (workspace: string) => Promise<Result>): Promise<Result> {
  const workspace = await mkdtemp(path.join(tmpdir(), 'assay-leaks-'));
  try {
    return await use(workspace);
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}
