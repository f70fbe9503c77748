import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Gate } from '@assay/quant/signals';
import { formatGateLine, writeJsonl } from '../../gates/index.ts';
import { testGate } from '../../gates/testing/index.ts';
import { scratchPathFor } from '../../settings/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { runCli, treeHash } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

const gatesOf = (from: number, to: number, more: Partial<Gate> = {}): readonly Gate[] =>
  Array.from({ length: to - from }, (_, index) => testGate(from + index, more));
const linesOf = (gates: readonly Gate[]): string => gates.map((gate) => `${formatGateLine(gate, false)}\n`).join('');
const gates = (cwd: string, ...args: readonly string[]): Promise<CliResult> => runCli(['gates', ...args], { cwd });
const pull = (cwd: string, ...more: readonly string[]): Promise<CliResult> =>
  gates(cwd, 'pull', '--store', './week', '--name', 'rec', '--quiet', ...more);

/** A folder with files in `week`. */
function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const cwd = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, 'week', name)), { recursive: true });
    writeFileSync(path.join(cwd, 'week', name), content);
  }
  return cwd;
}

describe('assay gates pull from files', () => {
  it('S0-02, S0-09: gates of weekly files that overlap stand once, whatever file or order they come in', async () => {
    const all = gatesOf(0, 240);
    const gbp = gatesOf(0, 24, { instrument: 'GBPUSD' });
    const cwd = folderOf({
      '2024-W43.jsonl': linesOf([...all.slice(0, 120), ...gbp]),
      '2024-W44.jsonl.gz': gzipSync(linesOf([...all.slice(100)].reverse())),
      'readme.md': 'not gates',
    });
    const told = await pull(cwd, '--json');
    expect(told.code).toBe(0);
    expect(told.json()).toMatchObject({ tables: 2, records: 264, gates: 264, repeated: 20, malformed: 0, fit: true });
    const whole = folderOf({ 'all.jsonl': linesOf([...gbp, ...all]) });
    await pull(whole);
    const rows = async (folder: string): Promise<unknown> =>
      (await gates(folder, 'list', 'rec', '--last', '300', '--json')).json().newest;
    expect(await rows(cwd)).toEqual(await rows(whole));
    expect(((await rows(cwd)) as readonly unknown[]).length).toBe(264);
    const again = await pull(cwd, '--json');
    expect(again.json()).toMatchObject({ isNew: false, version: told.json().version });
  });

  it('S0-09: names every line that is no gate by file and line, publishes nothing, or leaves them out and says so', async () => {
    const bad = [...linesOf(gatesOf(0, 3)).split('\n').slice(0, 3), '{"instrument":', '', '{}'].join('\n');
    const cwd = folderOf({ 'a.jsonl': bad, 'b/c.jsonl': linesOf(gatesOf(3, 5)) });
    const refused = await pull(cwd);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('2 lines are no gates');
    expect(refused.stderr).toContain('a.jsonl:4: is no JSON');
    expect(refused.stderr).toMatch(/a\.jsonl:6: instrument: /u);
    expect(readdirSync(cwd)).toEqual(['week']);
    const left = await pull(cwd, '--leave-out-malformed');
    expect(left.code).toBe(0);
    expect(left.stdout).toContain('LOOK: 2 lines left out, no gates:\n    a.jsonl:4: is no JSON');
    const shown = (await runCli(['data', 'show', 'rec', '--json'], { cwd })).json();
    expect(shown.provenance.notes.join(' ')).toContain('2 lines were left out, no gates; the first: a.jsonl:4');
  });

  it('S0-09: two lines that contradict each other are named; a later version is a restatement', async () => {
    const [first, second] = [testGate(1), testGate(2)];
    const other = { ...first, direction: 1 as const };
    const cwd = folderOf({ 'a.jsonl': linesOf([first, second]), 'b.jsonl': linesOf([other]) });
    const refused = await pull(cwd);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('b.jsonl:1: contradicts a.jsonl:1, which is of the same gate');
    const later = { ...other, availableAt: first.availableAt + 1000 };
    writeFileSync(path.join(cwd, 'week/b.jsonl'), linesOf([later]));
    expect((await pull(cwd, '--json')).json()).toMatchObject({ gates: 3, restated: 1, records: 2 });
  });

  it('S0-11: labels are split off: never in the gates, in a dataset of their own where they are asked for', async () => {
    const text = linesOf(gatesOf(0, 4)).replaceAll('"maker"', '"labels":{"return.60m":0.0625},"maker"');
    const cwd = folderOf({ 'a.jsonl': text });
    const plain = await pull(cwd);
    expect(plain.stdout).toContain(
      '4 gates with labels of what followed: left out; --labels <dataset> keeps them apart',
    );
    const kept = (await pull(cwd, '--labels', 'rec-labels', '--json')).json();
    expect(kept.labels).toMatch(/^rec-labels@/u);
    const shown = (await runCli(['data', 'show', 'rec-labels', '--head', '1', '--json'], { cwd })).json();
    expect(shown.entries[0].rows[0]).toMatchObject({
      ...{ eventTime: testGate(0).eventTime, availableAt: testGate(1).eventTime, values: { value: 0.0625 } },
    });
    const listed = await gates(cwd, 'list', 'rec', '--last', '4', '--json');
    expect(listed.stdout).not.toContain('0.0625');
  });

  it('S0-11: labels that contradict each other end it before anything is published', async () => {
    const labelled = (value: string): string =>
      linesOf([testGate(0)]).replace('"maker"', `"labels":{"return.60m":${value}},"maker"`);
    const cwd = folderOf({ 'a.jsonl': labelled('0.5'), 'b.jsonl': labelled('0.25') });
    const refused = await pull(cwd, '--labels', 'rec-labels');
    expect(refused.stderr).toContain('b.jsonl:1: contradicts the label of a.jsonl:1');
    expect([refused.code, readdirSync(cwd)]).toEqual([3, ['week']]);
    const left = (await pull(cwd, '--labels', 'rec-labels', '--leave-out-malformed', '--json')).json();
    expect(left).toMatchObject({ malformed: 1, gates: 1, labelled: 2 });
    const rows = (await runCli(['data', 'show', 'rec-labels', '--head', '2', '--json'], { cwd })).json();
    expect(rows.entries[0].rows).toMatchObject([{ values: { value: 0.5 } }]);
  });

  it('S0-11: labels that cannot be published for another reason: says that the gates were', async () => {
    const text = (isSynthetic: boolean): string =>
      formatGateLine(testGate(0), isSynthetic).replace('"maker"', '"labels":{"return.60m":0.5},"maker"');
    const cwd = folderOf({ 'a.jsonl': text(true) });
    const { version } = (await pull(cwd, '--json')).json();
    writeFileSync(path.join(cwd, 'traded.jsonl'), text(false));
    await gates(cwd, 'pull', '--store', './traded.jsonl', '--name', 'other', '--labels', 'labels', '--quiet');
    const refused = await pull(cwd, '--append', '--labels', 'labels');
    expect(refused.stderr).toContain("the labels were not published as 'labels'");
    expect(refused.stderr).toContain(`The gates were: rec@${version}`);
    expect(refused.code).toBe(2);
  });

  it('S0-11: labels of generated bars are marked as generated, as their gates are', async () => {
    const text = [testGate(0), testGate(0, { instrument: 'GBPUSD' })].map((gate, index) =>
      formatGateLine(gate, index === 0).replace('"maker"', '"labels":{"return.60m":0.5},"maker"'),
    );
    const cwd = folderOf({ 'a.jsonl': text.join('\n') });
    await pull(cwd, '--labels', 'rec-labels');
    for (const name of ['rec', 'rec-labels']) {
      const { tables } = (await runCli(['data', 'show', name, '--json'], { cwd })).json();
      expect(tables.map(({ synthetic }: { synthetic: boolean }) => synthetic)).toEqual([true, false]);
    }
  });

  it('S0-09: times that can hardly be meant are told', async () => {
    const known = (year: number, later = year): Gate =>
      testGate(0, { eventTime: Date.UTC(year, 0, 1), availableAt: Date.UTC(later, 0, 1) });
    const cwd = folderOf({ 'a.jsonl': linesOf([known(1850), known(2001), known(2002, 2990)]) });
    const told = await pull(cwd);
    expect(told.stdout).toContain('LOOK: 1 gate of before 1900: is the year right?');
    expect(told.stdout).toContain('LOOK: 1 gate known only in the future, as availableAt says');
    expect((await pull(cwd, '--json')).json()).toMatchObject({ early: 1, future: 1 });
  });

  it('S0-09: appends what is new, and what is known is known', async () => {
    const cwd = folderOf({ 'a.jsonl': linesOf(gatesOf(0, 10)) });
    await pull(cwd);
    writeFileSync(path.join(cwd, 'week/a.jsonl'), linesOf(gatesOf(8, 15)));
    const told = (await pull(cwd, '--append', '--json')).json();
    expect(told).toMatchObject({ records: 15, news: { added: 5, unchanged: 2, restated: 0 } });
  });

  it.each([
    [['--store', './nowhere'], 2, /file or folder of gates .*nowhere' was not found/u],
    [['--store', './empty'], 2, /file \*\.jsonl.* was not found.*It has notes\.txt/su],
    [['--instruments', 'EURUSD,EURUS'], 2, /'EURUS' was not found.*Did you mean 'EURUSD'\?/su],
    [['--maker', 'nobody'], 3, /has no gate that was asked for/u],
    [['--labels', 'rec'], 2, /'--labels': must be another dataset than --name/u],
    [['--from', '2024-10-23', '--to', '2024-10-22'], 2, /'--from': must not be after --to/u],
    [['--store', 'ftp://x'], 2, /file or folder of gates/u],
    [['--wait', 'long'], 2, /'--wait': must be seconds/u],
  ])('S0-01, X-08: refuses %j and leaves no trace', async (more, code, message) => {
    const cwd = folderOf({ 'a.jsonl': linesOf(gatesOf(0, 2)) });
    mkdirSync(path.join(cwd, 'empty'));
    writeFileSync(path.join(cwd, 'empty/notes.txt'), '');
    const before = treeHash(cwd);
    const refused = await pull(cwd, ...more);
    expect(refused.stderr).toMatch(message);
    expect(refused.code).toBe(code);
    expect(treeHash(cwd)).toBe(before);
  });
});

describe('assay gates push to files, assay gates list', () => {
  it('S0-02: writes a file a week that a pull reads as the same gates; pushing again changes no byte', async () => {
    const cwd = folderOf({ 'a.jsonl': linesOf([...gatesOf(0, 200), ...gatesOf(0, 5, { instrument: 'EUR/X' })]) });
    const { version } = (await pull(cwd, '--json')).json();
    const pushed = await gates(cwd, 'push', 'rec', '--store', './out', '--json');
    expect(pushed.json()).toMatchObject({ gates: 205, added: 205, malformed: 0 });
    expect(readdirSync(path.join(cwd, 'out'), { recursive: true }).sort()).toEqual([
      ...['EUR%2FX', 'EUR%2FX/2024-W43.jsonl', 'EURUSD', 'EURUSD/2024-W43.jsonl', 'EURUSD/2024-W44.jsonl'],
    ]);
    const before = treeHash(path.join(cwd, 'out'));
    expect((await gates(cwd, 'push', `rec@${version}`, '--store', './out', '--json')).json()).toMatchObject({
      added: 0,
    });
    expect(treeHash(path.join(cwd, 'out'))).toBe(before);
    const lists = await Promise.all(
      ['rec', './out', './week'].map((place) => gates(cwd, 'list', place, '--last', '9', '--json')),
    );
    const [own, ...others] = lists.map((list) => ({ ...list.json(), place: '' }));
    for (const other of others) expect(other).toEqual(own);
    expect(readFileSync(path.join(cwd, 'out/EURUSD/2024-W43.jsonl'), 'utf8').split('\n')).toHaveLength(169);
  });

  it('S0-02: what two pushes at once add to one folder is all there, and each gate counts as added once', async () => {
    const folder = temporaryFolder();
    const [one, two] = [gatesOf(0, 60), gatesOf(40, 100)];
    const push = async (some: readonly Gate[]): Promise<number> => {
      const writer = writeJsonl(folder);
      await writer.write(some, false);
      return writer.finish();
    };
    const added = await Promise.all([push(one), push(two), push(one)]);
    expect(added.reduce((sum, n) => sum + n)).toBe(100);
    expect(readFileSync(path.join(folder, 'EURUSD/2024-W43.jsonl'), 'utf8')).toBe(linesOf(gatesOf(0, 100)));
    expect(readdirSync(folder)).toEqual(['EURUSD']);
  });

  it('S0-02: an instrument whose name begins with a dot leads nowhere else and is not hidden', async () => {
    const folder = path.join(temporaryFolder(), 'in/out');
    const writer = writeJsonl(folder);
    for (const instrument of ['..', '.hidden', '.']) await writer.write(gatesOf(0, 1, { instrument }), false);
    expect(await writer.finish()).toBe(3);
    expect(readdirSync(path.join(folder, '..'))).toEqual(['out']);
    expect(readdirSync(folder).sort()).toEqual(['%2E', '%2E.', '%2Ehidden']);
  });

  it('X-08: what finds no gate is no success: push, list and metrics end with 3 and say so', async () => {
    const cwd = folderOf({ 'a.jsonl': linesOf(gatesOf(0, 2)) });
    await pull(cwd);
    for (const [command, ...more] of [
      ['push', 'rec', '--store', './out'],
      ['list', 'rec'],
      ['list', './week'],
      ['metrics', 'rec'],
    ]) {
      const refused = await gates(cwd, command as string, ...more, '--maker', 'nobody');
      expect(refused.stderr).toContain('has no gate that was asked for');
      expect(refused.code).toBe(3);
    }
    expect(readdirSync(cwd).sort()).toEqual(['assay-workspace', 'week']);
  });

  it('S0-09: a bare word is a dataset: a folder of its name neither hides it nor is taken for it', async () => {
    const cwd = folderOf({ 'a.jsonl': linesOf(gatesOf(0, 2)) });
    expect((await gates(cwd, 'list', 'week')).stderr).toMatch(/dataset 'week' was not found.*\.\/week/su);
    const { version } = (await pull(cwd, '--json')).json();
    mkdirSync(path.join(cwd, 'rec'));
    writeFileSync(path.join(cwd, 'rec/b.jsonl'), linesOf(gatesOf(0, 5)));
    const both = await gates(cwd, 'list', 'rec');
    expect(both.stderr).toMatch(/'rec' is a dataset, and a file or folder here, too/u);
    expect(both.stderr).toContain(`Write rec@${version} for the dataset, ./rec for the other.`);
    expect(both.code).toBe(2);
    expect((await gates(cwd, 'list', `rec@${version}`, '--json')).json().gates).toBe(2);
    expect((await gates(cwd, 'list', './rec', '--json')).json().gates).toBe(5);
  });

  it('X-11: what a killed command left in the temporary folder is taken away by the next one', async () => {
    const cwd = folderOf({ 'a.jsonl': linesOf(gatesOf(0, 2)) });
    // As a process that is gone would have named it.
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const left = (await scratchPathFor('gates')).replace(`-${process.pid}-`, `-${gone}-`);
    mkdirSync(left);
    await gates(cwd, 'list', './week');
    expect(existsSync(left)).toBe(false);
  });

  it('X-08: a pipe is no file of gates, and is not waited for; a link to a file is one', async () => {
    const cwd = folderOf({ 'a.jsonl': linesOf(gatesOf(0, 2)) });
    symlinkSync('../more.txt', path.join(cwd, 'week/b.jsonl'));
    writeFileSync(path.join(cwd, 'more.txt'), linesOf(gatesOf(2, 3)));
    expect((await gates(cwd, 'list', './week', '--json')).json().gates).toBe(3);
    if (spawnSync('mkfifo', [path.join(cwd, 'ff.jsonl')]).status !== 0) return;
    const refused = await gates(cwd, 'list', './ff.jsonl');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('ff.jsonl is neither a file nor a folder'),
    ]);
  });

  it('S0-12: lists what a store has as text and as JSON; the datasets that have gates without one', async () => {
    const cwd = folderOf({ 'a.jsonl': linesOf(gatesOf(0, 10)) });
    expect((await gates(cwd, 'list')).stdout).toContain('no dataset has gates; `assay gates build');
    await pull(cwd);
    expect((await gates(cwd, 'list')).stdout).toMatch(/rec@[0-9a-f]{16} +10 +EURUSD +2024-10-21 09:00 +a recording/u);
    const told = await gates(cwd, 'list', 'rec', '--last', '1', '--from', '2024-10-21T05:00Z');
    expect(told.stdout).toMatch(/EURUSD +1h +recorder +5 +2024-10-21 05:00 +2024-10-21 09:00 +bear 60 %, bull 40 %/u);
    expect(told.stdout).toMatch(/2024-10-21 09:00 +EURUSD +recorder +bear +-1 +0\.900 +0\.490 +yes/u);
    const refused = await gates(cwd, 'list', 'rec', '--instruments', 'EURUSE');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("Did you mean 'EURUSD'?")]);
  });
});
