import { formatIsoTime } from '@assay/core/time';
import type { SimulationResult } from '../../simulation/index.ts';
import { PARTS } from './found-account.ts';
import type { ExplainedFill, ExplainedTrade, RecomputedAccount } from './found-account.ts';

/** A recorded number that is not the one that was found. */
export interface Difference {
  /** What differs, in words: `fill 12, commission in ledger units`. */
  readonly what: string;
  readonly recorded: number | string;
  readonly found: number | string;
  /** The trade that it belongs to, where it belongs to one. */
  readonly trade?: number | undefined;
  readonly fill?: number | undefined;
  readonly time?: number | undefined;
}

/**
 * Holds a record against what was found, number by number: fills, trades, postings, equity.
 *
 * @returns what differs, in that order; none where all is equal to the ledger unit.
 *
 * @remarks
 * Source: this project.
 */
export function compareAccount(record: SimulationResult, found: RecomputedAccount): readonly Difference[] {
  return [
    ...found.missing.map((what): Difference => ({
      what,
      recorded: 'a fill',
      found: 'none',
      fill: Number(/\d+/u.exec(what)?.[0]),
    })),
    ...fillDifferences(record, found),
    ...tradeDifferences(record, found),
    ...postingDifferences(record, found),
    ...equityDifferences(record, found),
  ];
}

type Pair = readonly [what: string, recorded: number, found: number];

function unequal(pairs: readonly Pair[], where: Partial<Difference>): readonly Difference[] {
  return pairs
    .filter(([, recorded, found]) => !Object.is(recorded + 0, found + 0))
    .map(([what, recorded, found]) => ({ what, recorded, found, ...where }));
}

function fillDifferences({ fills }: SimulationResult, found: RecomputedAccount): readonly Difference[] {
  return fills.flatMap((fill) => {
    const own = found.fills.get(fill.id) as ExplainedFill;
    const { costs, price } = own;
    const name = `fill ${fill.id} (${fill.rule})`;
    const where = { fill: fill.id, time: fill.time };
    const late: readonly Difference[] =
      fill.time > fill.decisionTime || Number.isNaN(fill.decisionTime)
        ? []
        : [
            {
              what: `${name} is not later than its decision`,
              recorded: formatIsoTime(fill.time),
              found: `later than ${formatIsoTime(fill.decisionTime)}`,
              ...where,
            },
          ];
    const pairs: Pair[] = [
      [`${name}, reference price in ticks`, fill.referenceTicks, costs.referenceTicks],
      ...(fill.sideTicks === undefined
        ? []
        : [[`${name}, price at its own side in ticks`, fill.sideTicks, price.ownTicks] as const]),
      [`${name}, price in ticks`, fill.priceTicks, costs.priceTicks],
      [`${name}, spread in ledger units`, fill.spreadUnits, costs.spreadUnits],
      [`${name}, slippage in ledger units`, fill.slippageUnits, costs.slippageUnits],
      [`${name}, commission in ledger units`, fill.commissionUnits, costs.commissionUnits],
      [`${name}, fees in ledger units`, fill.feeUnits ?? 0, costs.feeUnits],
    ];
    return [...late, ...unequal(pairs, where)];
  });
}

function tradeDifferences({ trades, tradeColumns }: SimulationResult, found: RecomputedAccount): readonly Difference[] {
  const count = unequal([['number of trades', trades.length, found.trades.length]], {});
  return trades.reduce<Difference[]>(
    (all, trade, k) => {
      const own = found.trades[k];
      if (own === undefined) return all;
      const name = `trade ${trade.id}`;
      const pairs: Pair[] = [
        [`${name}, lots`, trade.lots, own.lots],
        [`${name}, entry fill`, trade.entryFillId, own.entry.fill.id],
        [`${name}, exit fill`, trade.exitFillId, own.exit.fill.id],
        [`${name}, entry price in ticks`, trade.entryTicks, own.entry.costs.priceTicks],
        [`${name}, exit price in ticks`, trade.exitTicks, own.exit.costs.priceTicks],
        [`${name}, lots at the exit for one at the entry`, trade.splitRatio ?? 1, own.splitRatio],
        [`${name}, gross in ledger units`, trade.grossUnits, own.grossUnits],
        [`${name}, costs in ledger units`, trade.costUnits, own.costUnits],
        [`${name}, dividends and financing in ledger units`, trade.incomeUnits ?? 0, own.incomeUnits],
        [`${name}, net in ledger units`, trade.netUnits, own.netUnits],
        ...PARTS.map((part): Pair => [
          `${name}, ${part} of its attribution`,
          tradeColumns[part][k] ?? NaN,
          own.attribution[part],
        ]),
        [`${name}, largest loss while open (MAE)`, tradeColumns.adverseUnits[k] ?? NaN, own.excursion.adverse],
        [`${name}, largest gain while open (MFE)`, tradeColumns.favourableUnits[k] ?? NaN, own.excursion.favourable],
      ];
      all.push(...unequal(pairs, { trade: k, time: trade.exitTime }));
      return all;
    },
    [...count],
  );
}

/**
 * Transactions of the record, the postings of each summed by account.
 *
 * @remarks
 * Source: this project.
 */
export function recordedTransactions({ postings }: Pick<SimulationResult, 'postings'>): readonly {
  readonly time: number;
  readonly units: Readonly<Record<string, number>>;
}[] {
  const found = new Map<number, { time: number; units: Record<string, number> }>();
  postings.units.forEach((units, k) => {
    if (units === 0) return;
    const id = postings.transaction[k];
    const own = found.get(id) ?? { time: postings.time[k], units: {} };
    found.set(id, own);
    const account = postings.accounts[postings.account[k]] ?? '?';
    own.units[account] = (own.units[account] ?? 0) + units;
  });
  return [...found.values()];
}

function postingDifferences(record: SimulationResult, { transactions }: RecomputedAccount): readonly Difference[] {
  const recorded = recordedTransactions(record);
  const tradeOf = new Map(
    record.trades.flatMap(({ entryFillId, exitFillId }, k) => [[entryFillId, k] as const, [exitFillId, k] as const]),
  );
  const differences: Difference[] = [
    ...unequal([['number of transactions in the ledger', recorded.length, transactions.length]], {}),
  ];
  transactions.forEach((found, k) => {
    const own = recorded[k];
    if (own === undefined) return;
    const trade = found.fillId === undefined ? undefined : tradeOf.get(found.fillId);
    const where = { fill: found.fillId, trade, time: found.time };
    const at = Number.isNaN(found.time) ? '' : ` at ${formatIsoTime(found.time)}`;
    for (const account of new Set([...Object.keys(own.units), ...Object.keys(found.units)])) {
      const what = `posting to ${account}${at} (${found.about}) in ledger units`;
      differences.push(...unequal([[what, own.units[account] ?? 0, found.units[account] ?? 0]], where));
    }
    if (own.time !== found.time && !(Number.isNaN(own.time) && Number.isNaN(found.time)))
      differences.push({
        what: `time of the posting of ${found.about}`,
        recorded: formatIsoTime(own.time),
        found: formatIsoTime(found.time),
        ...where,
      });
  });
  return differences;
}

function equityDifferences({ times, equityUnits }: SimulationResult, found: RecomputedAccount): readonly Difference[] {
  const differences: Difference[] = [];
  times.forEach((time, row) => {
    const pair: Pair = [`equity at ${formatIsoTime(time)} in ledger units`, equityUnits[row], found.equityUnits[row]];
    differences.push(...unequal([pair], { time }));
  });
  return differences;
}

/**
 * The differences that concern one trade: of its fills, its result, its postings, and the equity while it was held.
 *
 * @remarks
 * Source: this project.
 */
export function differencesOf(
  trade: ExplainedTrade,
  k: number,
  differences: readonly Difference[],
): readonly Difference[] {
  const [entry, exit] = [trade.entry.fill, trade.exit.fill];
  return differences.filter(({ trade: of, fill, time = NaN }) => {
    if (of !== undefined || fill !== undefined) return of === k || fill === entry.id || fill === exit.id;
    return time >= entry.time && time <= exit.time;
  });
}
