import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { formatMemory, GIBIBYTE, memoryFloor, resolveResources } from '../../settings/index.ts';
import { ok } from './finding.ts';
import type { Examination } from './finding.ts';

const NETWORK_PERMISSION_MAJOR = 26;
const OLDEST_MAJOR = 24;
/** Less free space than this is soon used up by a lakehouse and runs. */
const LITTLE_SPACE = 2 * GIBIBYTE;

/** The Node that runs this command, and whether it can block the network for user modules. */
export const examineNode: Examination = {
  name: 'Node',
  remedy:
    'Install Assay anew with its optional packages (npm ci without --omit=optional), or install Node 26 or newer.',
  attempt: async () => {
    const { version } = process;
    const major = Number.parseInt(process.versions.node, 10);
    if (major < OLDEST_MAJOR) throw new Error(`${version} is too old, the oldest that works is ${OLDEST_MAJOR}`);
    if (major < NETWORK_PERMISSION_MAJOR)
      throw new Error(`${version} cannot block the network, so evaluations are refused`);
    return ok(`${version}, can block the network for evaluations`);
  },
};

/** Whether files can be written where the workspace is, or would be made. */
export const examineWorkspace: Examination = {
  name: 'workspace',
  remedy: 'Choose a folder that you may write to, with --workspace or ASSAY_WORKSPACE.',
  attempt: async (workspace) => {
    const folder = nearestExisting(workspace);
    const probe = path.join(folder, `.assay-doctor-${randomBytes(6).toString('hex')}`);
    try {
      await mkdir(probe);
      await writeFile(path.join(probe, 'file'), '');
    } finally {
      await rm(probe, { recursive: true, force: true });
    }
    return ok(`${workspace} ${folder === workspace ? 'is there and can be written' : 'can be made'}`);
  },
};

/** Free space where the workspace is. */
export const examineDisk: Examination = {
  name: 'disk',
  remedy: 'Free some space, or choose a workspace on another disk.',
  attempt: async (workspace) => {
    const { bavail, bsize } = await statfs(nearestExisting(workspace));
    const free = bavail * bsize;
    const detail = `${formatMemory(free)} free`;
    return free < LITTLE_SPACE
      ? { state: 'note', detail, remedy: 'Runs and datasets take space: have some GiB free.' }
      : ok(detail);
  },
};

/** Whether the default memory limit carries a worker. */
export const examineMemory: Examination = {
  name: 'memory',
  remedy: 'Pass --memory with more than a quarter of this machine, as far as it has it.',
  attempt: async () => {
    const { memoryBytes, workers, workersLimitedByMemory } = resolveResources({});
    const detail = `${formatMemory(memoryBytes)} by default, the least for ${workers} is ${formatMemory(memoryFloor(workers))}`;
    if (!workersLimitedByMemory) return ok(detail);
    return { state: 'note', detail, remedy: `It carries ${workers} of the machine's cores: pass --memory for more.` };
  },
};

/** Cores that evaluations may use. */
export const examineCores: Examination = {
  name: 'cores',
  remedy: 'Give this process a core.',
  attempt: async () => ok(`${availableParallelism()}`),
};

function nearestExisting(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest) && path.dirname(nearest) !== nearest) nearest = path.dirname(nearest);
  return nearest;
}
