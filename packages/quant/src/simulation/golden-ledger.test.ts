import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Ledger } from '../orders/index.ts';

interface LedgerStep {
  readonly step: number;
  readonly postings: readonly (readonly (readonly [string, number])[])[];
  readonly balances: Readonly<Record<string, number>>;
}

interface LedgerCase {
  readonly opening: Readonly<Record<string, number>>;
  readonly instruments: Readonly<Record<string, { readonly currency: string }>>;
  readonly planted: {
    readonly step: number;
    readonly posting: number;
    readonly line: number;
    readonly addUnits: number;
  };
  readonly steps: readonly LedgerStep[];
}

describe('books by hand in two currencies (X-12)', () => {
  const file = new URL('../../../../golden/simulation/engine-ledger.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly [LedgerCase] };
  const [books] = cases;

  const currencyOf = (account: string): string => {
    const [kind, name = ''] = account.split(':');
    return kind === 'holdings' ? (books.instruments[name]?.currency ?? '') : name;
  };
  const post = (ledger: Ledger, lines: readonly (readonly [string, number])[]): void => {
    ledger.post(lines.map(([account, units]) => ({ account: ledger.open(account, currencyOf(account)), units })));
  };
  const opened = (): Ledger => {
    const ledger = new Ledger();
    post(ledger, Object.entries(books.opening));
    return ledger;
  };

  it('holds every balance after every step to the last unit', () => {
    const ledger = opened();
    for (const { postings, balances } of books.steps) {
      for (const lines of postings) post(ledger, lines);
      const found = Object.fromEntries(ledger.accounts().map(({ name, units }) => [name, units + 0]));
      expect(found).toEqual(balances);
      ledger.checkTrialBalance();
    }
    expect(books.steps).toHaveLength(240);
  });

  it('finds one planted unit at its step', () => {
    const ledger = opened();
    const { planted } = books;
    const found = books.steps.find(({ step, postings }) => {
      const lines = postings.map((one, p) =>
        one.map(([account, units], l): [string, number] => {
          const isPlanted = step === planted.step && p === planted.posting && l === planted.line;
          return [account, isPlanted ? units + planted.addUnits : units];
        }),
      );
      try {
        for (const one of lines) post(ledger, one);
        return false;
      } catch {
        return true;
      }
    });
    expect(found?.step).toBe(planted.step);
  });
});
