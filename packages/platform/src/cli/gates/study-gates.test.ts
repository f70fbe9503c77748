import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import type { Gate } from '@assay/quant/signals';
import { formatGateLine, setupScore } from '../../gates/index.ts';
import { openLakehouse, publishDataset } from '../../lakehouse/index.ts';
import { hourSeries, testProvenance } from '../../lakehouse/testing/index.ts';
import { formatNumber } from '../../reports/index.ts';
import { runCli, treeHash } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

const FIRST = Date.UTC(2020, 0, 6);
const BARS = 240;
const LATE = 100;
const series = hourSeries(FIRST, BARS, { ask: true });
// Bar 100 came three days late.
const bars = {
  ...series,
  availableAt: series.availableAt.map((time, at) => (at === LATE ? time + 72 * MS_PER_HOUR : time)),
};
/** The same bars in another unit of price. */
function inThousandths(some: BarSeries): BarSeries {
  const times = (column: Float64Array): Float64Array => column.map((price) => price * 1000);
  const { open, high, low, close, ask } = some;
  const sides = [{ open, high, low, close }, ask].map((side) =>
    side === undefined
      ? undefined
      : { open: times(side.open), high: times(side.high), low: times(side.low), close: times(side.close) },
  );
  return { ...some, ...sides[0], ask: sides[1] };
}
const middle = (bar: number): number => ((series.close[bar] as number) + (series.ask?.close[bar] as number)) / 2;
const spreadBp = (bar: number): number => (1e4 * 0.5) / middle(bar);

function gateAtBar(bar: number, more: Partial<Gate> = {}): Gate {
  const eventTime = series.eventTime[bar] as number;
  return {
    ...{ instrument: 'HOUR', timeframe: '1h', maker: 'rec', eventTime, availableAt: eventTime },
    ...{ direction: bar % 20 < 10 ? 1 : -1, hardBlocked: undefined, admit: undefined, reasons: [], tags: [] },
    ...{
      regime: 'bull',
      signature: '1',
      measures: { hazard: (bar % 100) / 100, coherence: 0.5, stability: 0.25, entropy: 0.7 },
    },
    ...more,
  };
}

/** Ten gates ten hours apart; the tenth falls between two closes. */
const TEN: readonly Gate[] = Array.from({ length: 10 }, (_, k) => {
  const gate = gateAtBar(5 + 20 * k, { direction: k % 3 === 0 ? -1 : 1 });
  const between = { eventTime: gate.eventTime + 20 * MS_PER_MINUTE, availableAt: gate.eventTime + 30 * MS_PER_MINUTE };
  return k === 9 ? { ...gate, ...between } : gate;
});
const NOWHERE = gateAtBar(50, { direction: 0 });

let cwd = '';
const gates = (...args: readonly string[]): Promise<CliResult> => runCli(['gates', ...args], { cwd });
const outcomes = (...more: readonly string[]): Promise<CliResult> =>
  gates('outcomes', 'ten', '--bars', 'hours', '--horizons', '2bars', '--quiet', ...more);

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'assay-study-'));
  const lake = openLakehouse(path.join(cwd, 'assay-workspace/lake'), { threads: 1 });
  const published = { provenance: testProvenance(bars), createdAt: 0 };
  await publishDataset(lake, { ...published, name: 'hours', series: [bars] });
  await publishDataset(lake, { ...published, name: 'thousandths', series: [inThousandths(bars)], acceptUnfit: true });
  await lake.close();
  mkdirSync(path.join(cwd, 'in'));
  const lines = [...TEN, NOWHERE].map((gate) => `${formatGateLine(gate, false)}\n`);
  writeFileSync(path.join(cwd, 'in/ten.jsonl'), lines.join(''));
  await gates('pull', '--store', './in', '--name', 'ten', '--quiet');
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('assay gates outcomes', () => {
  const barOf = (k: number): number => (k === 9 ? 5 + 20 * k + 1 : 5 + 20 * k);
  const expected = TEN.map(({ direction }, k) => {
    const bar = barOf(k);
    return {
      value: direction * 1e4 * (middle(bar + 2) / middle(bar) - 1),
      cost: spreadBp(bar),
      hazard: ((5 + 20 * k) % 100) / 100,
    };
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('S0-10: ten gates: middle of the market, in their direction, net of their own spread, admitted and rejected apart', async () => {
    const told = (await outcomes('--commission-bp', '0.5', '--slippage-bp', '1', '--json')).json();
    const [cell] = told.cells;
    const { all, admitted, rejected } = cell.groups;
    const of = (name: 'value' | 'cost', some = expected): number => mean(some.map((one) => one[name]));
    expect([all.n, admitted.n, rejected.n]).toEqual([10, 2, 8]);
    expect(all.meanBp).toBeCloseTo(of('value'), 5);
    expect(all.meanCostBp).toBeCloseTo(of('cost') + 0.5 + 0.5, 9);
    expect(all.meanNetBp).toBeCloseTo(all.meanBp - all.meanCostBp, 9);
    const low = expected.filter(({ hazard }) => hazard <= 0.1);
    expect(admitted.meanBp).toBeCloseTo(of('value', low), 5);
    expect(admitted).toMatchObject({ test: null, whyNoTest: 'fewer than 10 outcomes' });
    expect(told).toMatchObject({
      trials: 0,
      tests: 2,
      maker: 'rec',
      instruments: [{ gates: 11, undirected: 1, unmeasured: 0 }],
    });
    expect(told.instruments[0].medianSpreadBp).toBeGreaterThan(0);
  });

  it('X-03, S0-10: no figure changes when all prices are multiplied, and a cost of 100 basis points is one percent', async () => {
    const all = async (...more: readonly string[]): Promise<Readonly<Record<string, number>>> =>
      (await outcomes('--json', ...more)).json().cells[0].groups.all;
    const [own, other, dearer] = await Promise.all([
      all(),
      all('--bars', 'thousandths'),
      all('--commission-bp', '100'),
    ]);
    const figures = ['n', 'meanBp', 'medianBp', 'meanCostBp', 'meanNetBp', 'positiveShare', 'meanWinBp', 'meanLossBp'];
    for (const name of figures) expect(other[name], name).toBeCloseTo(own[name] as number, 6);
    expect(own['meanBp']).not.toBe(0);
    const percent = ((dearer['meanCostBp'] as number) - (own['meanCostBp'] as number)) / 1e4;
    expect(percent).toBeCloseTo(0.01, 12);
    expect(formatNumber(percent, 'percent')).toBe('1.0\u202f%');
    expect((own['meanNetBp'] as number) - (dearer['meanNetBp'] as number)).toBeCloseTo(100, 9);
  });

  it('S0-10: against a gate is minus along it, and a price needs no direction', async () => {
    const [follow, against, price] = await Promise.all(
      ['follow', 'against', 'price'].map(
        async (side) => (await outcomes('--side', side, '--json')).json().cells[0].groups.all,
      ),
    );
    expect(against.meanBp).toBeCloseTo(-follow.meanBp, 9);
    expect(price.n).toBe(11);
  });

  it('X-01, S0-10: what was not known at a time is not in a study as of it', async () => {
    const at = series.eventTime[LATE + 40] as number;
    const asOf = new Date(at).toISOString();
    const told = (await outcomes('--as-of', asOf, '--side', 'price', '--json')).json();
    // Bars 5 to 125 were known; the window after bar 99 misses the bar that came late, and there is no gate there.
    expect(told.instruments[0].gates).toBe(8);
    expect(told.cells[0].groups.all.n).toBe(8);
    const near = [LATE - 1, LATE, LATE + 1, LATE + 39].map((bar) => gateAtBar(bar));
    writeFileSync(path.join(cwd, 'near.jsonl'), near.map((gate) => `${formatGateLine(gate, false)}\n`).join(''));
    const study = async (...more: readonly string[]): Promise<{ n: number; incomplete: number; gaps: number }> =>
      (
        await gates('outcomes', './near.jsonl', '--bars', 'hours', '--horizons', '2bars', '--quiet', '--json', ...more)
      ).json().instruments[0].windows[0];
    expect(await study('--as-of', asOf)).toMatchObject({ n: 2, gaps: 1, incomplete: 1 });
    // Later the bar is there. A gate that was known before the bar, after its close, is measured from the next close.
    expect(await study()).toMatchObject({ n: 4, gaps: 0, incomplete: 0 });
    const afterClose = { direction: 1, availableAt: (series.eventTime[LATE] as number) + MS_PER_MINUTE } as const;
    writeFileSync(path.join(cwd, 'late.jsonl'), `${formatGateLine(gateAtBar(LATE, afterClose), false)}\n`);
    const late = await gates('outcomes', './late.jsonl', '--bars', 'hours', '--horizons', '2bars', '--quiet', '--json');
    expect(late.json().cells[0].groups.all.meanBp).toBeCloseTo(1e4 * (middle(LATE + 3) / middle(LATE + 1) - 1), 5);
  });

  it.each([
    ['three hours late', 180, 3],
    ['some minutes late', 20, 1],
    ['with its bar', 0, 0],
  ])(
    'X-01, S0-10: a gate that was released %s is measured from the first close that anybody could trade on',
    async (...row) => {
      const [, minutes, bars] = row;
      const gate = gateAtBar(60);
      const released = { ...gate, availableAt: gate.availableAt + minutes * MS_PER_MINUTE };
      writeFileSync(path.join(cwd, 'released.jsonl'), `${formatGateLine({ ...released, direction: 1 }, false)}\n`);
      const told = await gates(
        'outcomes',
        './released.jsonl',
        '--bars',
        'hours',
        '--horizons',
        '2bars',
        '--quiet',
        '--json',
      );
      const base = 60 + bars;
      expect(told.json().cells[0].groups.all.meanBp).toBeCloseTo(1e4 * (middle(base + 2) / middle(base) - 1), 5);
    },
  );

  it('S0-10, S0-12: text, JSON and page say the same, and nothing is written but the page', async () => {
    const before = treeHash(path.join(cwd, 'assay-workspace'));
    const told = await outcomes('--picture', 'out/study.html');
    const json = (await outcomes('--json')).json();
    expect(treeHash(path.join(cwd, 'assay-workspace'))).toBe(before);
    const page = readFileSync(path.join(cwd, 'out/study.html'), 'utf8');
    for (const line of [json.headline, ...json.remarks]) {
      expect(told.stdout).toContain(line);
      expect(page).toContain(line.replaceAll('>', '&gt;').replaceAll('<', '&lt;'));
    }
    const { all } = json.cells[0].groups;
    const row = told.stdout.split('\n').find((line) => line.includes(' all '));
    expect(row).toMatch(new RegExp(`HOUR +2bars +all +10 +${all.meanBp.toFixed(2)} +${all.medianBp.toFixed(2)} `, 'u'));
    expect(page.match(/<svg/gu)).toHaveLength(2);
    expect(page).not.toMatch(/NaN|undefined|<script/u);
    expect(told.stdout).toContain('adds no trial to the ledger');
  });

  it.each([
    [['--horizons', '30m'], 2, /30m is shorter than a bar of 1h/u],
    [['--horizons', 'soon'], 2, /'--horizons': must be bars or times/u],
    [['--guards', 'maxHazzard=1'], 2, /no guard 'maxHazzard'\n.*Did you mean 'maxHazard'/su],
    [['--guards', 'regimes=up'], 2, /regimes must be any, trend/u],
    [['--slippage-bp', '-1'], 2, /'--slippage-bp': must be basis points/u],
    [['--bars', 'nothing'], 2, /dataset 'nothing' was not found/u],
    [['--maker', 'other'], 3, /has no gate that was asked for/u],
    [['--as-of', '1999-01-01'], 3, /no gate of ten@\w+ was known at 1999-01-01 00:00 UTC/u],
    [['--horizons', '2bars,2bars'], 2, /'--horizons': must name each horizon once, but 2bars stands twice/u],
    [['--horizons', '60m,1h'], 2, /'--horizons': must name each horizon once, but 60m and 1h are the same/u],
    [['--horizons', '99999d'], 2, /'--horizons': 99999d is longer than/u],
    [
      ['--guards', 'hazardPercentile=0.1'],
      2,
      /hazardPercentile judges gates in the order .*--params hazardPercentile=/su,
    ],
    [['--guards', 'maxHazard=7'], 2, /'--guards': maxHazard must be a number from 0 to 1, was '7'/u],
    [['--guards', 'maxHazard=-1'], 2, /maxHazard must be a number from 0 to 1, was '-1'/u],
  ])('X-08: refuses %j with %i', async (more, code, message) => {
    const refused = await outcomes(...more);
    expect(refused.stderr).toMatch(message);
    expect(refused.code).toBe(code);
  });

  it('X-08: asks for the bars of a recording', async () => {
    const refused = await gates('outcomes', 'ten');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('missing option: --bars <name[@version]>'),
    ]);
  });
});

describe('assay gates metrics', () => {
  it('S0-12: by instrument counts, admit rate, means, reasons as lists, best by score, freshness; text and JSON agree', async () => {
    const now = new Date((series.eventTime[BARS - 1] as number) + 1000).toISOString();
    const options = ['--now', now, '--instruments', 'HOUR,NONE', '--top', '2'];
    const json = (await gates('metrics', 'ten', ...options, '--json')).json();
    const text = (await gates('metrics', 'ten', ...options)).stdout;
    const [hour, none] = json.instruments;
    expect(hour).toMatchObject({
      instrument: 'HOUR',
      count: 11,
      admitted: 2,
      means: { coherence: 0.5, stability: 0.25, entropy: expect.closeTo(0.7, 12), flipRate: null },
    });
    expect(hour.admitRate).toBeCloseTo(2 / 11, 12);
    expect(hour.means.hazard).toBeCloseTo(
      [...TEN, NOWHERE].reduce((sum, gate) => sum + (gate.measures.hazard ?? NaN), 0) / 11,
      12,
    );
    expect(hour.refusals).toEqual([
      { reason: 'hazard-above-max', count: 9 },
      { reason: 'direction-missing', count: 1 },
    ]);
    expect(hour.best.map(({ score }: { score: number }) => score)).toEqual([
      // 0.5 + 0.25 - 0.05 - 0.1 + 0.15, of the later one of two.
      expect.closeTo(0.75, 12),
      expect.closeTo(0.75, 12),
    ]);
    expect(hour.freshness).toMatchObject({ code: 3, word: 'stale', limitSeconds: 20 * 3600 + 180 });
    expect(none).toMatchObject({ count: 0, admitRate: null, freshness: { code: 2, word: 'none', ageSeconds: null } });
    expect(text).toMatch(/HOUR +11 +2 +18\.2 % +0\.455 +– +0\.500 +0\.250 +0\.700 +3 stale +\d/u);
    expect(text).toMatch(/NONE +0 +0 +– .*2 none/u);
    expect(text).toContain('refused for: hazard-above-max 9, direction-missing 1');
    expect(text).toContain('score 0.750');
  });

  it('S0-12 D3: counts of strands, the most frequent first, the others and the gates that have none; text and JSON agree', async () => {
    const strand = (k: number, regime: Gate['regime'], measures: Gate['measures']): Gate =>
      gateAtBar(10 + k, { regime, measures });
    const some = [
      ...[0, 1, 2].map((k) => strand(k, 'bull', { hazard: 0.31, repetitions: 5 + k, hazardSlope: 0 })),
      ...[3, 4].map((k) => strand(k, 'bear', { hazard: 1, repetitions: 1, hazardSlope: -0.2 })),
      strand(5, 'bear', { hazard: 0.05, repetitions: 2, hazardSlope: 0.2 }),
      strand(6, undefined, { hazard: 0.05, repetitions: 2 }),
      strand(7, 'bull', { hazard: 0.5 }),
    ];
    mkdirSync(path.join(cwd, 'strands'));
    writeFileSync(path.join(cwd, 'strands/some.jsonl'), some.map((one) => `${formatGateLine(one, false)}\n`).join(''));
    const told = async (...more: readonly string[]): Promise<CliResult> =>
      gates('metrics', './strands', '--top', '2', ...more);
    expect((await told('--json')).json().instruments[0].strands).toEqual({
      top: [
        { strand: 'bull/3/5+/flat', count: 3 },
        { strand: 'bear/9/1/falling', count: 2 },
      ],
      others: { strands: 2, count: 2 },
      without: 1,
    });
    expect((await told()).stdout).toContain(
      'strands (regime/tenth of hazard/repetitions/slope): bull/3/5+/flat 3, bear/9/1/falling 2, 2 others together 2, without one 1',
    );
    const all = (await gates('metrics', './strands', '--json')).json().instruments[0].strands.top;
    expect(all.at(-1)).toEqual({ strand: 'unlabelled/0/2/unknown', count: 1 });
  });

  it('S0-12: freshness follows --now and --max-age, and --strict ends with 3', async () => {
    const at = (ms: number): string => new Date((TEN[9]?.availableAt ?? NaN) + ms).toISOString();
    const code = async (...more: readonly string[]): Promise<readonly number[]> => {
      const told = await gates('metrics', 'ten', '--json', '--strict', ...more);
      return [told.json().instruments[0].freshness.code, told.code];
    };
    expect(await code('--now', at(180_000), '--max-age', '180')).toEqual([0, 0]);
    expect(await code('--now', at(181_000), '--max-age', '180')).toEqual([3, 3]);
    expect(await code('--now', at(20 * MS_PER_HOUR))).toEqual([0, 0]);
  });

  it('X-01, S0-12: what was not known yet at --now counts nowhere, and is told', async () => {
    const now = new Date((TEN[4]?.availableAt ?? NaN) + 1000).toISOString();
    const json = (await gates('metrics', 'ten', '--now', now, '--json')).json().instruments[0];
    expect(json).toMatchObject({ count: 6, notYetKnown: 5, freshness: { word: 'fresh', ageSeconds: 1 } });
    for (const { gate } of json.best) expect(gate.availableAt <= now).toBe(true);
    const text = (await gates('metrics', 'ten', '--now', '2010-01-01')).stdout;
    expect(text).toContain('LOOK: 11 gates not known yet at 2010-01-01 00:00 UTC: counted nowhere.');
    expect(text).toMatch(/HOUR +0 +0 +– .*2 none/u);
  });

  it('S0-12: scores a gate as its rule says', () => {
    const gate = gateAtBar(5, {
      measures: { coherence: 0.3, stability: 0.4, hazard: 0.2, entropy: 0.9, repetitions: 4 },
    });
    expect(setupScore(gate, true)).toBeCloseTo(0.3 + 0.4 - 0.2 - 0.3 + 0.08 + 0.15, 12);
    expect(setupScore(gate, false)).toBeCloseTo(0.13, 12);
    expect(setupScore(gateAtBar(5, { measures: {} }), true)).toBeNaN();
  });
});
