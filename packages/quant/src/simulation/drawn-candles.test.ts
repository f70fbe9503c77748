import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { baseContract, fillContract } from '../execution/index.ts';
import type { FillContractOverrides } from '../execution/index.ts';
import { drawnOptionRows, drawnRows } from '../execution/testing/index.ts';
import type { DrawnScene } from '../execution/testing/index.ts';
import { ohlcSeries } from '../market/testing/index.ts';
import { isCapped, simulatedOutcome } from './testing/drawn-run.ts';
import { byBar, runOver, wantLots } from './testing/index.ts';

const DOCUMENT = readFileSync(new URL('../../../../docs/methods/fill-contract.md', import.meta.url), 'utf8');
const VARIANTS = ['base', 'pessimistic', 'optimistic'] as const;

function termsOf(scene: DrawnScene): FillContractOverrides {
  const costs = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 };
  return isCapped(scene) ? { costs, volumeShare: 1 } : { costs };
}

describe('drawn candles of docs/methods/fill-contract.md, through the engine (exam: stops inside bars)', () => {
  const rows = drawnRows(DOCUMENT);

  it.each(rows.flatMap((row) => VARIANTS.map((variant) => [row.situation, variant, row] as const)))(
    '%s, %s (S3-33)',
    (_, variant, row) => {
      expect(simulatedOutcome(row, fillContract(variant, termsOf(row)))).toBe(row.outcomes[variant]);
    },
  );
});

describe('drawn options of docs/methods/fill-contract.md, through the engine', () => {
  const rows = drawnOptionRows(DOCUMENT);

  it.each(rows.map((row) => [row.situation, row] as const))('%s', (_, row) => {
    expect(simulatedOutcome(row, baseContract(termsOf(row)))).toBe(row.without);
    expect(simulatedOutcome(row, baseContract({ ...termsOf(row), ...row.options }))).toBe(row.under);
  });
});

describe('stop and target of an intent under entryBarExits: wait', () => {
  const BARS = [
    [100, 100, 100, 100],
    [101, 112, 90, 101],
    [101, 102, 94, 96],
  ] as const;

  it.each([
    ['work', 'both-touched-stop-first', 1],
    ['unambiguous', 'both-touched-stop-first', 1],
    ['wait', 'stop-inside-bar', 2],
  ] as const)('%s', (entryBarExits, rule, barIndex) => {
    const protection = { stopLoss: { fraction: 0.05 }, takeProfit: { fraction: 0.1 } };
    const contract = baseContract({ entryBarExits, costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 } });
    const column = (k: number): number[] => BARS.map((bar) => bar[k]);
    const series = ohlcSeries({ open: column(0), high: column(1), low: column(2), close: column(3) });
    const { fills } = runOver([series], byBar('TEST', { 0: wantLots('TEST', 1, protection) }), { contract });
    expect(fills[1]).toMatchObject({ rule, barIndex });
  });
});
