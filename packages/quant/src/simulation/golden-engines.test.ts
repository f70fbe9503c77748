import { describe, expect, it } from 'vitest';
import type { SimulationResult } from './simulation.ts';
import {
  commissionOf,
  contractTrades,
  CONVENTIONS,
  differingEpisodes,
  moneyOf,
  peerTrades,
  runCase,
  tickTrades,
  UNITS,
} from './testing/engine-run.ts';
import type { TickTrade } from './testing/engine-run.ts';
import { engineVector } from './testing/engine-vectors.ts';
import type { EngineCase } from './testing/engine-vectors.ts';

const ENGINES = ['backtesting', 'vectorbt', 'nautilus'] as const;
const RATE = { rate: () => 0.01 };
/** Episodes that no option reproduces: a look ahead of vectorbt. Their trades are those of the contract. */
const isPeculiar = (one: EngineCase): boolean => one.engine === 'vectorbt';

const RULES: Readonly<Record<string, RegExp>> = {
  close: /^market-at-next-open$/,
  stop: /^(trailing-)?stop-inside-bar$|^both-touched-stop-first$/,
  'stop-gap': /^(trailing-)?stop-gapped-at-(open|level)$/,
  target: /^(target|limit)-inside-bar$|^both-touched-target-first$/,
  'target-gap': /^target-gapped-at-(open|level)$|^limit-(at-open|gapped-at-level)$/,
};

/** Commission and net of each trade in ledger units, computed from the trades alone in wide integers. */
function expectMoney(result: SimulationResult, trades: readonly TickTrade[], one: EngineCase): void {
  result.trades.forEach((trade, i) => {
    const { entryTicks, exitTicks, size, episode } = trades[i];
    const paid = [entryTicks, exitTicks].map((ticks) => commissionOf(one, ticks, size));
    const fills = [result.fills[trade.entryFillId], result.fills[trade.exitFillId]];
    expect(
      fills.map((fill) => fill?.commissionUnits),
      `episode ${episode}`,
    ).toEqual(paid);
    const net = moneyOf(one, exitTicks - entryTicks, size) - paid[0] - paid[1];
    expect(trade.netUnits, `episode ${episode}`).toBe(net);
  });
}

/** The money of the other engine: equal to the unit where it rounds as told, else within what its not rounding explains. */
function expectPeerMoney(result: SimulationResult, one: EngineCase): void {
  const byEntry = new Map(result.trades.map((trade) => [result.fills[trade.entryFillId]?.barIndex, trade]));
  const listed = isPeculiar(one) ? one.differences.map(({ episode }) => episode) : [];
  for (const theirs of one.trades) {
    if (listed.includes(theirs.episode)) continue;
    const mine = byEntry.get(theirs.entryBar);
    // Half a unit for each of two commissions; where prices are not rounded either, a tick of each of them.
    const isUnrounded = theirs.entryTicks === undefined;
    const slack = isUnrounded ? 1 + 2 * Math.abs(moneyOf(one, 1, theirs.size)) : 1;
    const allowed = one.engine === 'nautilus_trader' ? 0 : slack + 1e-3;
    expect(
      Math.abs((mine?.netUnits ?? NaN) - roundedUnits(theirs.netPnl, one)),
      `episode ${theirs.episode}`,
    ).toBeLessThanOrEqual(allowed);
  }
}

function roundedUnits(money: number, one: EngineCase): number {
  return one.engine === 'nautilus_trader' ? Math.round(money * UNITS) : money * UNITS;
}

describe.each(ENGINES)('trade for trade against %s', (engine) => {
  const vector = engineVector(engine);
  const cases = vector.cases.map((one) => [one.name, one] as const);

  it('has real daily, hourly and minute bars, long and short, and no case is left out (X-05)', () => {
    const real = Object.values(vector.data).filter(({ kind }) => kind !== 'inline');
    expect(new Set(real.map(({ barMs }) => barMs))).toEqual(new Set([86_400_000, 3_600_000, 60_000]));
    expect(cases).toHaveLength({ backtesting: 20, vectorbt: 20, nautilus: 27 }[engine]);
    for (const [, one] of cases)
      expect(new Set(one.trades.map(({ size }) => Math.sign(size)))).toEqual(new Set([1, -1]));
    const trades = cases.reduce((sum, [, one]) => sum + one.trades.length, 0);
    expect(trades).toBe({ backtesting: 1409, vectorbt: 1684, nautilus: 1891 }[engine]);
  });

  it.for(cases)(
    'is equal under the options of its conventions, to the tick, bar and ledger unit: %s (X-05)',
    ([, one], { skip }) => {
      const result = runCase(one, vector, { ...CONVENTIONS[one.engine], conversion: RATE });
      if (result === undefined) return skip(`the file with the bars of ${one.data} is not on this machine`);
      const mine = tickTrades(result, one);
      expect(mine).toEqual(isPeculiar(one) ? contractTrades(one) : peerTrades(one));
      expectMoney(result, mine, one);
      expectPeerMoney(result, one);
      if (isPeculiar(one)) return undefined;
      one.trades.forEach(({ exitReason }, i) => expect(result.trades[i]?.exitRule).toMatch(RULES[exitReason]));
      return undefined;
    },
  );

  it.for(cases)(
    'differs without options where the vector says so, and is then as the contract says: %s',
    ([, one], { skip }) => {
      const result = runCase(one, vector, { options: {}, exits: 'apart', conversion: RATE });
      if (result === undefined) return skip(`the file with the bars of ${one.data} is not on this machine`);
      const mine = tickTrades(result, one);
      const named = one.differences.map(({ episode }) => episode);
      const found = differingEpisodes(mine, peerTrades(one));
      expect(found).toEqual(isPeculiar(one) ? found.filter((episode) => named.includes(episode)) : named);
      expect(mine).toEqual(contractTrades(one));
      return undefined;
    },
  );

  it.for(cases)('differs where exits of all entries work from the fill on: %s', ([, one], { skip }) => {
    if (one.engine === 'nautilus_trader') return undefined;
    const result = runCase(one, vector, { options: {}, exits: 'attached' });
    if (result === undefined) return skip(`the file with the bars of ${one.data} is not on this machine`);
    const found = differingEpisodes(tickTrades(result, one), contractTrades(one));
    if (one.engine === 'backtesting') expect(found).toEqual(one.withExitsFromTheEntryFillOn);
    else if (one.name.includes('/bracket/')) expect(found.length).toBeGreaterThan(0);
    else expect(found).toEqual([]);
    return undefined;
  });
});

describe('what no option reproduces: vectorbt looks into a bar before it fills at its open', () => {
  const { cases } = engineVector('vectorbt');
  const listed = cases.flatMap((one) => {
    const contract = new Map(contractTrades(one).map((trade) => [trade.episode, trade]));
    const peer = new Map(peerTrades(one).map((trade) => [trade.episode, trade]));
    return one.differences.map(({ episode, why }) => {
      const [mine, theirs] = [contract.get(episode), peer.get(episode)];
      if (mine === undefined || theirs === undefined) throw new RangeError(`${one.name}: no episode ${episode}`);
      return { why, gained: moneyOf(one, theirs.exitTicks - mine.exitTicks, mine.size) / UNITS };
    });
  });

  it('is 43 of 1,684 trades, each listed', () => {
    const count = (why: string): number => listed.filter((one) => one.why === why).length;
    expect(count('stop or target looked at before the closing order of the same open')).toBe(42);
    expect(count('open beyond the target, stop reached later in the bar')).toBe(1);
  });

  it('moves 38 exits by 712.786846 dollars in sum, to the loss of those who take it', () => {
    const moved = listed.filter(({ gained }) => gained !== 0);
    const units = moved.reduce((sum, { gained }) => sum + Math.round(gained * UNITS), 0);
    expect([moved.length, units / UNITS]).toEqual([38, -712.786846]);
  });
});

describe('what each option is for, as docs/methods/engines.md counts it', () => {
  it.for([
    ['backtesting', {}, 'attached', 110],
    ['vectorbt', {}, 'attached', 141],
    ['nautilus', {}, 'apart', 42],
    ['nautilus', { gapThroughLimit: 'level' }, 'apart', 33],
    ['nautilus', { gapThroughStop: 'level' }, 'apart', 10],
  ] as const)('%s with %o alone, exits %s: %i trades differ', ([engine, options, exits, expected], { skip }) => {
    const vector = engineVector(engine);
    let found = 0;
    for (const one of vector.cases) {
      const result = runCase(one, vector, { options, exits, conversion: RATE });
      if (result === undefined) return skip(`the file with the bars of ${one.data} is not on this machine`);
      const wanted = isPeculiar(one) ? contractTrades(one) : peerTrades(one);
      found += differingEpisodes(tickTrades(result, one), wanted).length;
    }
    expect(found).toBe(expected);
    return undefined;
  });
});
