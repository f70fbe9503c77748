/**
 * One grid of gates: 8 instruments × 200 combinations × 5 years of hourly bars with both sides quoted, with all that is published; and
 * its cells against the plain engine, in turn, on one core.
 *
 * Parity: every compared cell must have the figures of the engine, else the figures are void. Memory: peak of the process tree.
 * Usage: npm run bench -- grid [--bars 31000] [--instruments 8] [--compared 16]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { researchParts } from '@assay/contracts/schemas';
import { createRng } from '@assay/core/random';
import { openLakehouse, publishDataset } from '@assay/platform/lakehouse';
import { runGrid, simulationSettings } from '@assay/platform/research';
import { fx } from '@assay/platform/sources';
import { SILENT_PROGRESS } from '@assay/platform/telemetry';
import { cellRecord, measureCell } from '@assay/quant/evidence';
import type { CellRecord } from '@assay/quant/evidence';
import type { BarSeries } from '@assay/quant/market';
import { simulate, sweepRecord } from '@assay/quant/simulation';
import type { SimulationOptions } from '@assay/quant/simulation';
import { barColumns, resolveParameters, strategyByName, strategyColumns } from '@assay/quant/strategy';
import type { Parameters } from '@assay/quant/strategy';

const PAIRS = ['EURUSD', 'GBPUSD', 'AUDUSD', 'NZDUSD', 'CHFUSD', 'CADUSD', 'SEKUSD', 'NOKUSD'];
/** 5 × 2 × 5 × 4 = 200. */
const AXES = {
  maxHazard: [0.06, 0.08, 0.1, 0.12, 0.14],
  minRepetitions: [1, 2],
  holdMinutes: [60, 120, 240, 480, 960],
  minStability: [0, 0.1, 0.2, 0.3],
};

const { values } = parseArgs({
  options: {
    bars: { type: 'string', default: '31000' },
    instruments: { type: 'string', default: '8' },
    compared: { type: 'string', default: '16' },
    workers: { type: 'string', default: '2' },
  },
});
const nBars = Number(values.bars);
const pairs = PAIRS.slice(0, Number(values.instruments));

/** Seconds of cores that this process and those that it has waited for have used. */
function coreSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

async function wholeGrid(): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const lake = openLakehouse(join(workspace, 'lake'));
    await publishDataset(lake, { name: 'fx', ...fx({ seed: 1, bars: nBars, pairs }), createdAt: 0 });
    await lake.close();
    const [started, before] = [performance.now(), coreSeconds()];
    const axes = Object.entries(AXES).map(([name, list]) => `${name}=${list.join(',')}`);
    const { summary } = await runGrid({
      ...{ strategy: 'gates', folder: workspace, workspace, axes, instruments: pairs },
      ...{ workers: Number(values.workers), memoryBytes: 2 ** 31, progress: SILENT_PROGRESS },
      clock: { now: () => Date.now() },
    });
    const seconds = (performance.now() - started) / 1000;
    const cores = coreSeconds() - before;
    const decisions = (summary.cells * nBars) / 1e6;
    console.log(
      `${summary.cells} cells on ${pairs.length} × ${nBars} bars, ${decisions.toFixed(1)} M bar decisions: ` +
        `${seconds.toFixed(1)} s by the clock, ${cores.toFixed(1)} s of cores, ` +
        `peak ${Math.round((summary.peakMemoryBytes ?? 0) / 2 ** 20)} MiB`,
    );
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function optionsOf(bars: BarSeries, params: Parameters): SimulationOptions {
  const { contract, account } = simulationSettings(researchParts.experiment.parse({}));
  const definition = strategyByName('gates');
  const strategy = definition.create(params, { instruments: [bars.instrument.id], rng: createRng('bench') });
  const columns = strategyColumns(definition, params, [COLUMNS.get(bars) ?? barColumns(bars)]);
  const segments = [
    { from: bars.eventTime[1] as number, to: bars.eventTime.at(-1) as number, strategy, terms: [[]], columns },
  ];
  const { currency, cash, sizing, limits } = account;
  return { series: [bars], segments, boundary: 'flatten', contract, sizing, limits, account: { currency, cash } };
}

const COLUMNS = new WeakMap<BarSeries, ReturnType<typeof barColumns>>();

function againstEngine(): void {
  const bars = fx({ seed: 1, bars: nBars, pairs: ['EURUSD'] }).series[0] as BarSeries;
  COLUMNS.set(bars, barColumns(bars));
  const measuring = { dayEnds: new Float64Array(), daysPerYear: 260 };
  const definition = strategyByName('gates');
  const sets = AXES.maxHazard.flatMap((maxHazard) =>
    AXES.holdMinutes.map((holdMinutes) => resolveParameters(definition, { maxHazard, holdMinutes }).params),
  );
  const milliseconds = { sweep: [] as number[], engine: [] as number[] };
  const timed = (kind: keyof typeof milliseconds, work: () => CellRecord | undefined): CellRecord | undefined => {
    const before = process.cpuUsage();
    const record = work();
    const { user, system } = process.cpuUsage(before);
    milliseconds[kind].push((user + system) / 1000);
    return record;
  };
  const rounds = Number(values.compared);
  for (let k = 0; k < rounds; k++) {
    const params = sets[k % sets.length] as Parameters;
    const swept = timed('sweep', () => sweepRecord(optionsOf(bars, params)));
    const full = timed('engine', () => cellRecord(simulate(optionsOf(bars, params))));
    const isSame =
      swept !== undefined &&
      full !== undefined &&
      JSON.stringify(measureCell(swept, measuring)) === JSON.stringify(measureCell(full, measuring));
    if (isSame) continue;
    console.log(`VOID: cell ${k} differs from the engine`);
    process.exitCode = 1;
    return;
  }
  // The first half warms both up.
  const late = (list: readonly number[]): readonly number[] => list.slice(list.length >> 1).toSorted((a, b) => a - b);
  const text = (list: readonly number[]): string =>
    [list[0], list[list.length >> 1], list.at(-1)].map((one) => (one ?? NaN).toFixed(1)).join(' / ');
  const [sweep, engine] = [late(milliseconds.sweep), late(milliseconds.engine)];
  const ratios = milliseconds.engine
    .map((one, k) => one / (milliseconds.sweep[k] ?? NaN))
    .slice(rounds >> 1)
    .toSorted((a, b) => a - b);
  console.log(
    `a cell of ${nBars} bars, ms of one core, min / median / max: sweep ${text(sweep)}, engine ${text(engine)}`,
  );
  console.log(`engine / sweep, pair by pair: ${text(ratios)}; parity in all ${rounds} cells`);
}

againstEngine();
await wholeGrid();
