import type { TradeExplanation } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { ExplainedTrade } from '@assay/quant/evidence';
import type { TracedRow } from './trace-row.ts';

type Posting = TradeExplanation['postings'][number];

/** The ledger's postings of a trade: of its two fills, of what it was paid or charged, and the exchanges that go with them. */
export function postingsOf({ found }: TracedRow, trade: ExplainedTrade): Posting[] {
  const [entry, exit] = [trade.entry.fill, trade.exit.fill];
  const balances = new Map<string, number>();
  const shown: Posting[] = [];
  let follows = false;
  for (const { time, units, about, fillId } of found.transactions) {
    const isExchange = about.startsWith('exchange of ');
    const isIncome = about.endsWith(` of ${trade.instrument}`) && time >= entry.time && time <= exit.time;
    const isOwn: boolean = fillId === entry.id || fillId === exit.id || isIncome || (isExchange && follows);
    follows = isOwn;
    for (const [account, amount] of Object.entries(units)) {
      const balance = (balances.get(account) ?? 0) + amount;
      balances.set(account, balance);
      if (isOwn)
        shown.push({ time: Number.isNaN(time) ? null : formatIsoTime(time), about, account, units: amount, balance });
    }
  }
  return shown;
}
