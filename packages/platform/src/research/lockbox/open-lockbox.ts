import { InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { amendRun, showRun } from '../../runs/index.ts';
import { readLockboxes, writeLockbox } from './lockbox.ts';
import type { Lockbox } from './lockbox.ts';

/** Who opens the lockbox of which run, and why. */
export interface OpenLockboxRequest {
  readonly workspace: string;
  /** The run's id or the beginning of it. */
  readonly run: string;
  readonly reason: string;
  readonly clock: { now(): number };
}

/**
 * Opens the lockbox of a finished run's config: once, for good, audited in the run before anything can read the period.
 *
 * @throws {InvalidArgumentError} without a reason.
 * @throws {PlatformError} ILLEGAL_STATE if the config has set nothing aside, CONFLICT if it is open.
 * @throws {DataError} if the run is not as it was written.
 */
export async function openLockbox(request: OpenLockboxRequest): Promise<Lockbox> {
  const { workspace, clock } = request;
  const reason = request.reason.trim();
  if (reason === '') throw new InvalidArgumentError('reason', 'a text that says why now', request.reason);
  const { runId, manifest } = await showRun(workspace, request.run);
  const closed = async (): Promise<Lockbox> => {
    const lockbox = (await readLockboxes(workspace)).find(({ name }) => name === manifest.name);
    if (lockbox === undefined) {
      throw new PlatformError('ILLEGAL_STATE', `'${manifest.name}' has set no lockbox aside`, {
        hint: 'Set evaluation.lockbox.from in its config before the first run.',
      });
    }
    const { opened } = lockbox;
    if (opened === undefined) return lockbox;
    throw new PlatformError(
      'CONFLICT',
      `the lockbox of '${manifest.name}' was opened on ${opened.time} after run '${opened.runId}': ${opened.reason}`,
      { hint: 'It opens once: what was seen cannot be unseen.' },
    );
  };
  const entry = await amendRun({
    workspace,
    runId,
    event: 'lockbox-opened',
    now: () => clock.now(),
    details: async () => {
      const { name, from, instruments } = await closed();
      return { name, from, instruments: [...instruments], reason };
    },
  });
  const opened = { ...(await closed()), opened: { runId, reason, time: entry.time } };
  await writeLockbox(workspace, opened);
  return opened;
}
