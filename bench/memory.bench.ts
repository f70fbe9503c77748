/**
 * Commands over a long history, each in a process of its own with a limit: the most memory that its tree held, beside the limit.
 *
 * The history is two years of minutes of ten instruments, written as CSV, imported, and then audited, sampled, traded and
 * searched; the run that comes of it is verified, exported, explained and replayed. A command keeps to its limit, or refuses
 * before any work and says what it needs; more than the limit, or an end in the middle of the work, is exit code 1.
 *
 * Usage: npm run bench -- memory, or with options
 *   node --conditions=source bench/memory.bench.ts --minutes 196560 --small 600MiB --large 1GiB --only 'data,runs'
 * The folder (the system's temporary one by default) takes about 400 bytes for each minute of each instrument.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseMemory } from '@assay/platform/settings';
import { INSTRUMENTS, LAYOUT, writeBarsFile } from './data-import/bars-file.ts';
import { commandsOver } from './memory/commands.ts';
import { measureAssay } from './memory/measured-command.ts';
import { writeFileSync } from 'node:fs';

const { values: given } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20000' },
    small: { type: 'string', default: '600MiB' },
    large: { type: 'string', default: '1GiB' },
    folder: { type: 'string', default: tmpdir() },
    only: { type: 'string', default: '' },
    keep: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(path.join(given.folder, 'assay-memory-bench-'));
try {
  const file = path.join(folder, 'bars.csv');
  writeFileSync(path.join(folder, 'layout.yaml'), LAYOUT);
  await writeBarsFile(file, Number(given.minutes) * INSTRUMENTS);
  console.log(`${given.minutes} minutes of ${INSTRUMENTS} instruments`);
  const chosen = given.only.split(',');
  for (const { name, args, size, workers } of commandsOver(folder, Number(given.minutes))) {
    if (!chosen.some((start) => name.startsWith(start))) continue;
    const limit = given[size];
    const common = ['--workspace', path.join(folder, 'workspace')];
    const resources = workers === undefined ? ['--memory', limit] : ['--memory', limit, '--workers', String(workers)];
    const made = await measureAssay([...args, ...(workers === null ? [] : resources), ...common]);
    const isOver = made.treeMiB > parseMemory(limit) / 2 ** 20;
    const isRefused = made.status !== 0 && /needs about/u.test(made.stderr);
    if (isOver || (made.status !== 0 && !isRefused)) process.exitCode = 1;
    const state = isOver ? 'OVER' : made.status === 0 ? 'kept' : isRefused ? 'refused' : `ended with ${made.status}`;
    const figures = [limit, `${made.treeMiB} MiB`, `${made.ownMiB} MiB`, `${made.seconds.toFixed(1)} s`, state];
    console.log([name.padEnd(28), ...figures.map((text) => text.padStart(10))].join(' '));
    if (made.status !== 0) console.log(made.stderr.trim().split('\n').slice(-4).join('\n'));
  }
} finally {
  if (given.keep) console.log(folder);
  else rmSync(folder, { recursive: true, force: true });
}
