/**
 * A lockbox is opened once, and judged once.
 *
 * 1. Everything that can be refused is refused: a lockbox that is not there, that is open, that holds no bar, that the run has read; a run without rows to judge.
 * 2. The run's audit says that it is open, and why; then the lockbox itself does. From here on the period can be read.
 * 3. The run's frozen rows are judged on it, and the record is kept in the run and beside its verdicts.
 * A command that was killed after the second step is given again: it goes on with the third. Where the record was kept and not
 * yet published, it is published before the second opening is refused.
 */
import type { ForwardRecord } from '@assay/contracts/schemas';
import { InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { formatIsoDate, parseIsoDate } from '@assay/core/time';
import { frozenRun } from '../forward/frozen-run.ts';
import type { FrozenRun } from '../forward/frozen-run.ts';
import { keepRecord } from '../forward/keep-record.ts';
import type { KeptRecord } from '../forward/keep-record.ts';
import { makeRecord, withLakeOf } from '../forward/make-record.ts';
import type { ForwardResources } from '../forward/make-record.ts';
import { planForward } from '../forward/plan-forward.ts';
import type { ForwardRequest } from '../forward/plan-forward.ts';
import { judgedEnd } from '../forward/read-forward.ts';
import { amendRun, noteEnd, readAmendments } from '../../runs/index.ts';
import type { AuditEntry } from '../../runs/index.ts';
import { currentPlace, publishAgain } from '../publish-again.ts';
import { readAccountBars } from '../row-results.ts';
import { readLockboxes, writeLockbox } from './lockbox.ts';
import type { Lockbox } from './lockbox.ts';

/** Who opens the lockbox of which run, and why. */
export interface OpenLockboxRequest extends ForwardResources {
  readonly workspace: string;
  /** The run's id or the beginning of it. */
  readonly run: string;
  readonly reason: string;
  /** As `name@version`. @default the newest version of each dataset of the run */
  readonly dataset?: string | undefined;
  /** Use a dataset although its audit found errors. @default false */
  readonly acceptUnfit?: boolean | undefined;
  readonly clock: { now(): number };
}

/** An opened lockbox with what the run's rows did in it. */
export interface OpenedLockbox extends KeptRecord {
  readonly lockbox: OpenLockbox;
  readonly record: ForwardRecord;
}

type OpenLockbox = Lockbox & { readonly opened: NonNullable<Lockbox['opened']> };

/**
 * Opens the lockbox of a finished run's config, for good, and judges the run's candidates and held rows on it, once.
 *
 * @throws {InvalidArgumentError} without a reason.
 * @throws {PlatformError} ILLEGAL_STATE if the config has set nothing aside or the run has read of it, CONFLICT if it is open,
 * INSUFFICIENT_EVIDENCE if there is no bar in it yet, or no row to judge on it; it stays closed then.
 * @throws {DataError} if run or data are damaged or unfit.
 */
export async function openLockbox(request: OpenLockboxRequest): Promise<OpenedLockbox> {
  const { workspace, clock, dataset, acceptUnfit = false } = request;
  const reason = request.reason.trim();
  if (reason === '') throw new InvalidArgumentError('reason', 'a text that says why now', request.reason);
  const run = await frozenRun(workspace, request.run);
  const known = await ownLockbox(run);
  const wanted: ForwardRequest = { kind: 'lockbox', dataset, acceptUnfit, from: known.from };
  await checkOpening(run, known, { wanted, request });
  await currentPlace(workspace, run); // nothing is opened where what is published was changed
  const lockbox = await opened(run, known, { reason, clock });
  const { time, reason: given } = lockbox.opened;
  const record = await makeRecord(
    run,
    { ...wanted, from: lockbox.from, lockbox: { from: lockbox.from, opened: time, reason: given } },
    request,
  );
  return { lockbox, record, ...(await keepRecord(record, { workspace, clock })) };
}

/** The lockbox of the run's config, unless it has been opened and judged. */
async function ownLockbox({ workspace, runId, name }: FrozenRun): Promise<Lockbox> {
  const lockbox = (await readLockboxes(workspace)).find((one) => one.name === name);
  if (lockbox === undefined) {
    throw new PlatformError('ILLEGAL_STATE', `'${name}' has set no lockbox aside`, {
      hint: 'Set evaluation.lockbox.from in its config before the first run.',
    });
  }
  const { opened: open } = lockbox;
  const isJudged = (await readAmendments(workspace, runId, 'lockbox-judged')).length > 0;
  if (open === undefined || (open.runId === runId && !isJudged)) return lockbox;
  const place = open.runId === runId ? await currentPlace(workspace, { runId }) : undefined;
  // It may have been killed after it was judged and before that was published.
  if (place !== undefined) await publishAgain(workspace, { runId }, place);
  else if (open.runId === runId) await noteEnd({ workspace, runId });
  throw new PlatformError(
    'CONFLICT',
    `the lockbox of '${name}' was opened on ${open.time} after run '${open.runId}': ${open.reason}`,
    { hint: 'It opens once: what was seen cannot be unseen.' },
  );
}

async function checkOpening(
  run: FrozenRun,
  { name, from }: Lockbox,
  { wanted, request }: { readonly wanted: ForwardRequest; readonly request: OpenLockboxRequest },
): Promise<void> {
  const since = parseIsoDate(from) as number;
  for (const { id } of run.accounts) {
    const end = judgedEnd(await readAccountBars(run.workspace, run.runId, id));
    if (end < since) continue;
    throw new PlatformError(
      'ILLEGAL_STATE',
      `run '${run.runId}' has judged '${id}' to ${formatIsoDate(end)}: it has seen the lockbox of '${name}' from ${from} on`,
      { hint: 'Open it after a run that was made with it closed; `assay runs list` shows the runs.' },
    );
  }
  const plans = await withLakeOf(run, request, (lake) => planForward(run, lake, wanted));
  if (plans.length === 0) {
    throw new PlatformError(
      'INSUFFICIENT_EVIDENCE',
      `run '${run.runId}' has no candidate and no held row: nothing of it could be judged`,
      {
        hint: 'Opening the lockbox now would spend it on nothing; it stays closed.',
      },
    );
  }
  if (plans.some(({ newest }) => newest >= since)) return;
  const ends = plans.map(
    ({ frozen, newest, endsBefore }) =>
      `${frozen.id} ends on ${formatIsoDate(newest)}${endsBefore === undefined ? '' : `, before ${endsBefore}`}`,
  );
  const isClosed = plans.some(({ endsBefore }) => endsBefore !== undefined);
  throw new PlatformError(
    'INSUFFICIENT_EVIDENCE',
    `the lockbox of '${name}' holds no bar from ${from} on (${ends.join('; ')}): it stays closed`,
    {
      hint: isClosed
        ? 'Opening it now would spend it on nothing. What lies behind the other lockbox can be read once that one is open.'
        : 'Opening it now would spend it on nothing. Append the bars that have come since.',
    },
  );
}

/** The lockbox, open: by the audit of the run first, then by itself. */
async function opened(
  { workspace, runId }: FrozenRun,
  lockbox: Lockbox,
  { reason, clock }: { readonly reason: string; readonly clock: { now(): number } },
): Promise<OpenLockbox> {
  if (lockbox.opened !== undefined) return { ...lockbox, opened: lockbox.opened };
  const { name, from, instruments } = lockbox;
  const [before] = await readAmendments(workspace, runId, 'lockbox-opened');
  const entry: AuditEntry =
    before ??
    (await amendRun({
      ...{ workspace, runId, event: 'lockbox-opened', now: () => clock.now() },
      details: () => ({ name, from, instruments: [...instruments], reason }),
    }));
  const given = entry['reason'];
  const open = { ...lockbox, opened: { runId, reason: typeof given === 'string' ? given : reason, time: entry.time } };
  await writeLockbox(workspace, open);
  return open;
}
