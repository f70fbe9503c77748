import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { noteEnd } from './amend-run.ts';
import { openAudit } from './audit.ts';
import { readFinished } from './finished.ts';
import { checkLedger } from './ledger.ts';
import { runPaths } from './run-paths.ts';
import { smallRun } from './testing/small-run.ts';
import { verifyRun } from './verify/verify-run.ts';

describe('noteEnd', () => {
  it.each([
    ['before the ledger noted the end', true],
    ['before the audit had its end', false],
  ])('X-11 S2-42: what a process adds that is killed %s is closed', async (_, hasEnd) => {
    const workspace = temporaryFolder();
    const runId = await smallRun(workspace, () => undefined);
    const paths = runPaths(workspace, runId);
    const finished = await readFinished(paths);
    const audit = await openAudit(paths.audit);
    await audit.append('verdict-acknowledged', { row: 'a row' });
    if (hasEnd) await audit.append('run-finished', { finishedHash: finished?.hash, after: 'verdict-acknowledged' });
    await audit.close();
    if (hasEnd) {
      const { problems } = await verifyRun({ paths, workspace });
      expect(problems.map(({ what }) => what)).toEqual([expect.stringMatching(/has not noted the end of the run/u)]);
    }
    await noteEnd({ workspace, runId });
    const closed = await verifyRun({ paths, workspace });
    expect({ problems: closed.problems, notes: closed.notes }).toEqual({ problems: [], notes: [] });
    await noteEnd({ workspace, runId });
    expect(await verifyRun({ paths, workspace })).toEqual(closed);
    await checkLedger(workspace);
  });
});
