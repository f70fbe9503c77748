import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { baseContract, optimisticContract, pessimisticContract } from '../contracts.ts';
import { drawnOptionRows, drawnOutcome, drawnRows } from './testing/drawn-candles.ts';
import type { DrawnScene } from './testing/drawn-candles.ts';
import type { FillContract } from '../fill-contract.ts';
import { walkBar } from './walk-bar.ts';
import { walkClose } from './walk-close.ts';

const DOCUMENT = new URL('../../../../../docs/methods/fill-contract.md', import.meta.url);
const ROWS = drawnRows(readFileSync(DOCUMENT, 'utf8'));
const OPTION_ROWS = drawnOptionRows(readFileSync(DOCUMENT, 'utf8'));
const CONTRACTS = { base: baseContract(), pessimistic: pessimisticContract(), optimistic: optimisticContract() };
const VARIANTS = ['base', 'pessimistic', 'optimistic'] as const;

function outcomeOf({ bar, orders, position }: DrawnScene, rules: FillContract): string {
  return drawnOutcome('open' in bar ? walkBar(orders, bar, position, rules) : walkClose(orders, bar, position, rules));
}

describe('the table of drawn candles in docs/methods/fill-contract.md', () => {
  it('has a row for every rule', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(35);
    expect(new Set(ROWS.map(({ situation }) => situation)).size).toBe(ROWS.length);
  });

  it.each(ROWS.flatMap((row) => VARIANTS.map((variant) => [row.situation, variant, row] as const)))(
    '%s, %s',
    (_, variant, row) => {
      expect(outcomeOf(row, CONTRACTS[variant])).toBe(row.outcomes[variant]);
    },
  );
});

describe('the table of options in docs/methods/fill-contract.md', () => {
  it.each(OPTION_ROWS.map((row) => [row.situation, row] as const))('%s', (_, row) => {
    expect(outcomeOf(row, CONTRACTS.base)).toBe(row.without);
    expect(outcomeOf(row, baseContract(row.options))).toBe(row.under);
  });
});
