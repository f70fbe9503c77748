/** The demo and what a person does with its run, without any environment, not even a home, and without network. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { contacts, hasTracer, tracingTo } from '../cli/traced-changes.ts';

const BIN = fileURLToPath(new URL('../../bin/assay.js', import.meta.url));
const cwd = mkdtempSync(path.join(tmpdir(), 'assay-offline-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function assay(...args: readonly string[]): { readonly status: number | null; readonly out: string } {
  const trace = path.join(cwd, 'trace');
  const words = [...(hasTracer() ? tracingTo(trace) : []), process.execPath, BIN, ...args];
  const [program = '', ...rest] = words;
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, env: {}, encoding: 'utf8' });
  if (hasTracer()) expect(contacts(readFileSync(trace, 'utf8')), args.join(' ')).toEqual([]);
  return { status, out: status === 0 ? '' : stdout + stderr };
}

describe('the demo without environment and network', () => {
  it('X-16: is made, exported, replayed and explained', (context) => {
    const done = { status: 0, out: '' };
    expect(assay('demo')).toEqual(done);
    const file = path.join(cwd, 'assay-workspace/published/research/demo/rankings.json');
    const { runId, rows } = JSON.parse(readFileSync(file, 'utf8')) as { runId: string; rows: { id: string }[] };
    const row = rows[0]?.id ?? '';
    for (const words of [
      ['runs', 'export', runId, 'demo.tar.gz'],
      ['runs', 'export-trades', runId, '--tables', 'all', '--out', 'tables'],
      ['runs', 'replay', runId],
      ['runs', 'verify', runId],
      ['explain', 'trade', runId, '1', '--row', row, '--png', 'trade.png'],
      ['explain', 'verdict', runId, row],
    ])
      expect(assay(...words), words.join(' ')).toEqual(done);
    if (!hasTracer()) context.skip('strace is not there: the network was not watched');
  });
});
