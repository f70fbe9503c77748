import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { runCli } from '../testing/index.ts';
import { examine, findingsText } from './examine.ts';
import { ok } from './finding.ts';
import { attemptNetwork } from './network-attempts.ts';

describe('assay doctor', () => {
  it('finds everything where the tests run, and leaves nothing behind', async () => {
    const cwd = temporaryFolder();
    const { code, stdout } = await runCli(['doctor', '--json'], { cwd });
    const { healthy, findings } = JSON.parse(stdout);
    expect(findings.map((one: { name: string }) => one.name)).toEqual([
      ...['Node', 'sandbox', 'workspace', 'disk', 'DuckDB', 'memory', 'cores', 'time zones'],
    ]);
    expect(findings.filter((one: { state: string }) => one.state === 'missing')).toEqual([]);
    expect(findings[1].detail).toContain('network, files, children and environment were tried and denied');
    expect({ code, healthy }).toEqual({ code: 0, healthy: true });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('ends with 1 and says what to do where the workspace cannot be written', async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, 'file'), 'in the way');
    const { code, stdout } = await runCli(['doctor', '--workspace', 'file/below'], { cwd });
    expect(stdout).toMatch(/MISSING +workspace +\S.*\n +→ Choose a folder that you may write to/);
    expect(stdout).toContain('1 of 8 missing.');
    expect(code).toBe(1);
  });
});

describe('attemptNetwork', () => {
  it('really tries: outside of a sandbox nothing is denied', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const attempts = await attemptNetwork({ port: (server.address() as AddressInfo).port });
    server.close();
    expect(attempts).toMatchObject({ connecting: 'allowed', 'name look-up': 'allowed' });
    expect(attempts.fetching).not.toBe('ERR_ACCESS_DENIED');
  });
});

describe('examine', () => {
  const missing = { name: 'thing', remedy: 'Get it.', attempt: () => Promise.reject(new Error('it is not there')) };
  const there = { name: 'other thing', remedy: 'Get that.', attempt: () => Promise.resolve(ok('it works')) };

  it('goes on after something is missing, and keeps the remedy for it alone', async () => {
    const findings = await examine('/nowhere', [missing, there]);
    expect(findings).toEqual([
      { name: 'thing', state: 'missing', detail: 'it is not there', remedy: 'Get it.' },
      { name: 'other thing', state: 'ok', detail: 'it works' },
    ]);
    expect(findingsText(findings)).toBe(
      [
        'MISSING thing        it is not there',
        '                     → Get it.',
        'ok      other thing  it works',
        '',
        '1 of 2 missing.',
      ].join('\n'),
    );
  });
});
