import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimulationResult } from '@assay/quant/simulation';
import { readTrials } from '../runs/index.ts';
import type { RowSimulations } from './row-results.ts';
import { DIVIDEND, simulationLake } from './testing/simulation-lake.ts';
import type { SimulationLake } from './testing/simulation-lake.ts';

const WALK = { trainSize: 100, testSize: 100, purgeSize: 0 };
const SHARE = { name: 'share', dataset: 'shares', timeframe: '1d', symbols: ['SHARE'], acceptUnfit: true };
const RANDOM = { class: 'random-entry', params: { entryProbability: 0.9, holdBars: 1, direction: 'long-only' } };

let lake: SimulationLake;
beforeAll(async () => {
  lake = await simulationLake();
});
afterAll(() => lake.remove());

/** Runs one configuration of `random-entry` on a pack. */
async function simulated(name: string, experiment: object, pack: object = SHARE): Promise<SimulationResult> {
  const { rows } = await lake.run({
    name,
    packs: [pack],
    strategies: [RANDOM],
    experiment: { walkForward: WALK, ...experiment },
  });
  return (rows[0] as RowSimulations).simulation;
}

const entryTimes = ({ fills }: SimulationResult): readonly number[] =>
  fills.filter(({ side }) => side === 'buy').map(({ decisionTime }) => decisionTime);

describe('runResearch', () => {
  it('S3-38: a daily loss of the limit halts the session and nothing less does; the next session resumes', async () => {
    const both = { ...SHARE, symbols: ['SHARE', 'SPLIT'], mode: 'universe' };
    const free = await simulated('without-breaker', { maxGrossExposure: 2 }, both);
    const breaker = { kind: 'daily-loss', limit: 0.02, action: 'halt' };
    const halted = await simulated('with-breaker', { maxGrossExposure: 2, risk: { breakers: [breaker] } }, both);
    const returns = [...halted.returns];
    const lost = [...halted.times].filter((_, i) => (returns[i] as number) <= -0.02);
    const tripped = halted.breakerEvents.filter(({ event }) => event === 'breaker-tripped').map(({ time }) => time);
    expect(tripped).toEqual(lost);
    expect(lost.length).toBeGreaterThan(5);
    expect(returns.some((value) => value > -0.02 && value < -0.019)).toBe(true);
    const entered = entryTimes(halted).filter((time) => lost.includes(time));
    expect(entered).toEqual([]);
    expect(entryTimes(free).filter((time) => lost.includes(time)).length).toBeGreaterThan(0);
    const times = [...halted.times];
    const next = lost.map((time) => times[times.indexOf(time) + 1] as number);
    expect(entryTimes(halted).filter((time) => next.includes(time)).length).toBeGreaterThan(0);
    expect(halted.refusals.map(({ reason }) => reason)).toContain('breaker-halt');
  });

  it('S3-27: every sizing policy reaches the lots of a whole run', async () => {
    const policies = [
      { kind: 'target-weight', weight: 0.5 },
      { kind: 'fixed', lots: 7 },
      { kind: 'fraction', fraction: 0.25 },
      { kind: 'volatility-target', annualVolatility: 0.1, estimator: { kind: 'window', window: 20 } },
      { kind: 'kelly', level: 0.5, fraction: 0.1, estimator: { kind: 'expanding', minPeriods: 20 }, cap: 0.4 },
      { kind: 'risk-per-trade', fraction: 0.01, cap: 1 },
    ];
    const breakout = { class: 'channel-breakout', params: { entryWindow: 5, exitWindow: 3, stopFraction: 0.03 } };
    const { rows } = await lake.run({
      name: 'sizing',
      packs: policies.map((sizing) => ({ ...SHARE, name: sizing.kind, sizing })),
      strategies: [breakout],
      experiment: { walkForward: WALK, cash: 10_000 },
    });
    const by = new Map(rows.map(({ rowId, simulation }) => [rowId.split('.')[1], simulation]));
    const lotsOf = (kind: string): readonly number[] => (by.get(kind)?.trades ?? []).map(({ lots }) => lots);
    expect(new Set(lotsOf('fixed'))).toEqual(new Set([7]));
    const weights = (kind: string): number => Math.max(...(by.get(kind)?.exposure ?? []).map(Math.abs));
    expect(weights('target-weight')).toBeGreaterThan(0.45);
    expect(weights('target-weight')).toBeLessThan(0.55);
    expect(weights('fraction')).toBeLessThan(0.3);
    expect(weights('risk-per-trade')).toBeGreaterThan(0.25);
    const shown = policies.map(({ kind }) => JSON.stringify(lotsOf(kind)));
    expect(new Set(shown).size).toBe(policies.length);
  });

  it('S4-11: costs, fills and limits of the account make other trials; a repeat makes none', async () => {
    const keys = async (): Promise<number> => (await readTrials(lake.workspace)).length;
    await simulated('plain', {});
    let known = await keys();
    const changes = {
      spread: { costs: { spread: { kind: 'ticks', half: 2 } } },
      path: { contract: { intrabarPath: 'nearest' } },
      cash: { account: { kind: 'cash', settlementDays: 2 } },
      caps: { risk: { caps: [{ kind: 'order-lots', maxLots: 50 }] } },
      breaker: { risk: { breakers: [{ kind: 'drawdown', limit: 0.2, action: 'halt', reset: 'never' }] } },
    };
    for (const [name, experiment] of Object.entries(changes)) {
      await simulated(name, experiment);
      const count = await keys();
      expect(count, name).toBeGreaterThan(known);
      known = count;
    }
    await simulated('plain-again', { maxGrossExposure: 1, account: { kind: 'unlimited' } });
    expect(await keys()).toBe(known);
  });

  it('S4-11: settles the corporate actions of the dataset unless they are off, and says so', async () => {
    const pack = { ...SHARE, symbols: ['SPLIT'] };
    const hold = { class: 'random-entry', params: { entryProbability: 1, holdBars: 1000, direction: 'long-only' } };
    const run = (name: string, experiment: object): ReturnType<SimulationLake['run']> =>
      lake.run({ name, packs: [pack], strategies: [hold], experiment: { walkForward: WALK, ...experiment } });
    const settled = await run('settled', {});
    const off = await run('off', { actions: 'off' });
    const [row, raw] = [settled, off].map(({ rows }) => (rows[0] as RowSimulations).simulation);
    expect(Math.min(...(row as SimulationResult).returns)).toBeGreaterThan(-0.2);
    expect(Math.min(...(raw as SimulationResult).returns)).toBeLessThan(-0.4);
    const held = (row as SimulationResult).incomeUnits.dividends / (DIVIDEND.value * 1e6);
    expect(held).toBeGreaterThan(100);
    expect(Number.isInteger(held)).toBe(true);
    expect((raw as SimulationResult).incomeUnits.dividends).toBe(0);
    expect(settled.summary.data.beside).toEqual(['SPLIT: settled 1 × split, 1 × cash-dividend']);
    expect(off.summary.data.beside).toBeUndefined();
  });

  it('S4-11: converts what is in another currency by rates as they were known', async () => {
    const pack = { name: 'euro', dataset: 'europe', timeframe: '1d', acceptUnfit: true };
    await expect(simulated('no-rate', {}, pack)).rejects.toThrow(
      "invalid 'experiment.conversion': must be able to turn EUR into USD",
    );
    const dollars = await simulated('dollars', { conversion: { dataset: 'fx' } }, pack);
    const euros = await simulated('euros', { currency: 'EUR' }, pack);
    expect(dollars.trades.length).toBeGreaterThan(10);
    expect(dollars.returns).not.toEqual(euros.returns);
    const named = await simulated('named', { conversion: { dataset: 'fx', series: { EUR: 'EURUSD' } } }, pack);
    expect(named.returns).toEqual(dollars.returns);
    await expect(
      simulated('wrong', { conversion: { dataset: 'fx', series: { EUR: 'EURUSB' } } }, pack),
    ).rejects.toThrow("Did you mean 'EURUSD'?");
  });

  it('S4-11 S3-35: market orders meet the quotes of a dataset, as they were received', async () => {
    const contract = { marketFill: 'next-quote' };
    const quoted = await lake.run({
      name: 'next-quote',
      packs: [SHARE],
      strategies: [RANDOM],
      experiment: { walkForward: WALK, contract, quotes: { dataset: 'nbbo' } },
    });
    const { fills } = (quoted.rows[0] as RowSimulations).simulation;
    const entered = fills.filter(({ side }) => side === 'buy');
    expect(entered.length).toBeGreaterThan(10);
    const { share } = lake.series;
    for (const { rule, time, barIndex, sideTicks } of entered) {
      expect(rule).toBe('market-at-next-quote');
      // An hour and a second into the bar, 10 cents above its open.
      expect(time).toBe((share.openTime[barIndex] as number) + 3_601_000);
      expect(sideTicks).toBe(Math.round((share.open[barIndex] as number) * 100) + 10);
    }
    expect(quoted.summary.data.beside).toEqual([expect.stringMatching(/^SHARE: 420 quotes of nbbo@/u)]);
    await expect(simulated('unquoted', { contract })).rejects.toThrow(
      "invalid 'experiment.contract.marketFill': must be next-open where an instrument has no quotes",
    );
  });

  it('S4-11: an outside series scales what is opened', async () => {
    const outside = { fear: { series: 'FEAR', dataset: 'indexes' } };
    const breaker = { kind: 'external-scale', series: 'fear', steps: [{ below: 20, scale: 1 }], otherwise: 0 };
    const scaled = await simulated('scaled', { risk: { outside, breakers: [breaker] } });
    const free = await simulated('unscaled', {});
    expect(scaled.breakerEvents.length).toBeGreaterThan(5);
    expect(Number.isNaN(scaled.breakerEvents[0]?.limit)).toBe(true);
    expect(scaled.trades.length).toBeGreaterThan(20);
    expect(scaled.trades.length).toBeLessThan(0.7 * free.trades.length);
  });

  it('refuses sizing that needs a stop where the strategy sets none', async () => {
    const config = { sizing: { kind: 'risk-per-trade', fraction: 0.01 } };
    await expect(simulated('no-stop', config)).rejects.toThrow(
      "strategies: random-entry sets no stop, which the risk-per-trade sizing of pack 'share' needs: size it otherwise",
    );
  });
});
