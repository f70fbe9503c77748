import { fixedClock } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { plantedKinds, proveLeaks } from '../../research/index.ts';
import type { LeakProof } from '../../research/index.ts';
import type { CommandContext } from '../context.ts';
import { SILENT_PROGRESS as SILENT } from '../../telemetry/index.ts';
import { runCli } from '../testing/index.ts';
import { proveLeaksCommand } from './leaks-command.ts';
import type { ProveLeaksOptions } from './leaks-command.ts';

/** Runs the command with a proof that is given. */
async function told(options: ProveLeaksOptions, proof: LeakProof): Promise<{ code: number; out: string }> {
  const heard = { code: 0, out: '' };
  const context: CommandContext = {
    stdout: { write: (text: string) => void (heard.out += text) },
    stderr: { write: () => undefined },
    env: {},
    cwd: '/',
    clock: fixedClock(0),
    endWith: (code) => void (heard.code = code),
  };
  await proveLeaksCommand({ quiet: true, ...options }, context, () => Promise.resolve(proof));
  return heard;
}

interface Printed {
  readonly planted: number;
  readonly kinds: readonly { readonly kind: string; readonly firstDifference: object | null }[];
}

describe('assay prove leaks', () => {
  it(
    'X-01: every planted kind is caught with its first record, and no clean twin alarms',
    { timeout: 300_000 },
    async () => {
      const { code, stdout } = await runCli(['prove', 'leaks', '--json', '--workers', '2'], { cwd: '/' });
      const printed = JSON.parse(stdout) as Printed;
      expect(code).toBe(0);
      expect(printed).toMatchObject({ planted: plantedKinds().length, caught: plantedKinds().length, falseAlarms: 0 });
      expect(Object.keys(printed)).toEqual(['planted', 'caught', 'falseAlarms', 'kinds']);
      expect(printed.planted).toBeGreaterThanOrEqual(12);
      expect(printed.kinds.map(({ kind }) => kind)).toEqual(plantedKinds());
      for (const { firstDifference } of printed.kinds) {
        expect(firstDifference).toMatchObject({ time: expect.stringMatching(/^20/u), what: expect.any(String) });
      }
    },
  );

  it('X-01: a module in a sandbox is caught as well, and its clean twin is not', { timeout: 300_000 }, async () => {
    const place = { workers: 2, memoryBytes: 2 ** 31, progress: SILENT, clock: fixedClock(0) };
    const kinds = ['single-candle'];
    const proof = await proveLeaks({ seed: 'other', inSandbox: true, kinds }, place);
    expect(proof).toMatchObject({ planted: 1, caught: 1, falseAlarms: 0, ok: true });
    expect(proof.kinds[0]?.firstDifference).toMatchObject({ what: 'decision' });
  });

  it('X-01, X-02: ends with 1 where a leak is missed or a clean twin alarms, and says which', async () => {
    const missed = { kind: 'a-kind', isCaught: false, isFalseAlarm: true, firstDifference: null };
    const { code, out } = await told(
      {},
      {
        ...{ kinds: [missed], planted: 1, caught: 0, falseAlarms: 1, ok: false },
        columns: { columns: 9, violations: [{ column: 'sma', bar: 4, cut: 5, kind: 'prefix' }] },
      },
    );
    expect(code).toBe(1);
    expect(out).toMatch(/a-kind +MISSED +ALARM/u);
    expect(out).toContain('1 leaks planted, 0 caught; 1 false alarms');
    expect(out).toContain("9 built-in columns made again without their future: 1 of them read it: 'sma' (bar 5,");
    expect(out).toContain('verdicts are not to be trusted');
  });

  it('refuses a seed of nothing', async () => {
    const { code, stderr } = await runCli(['prove', 'leaks', '--seed', ' '], { cwd: '/' });
    expect([code, stderr]).toEqual([2, expect.stringContaining("invalid '--seed': must not be empty")]);
  });
});
