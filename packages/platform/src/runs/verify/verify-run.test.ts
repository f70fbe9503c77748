import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeChild, temporaryFolder } from '../../settings/testing/index.ts';
import { openAudit, readAudit } from '../audit.ts';
import type { AuditEntry } from '../audit.ts';
import { ledgerFile } from '../ledger-chain.ts';
import { finishedHeads } from '../ledger.ts';
import { runPaths, runPathsIn } from '../run-paths.ts';
import type { RunPaths } from '../run-paths.ts';
import { killAt } from '../testing/kill.ts';
import { smallRun } from '../testing/small-run.ts';
import { verifyRun } from './verify-run.ts';
import type { RunVerification } from './verify-run.ts';

/** A workspace with a finished run, to be damaged. */
async function copied(): Promise<{ workspace: string; paths: RunPaths; verify: () => Promise<RunVerification> }> {
  const workspace = temporaryFolder();
  const id = await smallRun(workspace, () => undefined);
  const paths = runPaths(workspace, id);
  return { workspace, paths, verify: () => verifyRun({ paths, workspace }) };
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => statSync(path.join(folder, name)).isFile());
}

/** Files are read-only: they are exchanged, as somebody who tampers would. */
function exchange(file: string, content: Uint8Array): void {
  rmSync(file);
  writeFileSync(file, content);
}

/** Flips bits of one byte. */
function flip(file: string, place: number, mask: number): void {
  const bytes = readFileSync(file);
  bytes[place] = (bytes[place] ?? 0) ^ mask;
  exchange(file, bytes);
}

describe('verifyRun', () => {
  it('S2-42: finds nothing wrong with a finished run, in its workspace and as a folder of its own', async () => {
    const { paths, verify } = await copied();
    const found = await verify();
    expect(found).toMatchObject({ ok: true, state: 'finished', problems: [], notes: [] });
    expect(found.checked).toMatchObject({ publishedFiles: 2, ledger: true });
    expect(found.checked.files).toBe(filesBelow(paths.folder).length - 1); // all but the audit itself
    const away = path.join(temporaryFolder(), 'elsewhere');
    cpSync(paths.folder, away, { recursive: true });
    const alone = await verifyRun({ paths: runPathsIn(away), workspace: undefined });
    expect(alone).toMatchObject({ ok: true, checked: { publishedFiles: null, ledger: false } });
    expect(alone.notes).toHaveLength(1);
  });

  it(
    'S2-42: names every file of which one byte was changed, and the line of the audit',
    { timeout: 60_000 },
    async () => {
      const { paths, verify } = await copied();
      const files = filesBelow(paths.folder);
      expect(files.length).toBeGreaterThan(14);
      for (const name of files) {
        const file = path.join(paths.folder, name);
        const whole = readFileSync(file);
        await fc.assert(
          fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (place, mask) => {
            flip(file, place, mask);
            const found = await verify();
            exchange(file, whole);
            expect(found.ok, `${name} byte ${place} ^ ${mask}`).toBe(false);
            expect(found.problems.map(({ where }) => where.split(' ')[0]).join(' ')).toContain(name);
            if (name === 'audit.jsonl') {
              const line = whole.subarray(0, place).filter((byte) => byte === 0x0a).length + 1;
              expect(found.problems[0]?.where).toBe(`audit.jsonl line ${line}`);
            }
          }),
          { numRuns: name === 'audit.jsonl' ? 60 : 6, seed: 42 },
        );
      }
      expect((await verify()).ok).toBe(true);
    },
  );

  it('S2-42: tells what was expected and what was found', async () => {
    const { paths, verify } = await copied();
    appendFileSync(path.join(paths.artefacts, 'summary.json'), ' ');
    expect((await verify()).problems).toEqual([
      {
        where: 'artefacts/summary.json',
        what: 'was changed',
        expected: expect.stringMatching(/^sha-256 [0-9a-f]{64}$/u) as string,
        found: expect.stringMatching(/^sha-256 [0-9a-f]{64}$/u) as string,
      },
    ]);
  });

  it('S2-42: finds every file that is missing, cut off, added, or a link', { timeout: 60_000 }, async () => {
    const { paths, verify } = await copied();
    for (const name of filesBelow(paths.folder)) {
      const file = path.join(paths.folder, name);
      const whole = readFileSync(file);
      const told = async (): Promise<string> => (await verify()).problems.map(({ where }) => where).join(' ');
      rmSync(file);
      expect(await told(), `${name} away`).toContain(name);
      writeFileSync(file, whole.subarray(0, -1));
      expect(await told(), `${name} cut`).toContain(name);
      rmSync(file);
      const other = path.join(temporaryFolder(), 'same');
      writeFileSync(other, whole);
      symlinkSync(other, file);
      if (!['audit.jsonl', 'finished.json'].includes(name)) expect(await told(), `${name} linked`).toContain(name);
      rmSync(file);
      writeFileSync(file, whole);
    }
    expect((await verify()).ok).toBe(true);
    for (const extra of [
      'note.txt',
      'steps/0123456789abcdef.json',
      'artefacts/.hidden',
      'inputs/data/more',
      'steps/sub/x',
    ]) {
      const file = path.join(paths.folder, extra);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, 'x');
      expect((await verify()).problems.map(({ where }) => where)).toContain(extra);
      rmSync(file);
      rmSync(path.join(paths.folder, 'steps/sub'), { recursive: true, force: true });
    }
    mkdirSync(path.join(paths.folder, 'empty'));
    expect((await verify()).problems.map(({ where }) => where)).toEqual(['empty']);
  });

  it('S2-42: finds an audit whose last lines were cut off, and a run that was exchanged as a whole', async () => {
    const { paths, verify } = await copied();
    const lines = readFileSync(paths.audit, 'utf8').trimEnd().split('\n');
    for (const left of [lines.length - 1, lines.length - 3, 1]) {
      exchange(paths.audit, Buffer.from(`${lines.slice(0, left).join('\n')}\n`));
      expect((await verify()).ok, `${left} lines`).toBe(false);
    }
    exchange(paths.audit, Buffer.alloc(0));
    expect((await verify()).problems[0]).toMatchObject({ where: 'audit.jsonl', what: 'is missing or empty' });

    const another = temporaryFolder(); // the same run made elsewhere is whole in itself, but is not the one of the ledger
    await smallRun(another, () => undefined);
    rmSync(paths.folder, { recursive: true });
    renameSync(path.join(another, 'runs', path.basename(paths.folder)), paths.folder);
    expect((await verify()).problems).toContainEqual(
      expect.objectContaining({ where: 'audit.jsonl', what: 'was cut or exchanged' }),
    );
  });

  it('S2-42: finds published copies that were changed, taken away or added, and names that lead elsewhere', async () => {
    const { workspace, paths, verify } = await copied();
    const id = path.basename(paths.folder);
    const published = path.join(workspace, 'published/research/small');
    const cycle = path.join(published, 'history', id);
    for (const name of ['rankings.json', 'summary.json']) {
      const file = path.join(cycle, name);
      const whole = readFileSync(file);
      flip(file, whole.length >> 1, 1);
      expect((await verify()).problems.map(({ where }) => where)).toEqual([
        `published/research/small/history/${id}/${name}`,
      ]);
      rmSync(file);
      expect((await verify()).problems.map(({ what }) => what)).toContain('is missing');
      writeFileSync(file, whole);
    }
    writeFileSync(path.join(cycle, 'more.json'), '{}');
    expect((await verify()).problems[0]?.what).toBe('was not published by the run');
    rmSync(path.join(cycle, 'more.json'));
    rmSync(path.join(published, 'rankings.json'));
    writeFileSync(path.join(published, 'rankings.json'), '{"rows":[]}');
    expect((await verify()).problems.map(({ where }) => where)).toEqual(['published/research/small/rankings.json']);
    rmSync(published, { recursive: true });
    expect((await verify()).problems.map(({ what }) => what)).toEqual(['what the run published is not there']);
  });

  it('S2-42, X-15: finds a trial ledger that was changed', async () => {
    const { workspace, verify } = await copied();
    const file = ledgerFile(workspace);
    const whole = readFileSync(file);
    flip(file, whole.length >> 1, 1);
    const [problem] = (await verify()).problems;
    expect(problem?.where).toMatch(/^trials\/ledger\.jsonl/u);
    writeFileSync(file, whole);
    expect((await verify()).ok).toBe(true);
  });

  it('S2-42: verifies what an unfinished run has come to', { timeout: 30_000 }, async () => {
    const workspace = temporaryFolder();
    const program = new URL('../testing/small-run-program.ts', import.meta.url);
    await killAt(nodeChild(program, [workspace]), { lines: 8, turns: 60 });
    const [id = ''] = readdirSync(path.join(workspace, 'runs')).filter((name) => /^[0-9a-f]{16}$/u.test(name));
    const paths = runPaths(workspace, id);
    const found = await verifyRun({ paths, workspace });
    expect(found.state).toBe('unfinished');
    // A step may have been put in place in the moment of the kill: the audit says so when the run goes on.
    expect(found.problems.filter(({ what }) => what !== 'does not belong to the run')).toEqual([]);
    flip(path.join(paths.folder, 'priors.json'), 5, 1);
    expect((await verifyRun({ paths, workspace })).problems.map(({ where }) => where)).toContain('priors.json');
  });
});

describe('writers at the same time', () => {
  it('S2-42: four processes that add to a run keep one chain', { timeout: 60_000 }, async () => {
    const { workspace, paths, verify } = await copied();
    const id = path.basename(paths.folder);
    const program = new URL('../testing/amender.ts', import.meta.url);
    const children = [1, 2, 3, 4].map((part) => nodeChild(program, [workspace, id, String(part)]));
    const ends = await Promise.all(
      children.map(async (child) => {
        for await (const line of child.lines) void line;
        return child.ended;
      }),
    );
    expect(ends).toHaveLength(4);
    const added: AuditEntry[] = [];
    for await (const entry of readAudit(paths.audit)) if (entry.event === 'lockbox-judged') added.push(entry);
    expect(added.map((entry) => `${entry['part'] as string}/${entry['turn'] as number}`).sort()).toEqual(
      [1, 2, 3, 4].flatMap((part) => [0, 1, 2, 3, 4].map((turn) => `${part}/${turn}`)),
    );
    expect((await finishedHeads(workspace)).get(id)?.size).toBe(22);
    expect(await verify()).toMatchObject({ ok: true });
  });

  it('S2-42: a writer that finds lines of another one adds nothing to them', async () => {
    const file = path.join(temporaryFolder(), 'audit.jsonl');
    const [one, other] = [await openAudit(file), await openAudit(file)];
    await one.append('first');
    await expect(other.append('second')).rejects.toMatchObject({ code: 'CONFLICT' });
    await one.append('third');
    const events: string[] = [];
    for await (const entry of readAudit(file)) events.push(entry.event);
    expect(events).toEqual(['first', 'third']);
    await one.close();
    await other.close();
  });
});
