import type { StressConfig } from '@assay/contracts/schemas';
import { stressConfigSchema } from '@assay/contracts/schemas';
import { createRng } from '@assay/core/random';
import { fillContract } from '@assay/quant/execution';
import { beforeAll, describe, expect, it } from 'vitest';
import { ohlcSeries } from '../../../../quant/src/market/testing/index.ts';
import { encodeColumns } from '../../runs/index.ts';
import type { Columns } from '../../runs/index.ts';
import { decodePack, packContent } from '../pack.ts';
import { recordSimulations } from '../simulation-record.ts';
import type { AccountSettings } from '../settings.ts';
import { simulateSegments } from '../strategy-runtime.ts';
import { regimesOf } from './regime-labels.ts';
import { stretchesOf } from './resimulate.ts';
import { recallStress, storeStress } from './stress-model.ts';
import { stressRow } from './stress-row.ts';
import type { StressArgument } from './stress-argument.ts';
import type { RowStress } from './stress-row.ts';

const N_BARS = 900;
const CONTRACT = fillContract('base');
const ACCOUNT: AccountSettings = {
  ...{ currency: 'USD', cash: 100_000, sizing: { kind: 'target-weight', weight: 1 }, limits: { maxGrossExposure: 1 } },
  ...{ boundary: 'flatten', seed: 42 },
};
const PARAMS = { entryProbability: 0.3, holdBars: 4, direction: 'long-only', seed: 1 };
const ARGUMENT: Omit<StressArgument, 'options'> = {
  strategy: { kind: 'built-in', name: 'random-entry' },
  segments: [
    { from: 300, to: 599, params: PARAMS },
    { from: 600, to: 899, params: { ...PARAMS, holdBars: 6 } },
  ],
  ...{ account: ACCOUNT, contract: CONTRACT, variants: [], periodsPerYear: 252 },
};

interface Content {
  readonly json: unknown;
  readonly columns: Columns;
}

function encoded<Buffer extends ArrayBuffer | SharedArrayBuffer>(
  { json, columns }: Content,
  Made: new (length: number) => Buffer,
): Buffer {
  const bytes = encodeColumns({ meta: { json }, columns });
  const buffer = new Made(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function shared(content: Content): SharedArrayBuffer {
  return encoded(content, SharedArrayBuffer);
}

let pack: SharedArrayBuffer;
let row: ArrayBuffer;
beforeAll(async () => {
  const rng = createRng(4);
  let [price, volatility] = [100, 0.005];
  const close = Array.from({ length: N_BARS }, () => {
    if (rng.nextFloat() > 0.97) volatility = volatility === 0.005 ? 0.02 : 0.005;
    price *= Math.exp(volatility * rng.nextNormal());
    return Math.round(price * 100) / 100;
  });
  pack = shared(packContent([ohlcSeries({ close })]));
  const market = { pack: decodePack(pack), cache: new Map() };
  const settings = (variant: 'base' | 'pessimistic') => ({ account: ACCOUNT, contract: fillContract(variant) });
  const { strategy, segments } = ARGUMENT;
  const simulations = [
    await simulateSegments(strategy, segments, market, settings('base')),
    await simulateSegments(strategy, segments, market, settings('pessimistic')),
  ];
  const { facts, columns } = recordSimulations(simulations);
  row = encoded({ json: facts, columns }, ArrayBuffer);
});

/** A stress under a block of the config; regimes are labelled where it asks for them. */
function stressed(block: object, changes: Partial<StressArgument> = {}): Promise<RowStress> {
  const options: StressConfig = stressConfigSchema.parse(block);
  const { labels, market, ...json } = options.regimes.enabled
    ? regimesOf(decodePack(pack), options.regimes)
    : { labels: new Int32Array(0), market: new Int32Array(0), names: [] };
  const regimes = options.regimes.enabled ? { regimes: shared({ json, columns: { labels, market } }) } : {};
  const variants = options.fills.map((variant) => fillContract(variant));
  return stressRow(
    { ...ARGUMENT, options, variants, ...changes },
    { buffers: { pack, ...regimes }, files: { row }, workerId: 'worker-1' },
  );
}

const SMALL = {
  regimes: { enabled: false },
  fills: ['base'],
  monteCarlo: { paths: 100 },
  startDates: { starts: 5, shortestYears: 0.5 },
};

describe('stressRow', () => {
  it('S4-11: every setting of the block changes what is found', async () => {
    const monteCarlo = (change: object): object => ({ ...SMALL, monteCarlo: { ...SMALL.monteCarlo, ...change } });
    const regimes = (change: object): object => ({ ...SMALL, regimes: change });
    const blocks: Readonly<Record<string, object>> = {
      base: SMALL,
      paths: monteCarlo({ paths: 120 }),
      iid: monteCarlo({ method: 'iid' }),
      stationary: monteCarlo({ method: 'stationary' }),
      blockLength: monteCarlo({ blockLength: 3 }),
      automatic: monteCarlo({ blockLength: 'auto' }),
      seed: monteCarlo({ seed: 7 }),
      ruin: monteCarlo({ ruin: 0.9 }),
      additive: monteCarlo({ compounding: false }),
      noPaths: monteCarlo({ enabled: false }),
      starts: { ...SMALL, startDates: { starts: 6, shortestYears: 0.5 } },
      shortest: { ...SMALL, startDates: { starts: 5, shortestYears: 0.25 } },
      noStarts: { ...SMALL, startDates: { enabled: false } },
      noWindows: { ...SMALL, leaveOneOut: { enabled: false } },
      fills: { ...SMALL, fills: ['base', 'optimistic'] },
      regimes: regimes({}),
      states: regimes({ states: 3 }),
      refit: regimes({ refit: 40 }),
      window: regimes({ window: 300 }),
      history: regimes({ minHistory: 350 }),
      ratio: regimes({ ratio: 9 }),
      shuffles: regimes({ shuffles: 0 }),
    };
    const found = new Map<string, string>();
    for (const [name, block] of Object.entries(blocks)) {
      const stress = await stressed(block);
      expect([name, stress.state, stress.reason]).toEqual([name, 'done', undefined]);
      const same = [...found].find(([, text]) => text === JSON.stringify(storeStress(stress)));
      expect(same?.[0], name).toBeUndefined();
      found.set(name, JSON.stringify(storeStress(stress)));
    }
  });

  it('S4-15: comes back from its step as it was', async () => {
    const stress = await stressed({});
    const { regimes, monteCarlo } = stress;
    const recalled = recallStress(JSON.parse(JSON.stringify(storeStress(stress))));
    expect(recalled.regimes).toEqual(regimes);
    expect(recalled.monteCarlo).toEqual(monteCarlo);
  });

  it('S4-15: what fails is said, and nothing is thrown', async () => {
    const unknown = { strategy: { kind: 'built-in', name: 'no-such-strategy' } } as const;
    const failed = await stressed(SMALL, unknown);
    expect(failed).toMatchObject({ state: 'stress_failed', regimes: [], fills: [] });
    expect(failed.reason).toContain('no-such-strategy');
  });

  it('S4-15: each regime is simulated in its own stretches, with the parameters of their window, flat at both ends', async () => {
    const { resimulated, regimes } = await stressed({});
    const { market, names } = regimesOf(decodePack(pack), stressConfigSchema.parse({}).regimes);
    for (const { label, segments, periods } of resimulated) {
      const stretches = stretchesOf(ARGUMENT.segments, market, names.indexOf(label));
      expect(stretches.length).toBe(segments);
      expect(stretches.reduce((sum, { from, to }) => sum + to - from + 1, 0)).toBe(periods);
      for (const { from, to, params } of stretches) {
        expect([...market.subarray(from - 1, to)].every((found) => found === names.indexOf(label))).toBe(true);
        expect(params['holdBars']).toBe(from >= 600 ? 6 : 4);
        expect(from >= 600 || to < 600).toBe(true);
      }
    }
    expect(regimes.map(({ periods }) => periods)).toEqual(resimulated.map(({ periods }) => periods));
  });

  it('S4-15, X-01: a label depends on bars that were known then, and on no later one', () => {
    const whole = decodePack(pack);
    const settings = stressConfigSchema.parse({}).regimes;
    const cut = 700;
    const close = [...(whole.series[0]?.close ?? [])].map((price, i) => (i > cut ? price * (1 + (i % 2)) : price));
    const poisoned = regimesOf(decodePack(shared(packContent([ohlcSeries({ close })]))), settings);
    const known = regimesOf(whole, settings);
    expect(poisoned.labels.subarray(0, cut + 1)).toEqual(known.labels.subarray(0, cut + 1));
    expect(poisoned.labels).not.toEqual(known.labels);
  });
});
