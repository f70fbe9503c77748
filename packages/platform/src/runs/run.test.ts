import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { temporaryPathFor } from '../settings/index.ts';
import { nodeChild, temporaryFolder } from '../settings/testing/index.ts';
import { readAudit } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { appendTrials, priorTrials, readTrials } from './ledger.ts';
import { listRuns } from './catalogue.ts';
import { ledgerFile } from './ledger-chain.ts';
import type { KeyedRecord } from './manifest.ts';
import { openRun } from './run.ts';
import type { Run } from './run.ts';
import { killAt } from './testing/kill.ts';
import { smallRun } from './testing/small-run.ts';

const PROGRAM = new URL('testing/small-run-program.ts', import.meta.url);

async function auditOf(run: Pick<Run, 'folder'>): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readAudit(path.join(run.folder, 'audit.jsonl'))) entries.push(entry);
  return entries;
}

function eventsOf(entries: readonly AuditEntry[], key?: string): string[] {
  return entries.filter((entry) => key === undefined || entry['key'] === key).map((entry) => entry.event);
}

/** Every file below a folder with its content, the audits apart. */
function contentsOf(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(path.join(folder, name)).isFile() && !name.endsWith('audit.jsonl'));
  return new Map(files.map((name) => [name, readFileSync(path.join(folder, name), 'latin1')]));
}

interface SmallOptions {
  readonly workspace: string;
  readonly seed?: number;
  readonly alpha?: number;
  readonly plan?: readonly KeyedRecord[];
}

function openSmall({ workspace, seed = 1, alpha = 0.05, plan }: SmallOptions): Promise<Run> {
  return openRun({
    workspace,
    name: 'small',
    experiment: { datasetVersions: ['d@1'], scientificConfig: { a: 1 }, codeVersion: '1+x', moduleHashes: [], seed },
    killPolicy: { alpha },
    readPriors: () => priorTrials(workspace, { exclude: new Set(), family: () => true }),
    plan,
  });
}

function trial(number: number) {
  return { key: number.toString(16).padStart(16, '0') };
}

const BY_TEST = { runId: 'f'.repeat(16) };

describe('openRun', () => {
  it('X-09, X-11: killed at random moments it resumes to the same bytes and repeats no finished step', async () => {
    const reference = temporaryFolder();
    const id = await smallRun(reference, () => undefined);
    for (const lines of [1, 3, 6, 9]) {
      const workspace = temporaryFolder();
      for (let kill = 0; kill < 4; kill++)
        await killAt(nodeChild(PROGRAM, [workspace]), { lines, turns: (lines * 37 + kill * 53) % 200 });
      await killAt(nodeChild(PROGRAM, [workspace]), { lines: Infinity, turns: 0 });

      for (const part of [path.join('runs', id), path.join('published', 'research')]) {
        expect(contentsOf(path.join(workspace, part))).toEqual(contentsOf(path.join(reference, part)));
      }
      const entries = await auditOf({ folder: path.join(workspace, 'runs', id) });
      const steps = new Set(entries.flatMap((entry) => (typeof entry['key'] === 'string' ? [entry['key']] : [])));
      expect(steps.size).toBe(8);
      for (const key of steps) {
        const events = eventsOf(entries, key);
        const known = events.findIndex((event) => event === 'step-finished' || event === 'step-recovered');
        expect(known).toBeGreaterThanOrEqual(0);
        expect(events.slice(known + 1).filter((event) => event !== 'step-reused')).toEqual([]);
      }
      expect(await readTrials(workspace)).toEqual(await readTrials(reference));
    }
  });

  it('X-09: has the same identity and bytes in another folder', async () => {
    const [one, other] = [temporaryFolder(), temporaryFolder()];
    const id = await smallRun(one, () => undefined);
    expect(await smallRun(other, () => undefined)).toBe(id);
    expect(contentsOf(path.join(other, 'runs', id))).toEqual(contentsOf(path.join(one, 'runs', id)));
  });

  it('S4-19: resumes an unfinished run with its frozen prior trials, and freezes new ones for the next', async () => {
    const workspace = temporaryFolder();
    await appendTrials(workspace, [trial(2), trial(1)], BY_TEST);
    const first = await openSmall({ workspace });
    expect(first.origin).toBe('created');
    expect(first.priors).toEqual([trial(1), trial(2)]);
    await first.close();

    await appendTrials(workspace, [trial(3)], BY_TEST);
    const resumed = await openSmall({ workspace });
    expect([resumed.origin, resumed.id, resumed.priors]).toEqual(['resumed', first.id, first.priors]);
    const otherPolicy = await openSmall({ workspace, alpha: 0.01 });
    expect(otherPolicy.priors).toHaveLength(3);
    const otherSeed = await openSmall({ workspace, seed: 2 });
    expect(new Set([first.id, otherPolicy.id, otherSeed.id]).size).toBe(3);
    await resumed.finish();
    for (const run of [resumed, otherPolicy, otherSeed]) await run.close();

    const next = await openSmall({ workspace });
    expect([next.origin, next.priors.length]).toEqual(['created', 3]);
    expect(next.id).not.toBe(first.id);
    expect(next.manifest.experimentId).toBe(first.manifest.experimentId);
    await next.finish();
    await next.close();
    const again = await openSmall({ workspace });
    expect([again.origin, again.id]).toEqual(['reopened', next.id]);
    await again.close();
  });

  it('S4-19, X-15: of two runs that overlap the later one counts what the earlier one is going to try', async () => {
    const workspace = temporaryFolder();
    const first = await openSmall({ workspace, plan: [trial(1), trial(2)] });
    const second = await openSmall({ workspace, seed: 2, plan: [trial(3)] });
    expect([first.priors, second.priors]).toEqual([[], [trial(1), trial(2)]]);
    await appendTrials(workspace, [trial(1)], { runId: first.id });
    await first.finish({}, [trial(1)]);
    await second.fail({ code: 'DATA_UNFIT', step: 'evaluate', message: 'no' });
    for (const run of [first, second]) await run.close();
    const third = await openSmall({ workspace, seed: 3 });
    expect(third.priors).toEqual([trial(1)]);
    const again = await openSmall({ workspace, seed: 2, plan: [trial(3)] });
    expect([again.origin, again.id, again.priors]).toEqual(['resumed', second.id, second.priors]);
    const fourth = await openSmall({ workspace, seed: 4 });
    expect(fourth.priors).toEqual([trial(1), trial(3)]);
    for (const run of [third, again, fourth]) await run.close();
  });

  it('S4-19, X-15: begins no run on a ledger that was changed', async () => {
    const workspace = temporaryFolder();
    await smallRun(workspace, () => undefined);
    writeFileSync(ledgerFile(workspace), '');
    await expect(openSmall({ workspace })).rejects.toThrow('lines that were written');
    expect(await listRuns(workspace)).toHaveLength(1);
  });

  it('lets one process write a run and tells the other one which', async () => {
    const workspace = temporaryFolder();
    const run = await openSmall({ workspace });
    await expect(openSmall({ workspace })).rejects.toMatchObject({ code: 'CONFLICT', context: { pid: process.pid } });
    await run.close();
    await run.close();
    await (await openSmall({ workspace })).close();
  });

  it('refuses a run whose manifest, prior trials or audit were changed', async () => {
    const workspace = temporaryFolder();
    await appendTrials(workspace, [trial(1), trial(2)], BY_TEST);
    const run = await openSmall({ workspace });
    await run.close();
    for (const name of ['run.json', 'priors.json', 'audit.jsonl']) {
      const file = path.join(run.folder, name);
      const before = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        name === 'run.json' ? before.replace('"alpha": 0.05', '"alpha": 0.06') : before.replace('00', '01'),
      );
      expect(readFileSync(file, 'utf8')).not.toBe(before);
      await expect(openSmall({ workspace })).rejects.toMatchObject({ code: 'DATA_INVALID' });
      writeFileSync(file, before);
    }
    await (await openSmall({ workspace })).close();
  });

  it('notes its origin, the settings and whatever it is told in the audit', async () => {
    const workspace = temporaryFolder();
    const run = await openSmall({ workspace });
    await run.record('note', { text: 'x' });
    const head = run.auditHead();
    await run.close();
    const entries = await auditOf(run);
    expect(eventsOf(entries)).toEqual(['run-created', 'note']);
    expect(entries[1]?.hash).toBe(head);
  });
});

describe('Run.step', () => {
  it('X-09: gives the same result computed and reused, as it stands in the file', async () => {
    const run = await openSmall({ workspace: temporaryFolder() });
    const request = {
      name: 'walk',
      inputs: { seed: 1 },
      compute: () => ({
        json: { b: undefined, z: -0, a: [1] },
        columns: { x: Float64Array.from([NaN, -0, 1]), n: Int32Array.from([1]) },
        workerId: 'worker-1',
      }),
    };
    const computed = await run.step(request);
    const reused = await run.step(request);
    expect(computed.reused).toBe(false);
    expect(reused).toEqual({ ...computed, reused: true });
    expect(reused.json).toEqual({ a: [1], z: 0 });
    expect(Object.is(reused.columns['x']?.[1], -0)).toBe(true);
    const entries = await auditOf(run);
    expect(eventsOf(entries, computed.key)).toEqual(['step-started', 'step-finished', 'step-reused']);
    expect(entries[2]).toMatchObject({ step: 'walk', resultHash: computed.hash, workerId: 'worker-1' });
    await run.close();
  });

  it('computes two overlapping steps of one key once, and others side by side', async () => {
    const run = await openSmall({ workspace: temporaryFolder() });
    let computed = 0;
    const request = (inputs: number) => ({ name: 's', inputs, compute: () => ({ json: ++computed }) });
    const results = await Promise.all([1, 1, 2, 3, 2].map((inputs) => run.step(request(inputs))));
    expect(computed).toBe(3);
    expect(results[0]).toBe(results[1]);
    expect(new Set(results.map((result) => result.key)).size).toBe(3);
    await run.close();
    expect(await auditOf(run)).toHaveLength(1 + 2 * 3);
  });

  it('does not keep a failure: it is noted, thrown, and computed again', async () => {
    const run = await openSmall({ workspace: temporaryFolder() });
    let attempts = 0;
    const request = {
      name: 'shaky',
      inputs: null,
      compute: () => {
        if (++attempts === 1) throw new Error('out of luck');
        return { json: attempts };
      },
    };
    await expect(run.step(request)).rejects.toThrow('out of luck');
    const { json, key } = await run.step(request);
    expect(json).toBe(2);
    expect(eventsOf(await auditOf(run), key)).toEqual(['step-started', 'step-failed', 'step-started', 'step-finished']);
    await run.close();
  });

  it('X-08: says at which step, and so of which row, memory ran out or something outside failed', async () => {
    const run = await openSmall({ workspace: temporaryFolder() });
    const failing = (error: Error): Promise<unknown> =>
      run.step({ name: 'row:drift.us.SPY', inputs: error.message, compute: () => Promise.reject(error) });
    const full = new PlatformError('MEMORY_LIMIT', 'a thread filled its heap', {
      hint: 'raise it',
      context: { mb: 1 },
    });
    await expect(failing(full)).rejects.toMatchObject({
      code: 'MEMORY_LIMIT',
      message: "a thread filled its heap (at step 'row:drift.us.SPY')",
      hint: 'raise it',
      context: { mb: 1, step: 'row:drift.us.SPY' },
    });
    const own = new PlatformError('STRATEGY_FAILED', 'its own fault');
    await expect(failing(own)).rejects.toBe(own);
    await run.close();
  });

  it('X-04: keeps no result that is not finite', async () => {
    const run = await openSmall({ workspace: temporaryFolder() });
    await expect(run.step({ name: 's', inputs: 1, compute: () => ({ json: { sharpe: Infinity } }) })).rejects.toThrow(
      "'sharpe'",
    );
    expect(readdirSync(path.join(run.folder, 'steps'))).toEqual([]);
    await run.close();
  });

  it('does not compute a step again whose file is there although the audit was cut off before it', async () => {
    const workspace = temporaryFolder();
    const first = await openSmall({ workspace });
    const { key, hash } = await first.step({ name: 's', inputs: 1, compute: () => ({ json: 'x' }) });
    await first.close();
    const audit = path.join(first.folder, 'audit.jsonl');
    const text = readFileSync(audit, 'utf8');
    truncateSync(audit, text.lastIndexOf('{"seq":2') + 7);

    const resumed = await openSmall({ workspace });
    const refuse = (): never => {
      throw new Error('computed again');
    };
    const result = await resumed.step({ name: 's', inputs: 1, compute: refuse });
    expect(result).toMatchObject({ key, hash, json: 'x', reused: true });
    await resumed.step({ name: 's', inputs: 1, compute: refuse });
    await resumed.close();
    expect(eventsOf(await auditOf(resumed))).toEqual([
      'run-created',
      'step-started',
      'recovered',
      'run-resumed',
      'step-recovered',
      'step-reused',
    ]);
  });

  it.each([
    ['columns', { columns: { x: Float64Array.from([1, 2, 3]) } }],
    ['json', { json: { x: [1, 2, 3] } }],
  ])('computes a step again whose file of %s was damaged, exchanged or removed', async (_, output) => {
    const run = await openSmall({ workspace: temporaryFolder() });
    const step = (inputs: number) => run.step({ name: 's', inputs, compute: () => output });
    const { file, key, hash } = await step(1);
    const other = readFileSync((await step(2)).file);
    const good = readFileSync(file);
    const damages = [good.with(good.length - 4, 1), good.subarray(0, 30), other, new Uint8Array()];
    for (const damaged of damages) {
      writeFileSync(file, damaged);
      expect(await step(1)).toMatchObject({ hash, reused: false });
      expect(readFileSync(file).equals(good)).toBe(true);
    }
    await run.close();
    const again = ['step-invalid', 'step-started', 'step-finished'];
    expect(eventsOf(await auditOf(run), key)).toEqual([
      'step-started',
      'step-finished',
      ...damages.flatMap(() => again),
    ]);
  });
});

describe('Run.finish', () => {
  it('lists the artefacts with their hashes, and can be repeated', async () => {
    const workspace = temporaryFolder();
    const run = await openSmall({ workspace });
    await run.writeArtefact('b.json', 'b');
    await run.writeArtefact('a.json', 'abc');
    const head = await run.finish({ verdict: 'x' });
    expect(head).toBe(run.auditHead());
    const finished = JSON.parse(readFileSync(path.join(run.folder, 'finished.json'), 'utf8'));
    expect(Object.keys(finished.artefacts)).toEqual(['a.json', 'b.json', 'trials.json']);
    expect(finished.artefacts['a.json']).toMatch(/^ba7816bf/u);
    expect(await run.finish()).not.toBe(head);
    await expect(run.writeArtefact('../x', '')).rejects.toThrow("invalid 'name'");
    expect(existsSync(path.join(workspace, 'runs', 'x'))).toBe(false);
    await run.close();
  });
});

describe('openRun after a kill', () => {
  it('removes what the killed process left half written, in every folder of the run', async () => {
    const workspace = temporaryFolder();
    const run = await openSmall({ workspace });
    await run.close();
    const folders = [
      path.dirname(run.folder),
      run.folder,
      ...['steps', 'artefacts', 'inputs/data'].map((name) => path.join(run.folder, name)),
    ];
    const left = folders.map((folder) =>
      temporaryPathFor(path.join(folder, 'x')).replace(`-${process.pid}-`, '-4194999-'),
    );
    for (const file of left) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, 'half');
    }
    await (await openSmall({ workspace })).close();
    expect(left.filter((file) => existsSync(file))).toEqual([]);
  });
});
