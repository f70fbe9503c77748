import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeChild, temporaryFolder } from '../settings/testing/index.ts';
import { GENESIS_HASH, openAudit, readAudit } from './audit.ts';
import type { AuditEntry } from './audit.ts';
import { killAt } from './testing/kill.ts';

async function entriesOf(file: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readAudit(file)) entries.push(entry);
  return entries;
}

async function writtenAudit(file: string, count: number): Promise<void> {
  const audit = await openAudit(file, { now: () => 0 });
  await Promise.all(Array.from({ length: count }, (_, index) => audit.append('tick', { index, text: 'é"\n' })));
  await audit.close();
}

describe('openAudit', () => {
  it('chains overlapping appends and goes on where it stopped', async () => {
    const file = path.join(temporaryFolder(), 'run', 'audit.jsonl');
    await writtenAudit(file, 5);
    const seen: string[] = [];
    const audit = await openAudit(file, { now: () => 1000, onEntry: (entry) => seen.push(entry.event) });
    expect(seen).toEqual(Array.from({ length: 5 }, () => 'tick'));
    expect(audit.length()).toBe(5);
    const added = await audit.append('more', { step: 'x', missing: undefined });
    expect(audit.head()).toBe(added.hash);
    await audit.close();

    const entries = await entriesOf(file);
    expect(entries.map((entry) => entry.seq)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(entries.map((entry) => entry.prev)).toEqual([
      GENESIS_HASH,
      ...entries.slice(0, -1).map((entry) => entry.hash),
    ]);
    expect(entries.slice(0, 5).map((entry) => entry['index'])).toEqual([0, 1, 2, 3, 4]);
    expect(entries[5]).toEqual({ ...added });
    expect(entries[5]?.time).toBe('1970-01-01T00:00:01.000Z');
  });

  it('cuts off an unfinished last line and says so', async () => {
    const file = path.join(temporaryFolder(), 'audit.jsonl');
    await writtenAudit(file, 3);
    appendFileSync(file, '{"seq":3,"prev":"é');
    expect(await entriesOf(file)).toHaveLength(3);
    await (await openAudit(file)).close();
    expect((await entriesOf(file)).at(-1)).toMatchObject({ seq: 3, event: 'recovered', bytesCut: 19 });
  });

  it('refuses details that are not finite or have the name of its own field, and goes on', async () => {
    const file = path.join(temporaryFolder(), 'audit.jsonl');
    const audit = await openAudit(file);
    await expect(audit.append('bad', { value: NaN })).rejects.toThrow("invalid 'value'");
    await expect(audit.append('bad', { hash: 'x' })).rejects.toThrow('invariant');
    await audit.append('good');
    await audit.close();
    expect((await entriesOf(file)).map((entry) => entry.event)).toEqual(['good']);
  });

  it('X-11: holds a whole chain after kills at random moments, with every line that was acknowledged', async () => {
    const file = path.join(temporaryFolder(), 'audit.jsonl');
    let known = -1;
    for (let kill = 0; kill < 6; kill++) {
      const child = nodeChild(new URL('testing/audit-appender.ts', import.meta.url), [file]);
      const lines = await killAt(child, { lines: 1 + kill * 3, turns: kill * 40 });
      expect(Number(lines[0])).toBeGreaterThan(known);
      const entries = await entriesOf(file);
      known = Math.max(...lines.map(Number));
      expect(entries.length).toBeGreaterThan(known);
    }
  });
});

describe('readAudit', () => {
  it('notices every changed, dropped, added or exchanged line', async () => {
    const file = path.join(temporaryFolder(), 'audit.jsonl');
    await writtenAudit(file, 6);
    const text = readFileSync(file, 'utf8');
    const lines = text.trimEnd().split('\n');
    const tampered = path.join(path.dirname(file), 'tampered.jsonl');
    const refuses = async (changed: readonly string[]): Promise<void> => {
      writeFileSync(tampered, `${changed.join('\n')}\n`);
      await expect(entriesOf(tampered)).rejects.toMatchObject({ code: 'DATA_INVALID' });
    };
    for (let index = 0; index < lines.length; index++) {
      await refuses(lines.with(index, (lines[index] ?? '').replace('"tick"', '"tock"')));
      if (index < lines.length - 1) await refuses(lines.toSpliced(index, 1));
      await refuses(lines.toSpliced(index, 0, lines[index] ?? ''));
      if (index > 0) await refuses(lines.with(index, lines[0] ?? '').with(0, lines[index] ?? ''));
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 2), async (place) => {
        const letter = text.charAt(place) === 'x' ? 'y' : 'x';
        writeFileSync(tampered, text.slice(0, place) + letter + text.slice(place + 1));
        await expect(entriesOf(tampered)).rejects.toMatchObject({ code: 'DATA_INVALID' });
      }),
    );
  });

  it('gives nothing where there is no file', async () => {
    expect(await entriesOf(path.join(temporaryFolder(), 'none'))).toEqual([]);
  });
});
