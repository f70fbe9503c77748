import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { CODEC_DEFAULTS, codecGates } from '@assay/quant/regimes';
import { DEFAULT_GUARDS, gateOf, gateTable } from '@assay/quant/signals';
import { barsForGate, guardsOnNoise, guardsOnOwnNoise } from '../../gates/index.ts';
import type { NoiseRate } from '../../gates/index.ts';
import { derivedProvenance, openLakehouse, publishDataset, resolveDataset } from '../../lakehouse/index.ts';
import { sourcedSeries, testProvenance } from '../../lakehouse/testing/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { fx } from '../../sources/index.ts';
import { runCli, treeHash } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

const PAIRS = ['EURUSD', 'GBPUSD'];
const [EUR, GBP] = fx({ seed: 'build', bars: 900, pairs: PAIRS }).series.map((one) => sourcedSeries(one)) as [
  BarSeries,
  BarSeries,
];
const LEAST = barsForGate(CODEC_DEFAULTS);
// Few windows of noise: what levels are is no matter here.
const QUICK = ['--null-draws', '100', '--quiet'];

const gates = (cwd: string, ...args: readonly string[]): Promise<CliResult> => runCli(['gates', ...args], { cwd });
const build = (cwd: string, ...more: readonly string[]): Promise<CliResult> =>
  gates(cwd, 'build', '--dataset', 'fx', '--timeframe', '1h', ...QUICK, ...more);

async function publish(cwd: string, series: readonly BarSeries[], append = false): Promise<void> {
  const lake = openLakehouse(path.join(cwd, 'assay-workspace/lake'), { threads: 1 });
  const provenance = testProvenance(series[0] as BarSeries);
  await publishDataset(lake, { name: 'fx', series, provenance, createdAt: 0, append, receivedAt: 0 });
  await lake.close();
}

async function workspaceWith(...series: readonly BarSeries[]): Promise<string> {
  const cwd = temporaryFolder();
  await publish(cwd, series);
  return cwd;
}

describe('assay gates build', () => {
  it('S0-07: publishes what the codec says of the bars, each gate with the row of its last bar, and names its parent', async () => {
    const cwd = await workspaceWith(EUR, GBP);
    const told = (await build(cwd, '--json')).json();
    const readings = codecGates(EUR, { nullDraws: 100 });
    expect(told).toMatchObject({ dataset: 'fx-gates', isNew: true, fit: true, tables: 2, added: 2 * readings.length });
    const { newest } = (
      await gates(cwd, 'list', 'fx-gates', '--instruments', 'EURUSD', '--last', '999', '--json')
    ).json();
    const shown = newest.map((gate: object) => ({ ...gate })).reverse();
    expect(shown).toMatchObject(
      readings.map(({ eventTime, availableAt, ...rest }) => ({
        ...JSON.parse(JSON.stringify(rest)),
        ...{ instrument: 'EURUSD', timeframe: '1h', maker: 'codec', stride: 16, reasons: [] },
        ...{ eventTime: new Date(eventTime).toISOString(), availableAt: new Date(availableAt).toISOString() },
      })),
    );
    const manifest = (await runCli(['data', 'show', 'fx-gates', '--json'], { cwd })).json();
    expect(manifest.provenance).toMatchObject({
      kind: 'derived',
      generator: {
        name: 'gates',
        maker: 'codec',
        spec: { window: 64, stride: 16 },
        parent: expect.stringMatching(/^fx@/u),
      },
    });
    const rows = (await runCli(['data', 'show', 'fx-gates', '--head', '1', '--json'], { cwd })).json().entries[0].rows;
    expect(EUR.eventTime[rows[0].sourceRow - 1]).toBe(readings[0]?.eventTime);
  });

  it('S0-07: adds what is new when its parent has grown, and has the bytes of a build of everything', async () => {
    const cwd = await workspaceWith(sliceSeries(EUR, 0, 500), GBP);
    const first = (await build(cwd, '--json')).json();
    expect((await build(cwd, '--json')).json()).toMatchObject({ isNew: false, added: 0, version: first.version });
    await publish(cwd, [sliceSeries(EUR, 500, 900)], true);
    const trial = (await build(cwd, '--dry-run', '--json')).json();
    expect(trial).toMatchObject({ isDryRun: true, version: first.version });
    const grown = (await build(cwd, '--json')).json();
    expect(grown.added).toBe(trial.added);
    expect(grown.news).toMatchObject({ added: grown.added, late: 0, restated: 0 });
    const whole = await workspaceWith(EUR, GBP);
    const atOnce = (await build(whole, '--json')).json();
    expect(grown.version).toBe(atOnce.version);
    expect(grown.gates).toBe(atOnce.gates);
  });

  it('S0-10, X-12: what the guards admit of noise is told beside what they admit of the market', async () => {
    const cwd = await workspaceWith(EUR);
    expect((await build(cwd)).code).toBe(0);
    const metrics = (...more: readonly string[]): Promise<CliResult> => gates(cwd, 'metrics', 'fx-gates', ...more);
    const text = (await metrics('--noise')).stdout;
    const shown = ({ share, low, high }: NoiseRate): string =>
      `${(100 * share).toFixed(1)} % (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
    const ofWalks = guardsOnNoise({ nullDraws: 100 }, DEFAULT_GUARDS);
    expect(ofWalks.map(({ candles }) => candles)).toEqual(['range, spread and volume', 'range', 'a close alone']);
    for (const one of ofWalks) expect(text).toContain(`  ${shown(one)} of random-walk candles with ${one.candles}\n`);
    const own = guardsOnOwnNoise({ nullDraws: 100 }, DEFAULT_GUARDS, { series: EUR });
    expect(text).toContain(`  ${shown(own)} of the bars of EURUSD in random order\n`);
    await runCli(['gates', 'push', 'fx-gates', '--store', './elsewhere', '--quiet'], { cwd });
    const refused = await gates(cwd, 'metrics', './elsewhere', '--noise');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("'--noise' takes gates that `assay gates build` made; "),
    ]);
  });

  it('S0-07: too few candles end it with 3 before anything is written, also in one instrument of two', async () => {
    const cwd = await workspaceWith(EUR, sliceSeries(GBP, 0, LEAST - 1));
    const before = treeHash(cwd);
    const refused = await build(cwd);
    expect(refused.stderr).toContain(
      `too few candles for a gate, which takes ${LEAST}: 'GBPUSD' 1h has ${LEAST - 1} bars`,
    );
    expect(refused.code).toBe(3);
    expect(treeHash(cwd)).toBe(before);
    expect((await build(cwd, '--instruments', 'EURUSD')).code).toBe(0);
    expect((await build(cwd, '--window', '32', '--name', 'short', '--dry-run')).stdout).toContain('short: dry run');
  });

  it('X-08: a market that stands still in ticks ends it with 3 and says so', async () => {
    const tick = (values: Float64Array): Float64Array => values.map((value) => Math.round(value * 100) / 100);
    const { open, high, low, close, ask, ...rest } = EUR;
    const side = { open: tick(open), high: tick(high), low: tick(low), close: tick(close) };
    const cwd = await workspaceWith({ ...rest, ...side, ...(ask === undefined ? {} : { ask: side }) });
    const refused = await build(cwd, '--accept-unfit');
    expect(refused.stderr).toContain("no window of the 900 bars of 'EURUSD' 1h is fit for a gate");
    expect(refused.stderr).toContain('more than 12 % of closes are those of the bar before');
    expect(refused.code).toBe(3);
  });

  it('S0-07: bars that came late into the known history do not slip in: it says so, --rebuild replaces', async () => {
    const hole = { ...EUR, availableAt: EUR.availableAt.map((time, at) => (at === 300 ? Infinity : time)) };
    const keep = (of: (at: number) => boolean): BarSeries => pick(hole, of);
    const cwd = await workspaceWith(keep((at) => at !== 300));
    await build(cwd);
    await publish(cwd, [sliceSeries(EUR, 300, 301)], true);
    const refused = await build(cwd);
    expect(refused.stderr).toMatch(/'EURUSD' 1h: the gate of .* in 'fx-gates' is .*\n.*--rebuild/su);
    expect(refused.code).toBe(3);
    const rebuilt = (await build(cwd, '--rebuild', '--json')).json();
    expect(rebuilt).toMatchObject({ isNew: true });
    expect(rebuilt.added).toBe(rebuilt.gates);
  });

  it('S0-07: draws candles, regimes, admitted gates and measures against noise into one file', async () => {
    const cwd = await workspaceWith(EUR);
    await build(cwd, '--picture', 'out/gates.html');
    const page = readFileSync(path.join(cwd, 'out/gates.html'), 'utf8');
    expect(page.match(/<svg/gu)).toHaveLength(7);
    expect(page).toContain('EURUSD 1h');
    expect(page).toContain('random-walk candles read in the same way, 100 windows');
    expect(page).toContain('Generated prices');
    expect(page).not.toMatch(/NaN|undefined|Infinity|<script/u);
  });

  it('S0-07: draws the regime that holds at the left edge, of a gate known before it, without its mark', async () => {
    // Candles that begin five bars after a gate of a drawn regime.
    const at = codecGates(EUR, { nullDraws: 100 })
      .filter(({ regime }) => regime !== 'neutral')
      .map(({ availableAt }) => EUR.availableAt.findIndex((time) => time >= availableAt))
      .find((bar) => bar + 245 <= EUR.length) as number;
    const cwd = await workspaceWith(sliceSeries(EUR, 0, at + 245));
    await build(cwd, '--picture', 'gates.html');
    const [, chart = ''] = readFileSync(path.join(cwd, 'gates.html'), 'utf8').split('<svg');
    const [, left, wide] = /aria-label="frame"[^>]* x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/u.exec(chart) ?? [];
    const [, x, bandWidth] = /aria-label="rect"[^>]*><path[^>]* d="M([\d.]+) [\d.]+h([\d.]+)v/u.exec(chart) ?? [];
    expect(Number(x)).toBeCloseTo(Number(left) + 0.5, 1);
    // Of a gate every 16 bars the sixteenth bar after it is the next one's.
    expect(Number(bandWidth)).toBeCloseTo((11 * Number(wide)) / 240 - 1, 0);
  });

  it.each([
    [['--null-draws', '1000000000'], 2, /'--null-draws': must be a whole number of at most 9 digits/u],
    [['--null-draws', '100000000'], 2, /'nullDraws': must be .*1000000/u],
    [['--name', 'fx'], 2, /gates cannot be kept in 'fx'/u],
    [['--window', '4'], 2, /'window': must be a whole number >= 8/u],
    [['--stride', '0'], 2, /'--stride': must be a whole number from 1 on/u],
    [['--hazard', 'fear'], 2, /Allowed choices are flipRate, damping/u],
    [['--picture', 'x.png'], 2, /'--picture': must be a file that ends with \.html/u],
    [['--picture', 'x.html', '--dry-run'], 2, /no effect with --dry-run/u],
    [['--instruments', 'EURUSE'], 2, /Did you mean 'EURUSD'/u],
    [['--timeframe', '5m'], 2, /it has 1h/u],
  ])('X-08: refuses %j with %i', async (more, code, message) => {
    const cwd = await workspaceWith(EUR);
    const refused = await build(cwd, ...more);
    expect(refused.stderr).toMatch(message);
    expect(refused.code).toBe(code);
  });

  it('X-08: does not mix gates of two versions of the codec', async () => {
    const cwd = await workspaceWith(EUR);
    await publishOldGates(cwd);
    const before = treeHash(cwd);
    const refused = await build(cwd);
    expect(refused.stderr).toMatch(/dataset 'fx-gates' holds gates of version 1 of the codec, .*--rebuild/su);
    expect(refused.code).toBe(2);
    expect(treeHash(cwd)).toBe(before);
    expect((await build(cwd, '--rebuild')).code).toBe(0);
    expect((await build(cwd, '--json')).json()).toMatchObject({ isNew: false, added: 0 });
  });

  it('X-08: does not mix gates of two codecs, nor those of another dataset', async () => {
    const cwd = await workspaceWith(EUR);
    await build(cwd);
    const other = await build(cwd, '--stride', '8');
    expect(other.stderr).toContain("dataset 'fx-gates' holds gates of another codec: stride 16");
    expect(other.code).toBe(2);
    expect((await build(cwd, '--stride', '8', '--rebuild')).code).toBe(0);
    await runCli(['data', 'synthetic', '--kind', 'random-walk', '--name', 'walk', '--seed', '1', '--bars', '400'], {
      cwd,
    });
    const ofGates = await gates(cwd, 'build', '--dataset', 'fx-gates', ...QUICK);
    expect(ofGates.stderr).toMatch(/fx-gates@\w+ has no bars, and gates are made of bars\n.*It was made of fx@\w+/su);
    expect(ofGates.code).toBe(2);
    const foreign = await gates(cwd, 'build', '--dataset', 'walk', '--name', 'fx-gates', ...QUICK);
    expect(foreign.stderr).toMatch(/dataset 'fx-gates' holds what was made of 'fx@/u);
  });
});

/** As many rows of the source of bars, the first ones. */
function firstRows({ source }: BarSeries, length: number): BarSeries['source'] {
  return { ...source, file: source.file.slice(0, length), row: source.row.slice(0, length) };
}

/** Gates as they were published before the version of the codec was written down. */
async function publishOldGates(cwd: string): Promise<void> {
  const lake = openLakehouse(path.join(cwd, 'assay-workspace/lake'), { threads: 1 });
  const parent = await resolveDataset(lake, 'fx');
  const identity = { instrument: 'EURUSD', timeframe: '1h', maker: 'codec' };
  const table = gateTable(
    'EURUSD',
    codecGates(EUR, { nullDraws: 100 }).map((reading) => gateOf(reading, identity)),
    true,
  );
  const { kind, id, unit, synthetic } = table;
  const spec = { ...CODEC_DEFAULTS, nullDraws: 100, thresholds: { ...CODEC_DEFAULTS.thresholds } };
  await publishDataset(lake, {
    ...{ name: 'fx-gates', series: [], createdAt: 0 },
    tables: [
      { head: { kind, id, unit, synthetic }, chunks: () => [{ ...table, source: firstRows(EUR, table.length) }] },
    ],
    provenance: derivedProvenance(parent, {
      description: 'old',
      step: { name: 'gates', maker: 'codec', spec },
      notes: [],
    }),
  });
  await lake.close();
}

function pick(series: BarSeries, isKept: (at: number) => boolean): BarSeries {
  const parts = [...series.eventTime.keys()].filter(isKept);
  const column = (values: Float64Array): Float64Array => Float64Array.from(parts, (at) => values[at] as number);
  const side = <Side extends BarSeries | NonNullable<BarSeries['ask']>>({ open, high, low, close }: Side) => ({
    ...{ open: column(open), high: column(high), low: column(low), close: column(close) },
  });
  return {
    ...series,
    ...side(series),
    ...(series.ask === undefined ? {} : { ask: side(series.ask) }),
    length: parts.length,
    ...{ openTime: column(series.openTime), eventTime: column(series.eventTime) },
    ...{ availableAt: column(series.availableAt), volume: column(series.volume) },
    source: {
      ...series.source,
      file: Int32Array.from(parts, (at) => series.source.file[at] as number),
      row: Int32Array.from(parts, (at) => series.source.row[at] as number),
    },
  };
}
