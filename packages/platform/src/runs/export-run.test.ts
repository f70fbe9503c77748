import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryPathFor } from '../settings/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import { exportRun } from './export-run.ts';
import { runPaths } from './run-paths.ts';
import { smallRun } from './testing/small-run.ts';
import { verifyRun } from './verify/verify-run.ts';

describe('exportRun', () => {
  it('X-11: takes away what a killed export left beside the archive', async () => {
    const workspace = temporaryFolder();
    const paths = runPaths(workspace, await smallRun(workspace, () => undefined));
    const archive = path.join(temporaryFolder(), 'run.tar.gz');
    const left = temporaryPathFor(archive).replace(`-${process.pid}-`, '-4194999-');
    writeFileSync(left, 'half an archive');
    await exportRun({ paths, workspace, archive });
    expect([existsSync(archive), existsSync(left)]).toEqual([true, false]);
  });
});

describe('verifyRun', () => {
  it('X-08 S2-42: a published summary that is no JSON any more is a problem, not a defect', async () => {
    const workspace = temporaryFolder();
    const id = await smallRun(workspace, () => undefined);
    const where = `published/research/small/history/${id}/summary.json`;
    writeFileSync(path.join(workspace, where), '{"auditHead": ');
    const { problems } = await verifyRun({ paths: runPaths(workspace, id), workspace });
    expect(problems.map((problem) => problem.where)).toContain(where);
  });
});
