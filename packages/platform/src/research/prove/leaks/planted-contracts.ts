import { fillBeforeDecision, fixtureMarket, settledBeforeExpiry } from '@assay/quant/evidence';
import type { LeakDifference } from '@assay/quant/evidence';
import { baseContract } from '@assay/quant/execution';
import type { BarSeries, FutureInstrument } from '@assay/quant/market';
import { simulate } from '@assay/quant/simulation';
import type { SimulationResult } from '@assay/quant/simulation';
import { changedDifference } from './shown-difference.ts';
import type { FoundKind } from './proof.ts';

/** The bar at whose close the future of the fixture expires, and the one at which it is settled early. */
const [EXPIRY, EARLY] = [300, 290] as const;

/** Kinds that the order of records shows by itself. */
export const CONTRACT_KINDS: readonly string[] = ['fill-at-its-decision', 'expiry-settled-early'];

/** Makes simulations whose records are out of order, and checks them as every leak test of a run does. */
export function provePlantedContracts(kinds: readonly string[], seed: string): readonly FoundKind[] {
  const [bars] = fixtureMarket(seed) as readonly [BarSeries];
  const future = expiring(bars, EXPIRY);
  const contract = [future.instrument];
  const inTime = held(future);
  const early = held(expiring(bars, EARLY));
  const sameBar = inTime.fills.map((fill) => ({ ...fill, time: fill.decisionTime }));
  const found: readonly FoundKind[] = [
    foundKind('fill-at-its-decision', fillBeforeDecision(sameBar), fillBeforeDecision(inTime.fills)),
    foundKind(
      'expiry-settled-early',
      settledBeforeExpiry(early.fills, contract),
      settledBeforeExpiry(inTime.fills, contract),
    ),
  ];
  return found.filter(({ kind }) => kinds.includes(kind));
}

function foundKind(kind: string, leaky: LeakDifference | undefined, clean: LeakDifference | undefined): FoundKind {
  const firstDifference = leaky === undefined ? null : changedDifference(leaky);
  return { kind, isCaught: leaky !== undefined, isFalseAlarm: clean !== undefined, firstDifference };
}

function expiring(bars: BarSeries, last: number): BarSeries {
  const { id, currency, tickSize, lotSize, multiplier, calendar } = bars.instrument as FutureInstrument;
  const terms = { id, currency, tickSize, lotSize, multiplier, calendar };
  const instrument: FutureInstrument = { ...terms, kind: 'future', root: id, expiry: bars.eventTime[last] as number };
  const names = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;
  const length = last + 1;
  return {
    ...bars,
    instrument,
    length,
    ...Object.fromEntries(names.map((name) => [name, bars[name].slice(0, length)])),
  };
}

/** Buys one lot at the first bar and holds it to the end. */
function held(series: BarSeries): SimulationResult {
  const { id } = series.instrument;
  const legs = [{ instrument: id, target: { kind: 'lots', value: 1 } as const }];
  return simulate({
    series: [series],
    segments: [
      {
        from: series.eventTime[1] as number,
        to: series.eventTime.at(-1) as number,
        strategy: {
          decide: (view) => (view.position(id) === 0 ? [{ legs, allOrNone: false, reason: 'held' }] : []),
        },
        terms: [[]],
      },
    ],
    boundary: 'flatten',
    contract: baseContract({ degenerateOpen: 'accept' }),
    sizing: { kind: 'target-weight', weight: 1 },
    limits: { maxGrossExposure: 1 },
    account: { currency: 'USD', cash: 1_000_000 },
  });
}
