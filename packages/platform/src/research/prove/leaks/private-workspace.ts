import { withScratchFolder } from '../../../settings/index.ts';

/** A folder that is a workspace for as long as `use` takes: what is tried in it is in nobody's trial ledger. */
export function inPrivateWorkspace<Result>(use: (workspace: string) => Promise<Result>): Promise<Result> {
  return withScratchFolder('leaks', use);
}
