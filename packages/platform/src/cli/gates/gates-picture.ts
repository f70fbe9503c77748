import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import { parseTimeframe, sliceSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { codecNull } from '@assay/quant/regimes';
import type { CodecNull, NullMeasure, ResolvedCodec } from '@assay/quant/regimes';
import { DEFAULT_GUARDS, gateAt } from '@assay/quant/signals';
import type { Gate, GateMeasure } from '@assay/quant/signals';
import { judgeGate } from '../../gates/index.ts';
import { readSeries, readTableChunks } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../../lakehouse/index.ts';
import { renderGatesPage } from '../../reports/index.ts';
import type { CandlePanel, DrawnGate, GatesPage, MeasurePanel } from '../../reports/index.ts';
import { writeNamedFile } from '../../settings/index.ts';
import { countOf, grouped } from '../text-table.ts';

/** What is drawn. */
export interface GatesPicture {
  readonly file: string;
  readonly gates: DatasetManifest;
  readonly parent: DatasetManifest;
  readonly entries: readonly SeriesEntry[];
  readonly spec: ResolvedCodec;
}

/** Candles of each instrument, the last ones; and how many instruments are drawn. */
const CANDLES = 240;
const INSTRUMENTS = 6;
/** Gates whose measures are drawn, at most. */
const MOST_GATES = 200_000;

/** Measures that are drawn: levels against what they are on noise, raw values against their null. */
const LEVELS: readonly (readonly [GateMeasure, (spec: ResolvedCodec) => string])[] = [
  ['hazard', ({ hazard }) => `Level of ${MEASURE_WORDS[hazard]}: flat on noise, of which a cap of 0.1 admits a tenth.`],
  ['coherenceLevel', () => 'Level of coherence: to the right means more ordered than noise.'],
];
const RAW: readonly (readonly [GateMeasure & NullMeasure, string])[] = [
  ['flipRate', 'Share of bits that differ from the one before.'],
  ['coherence', 'One less the entropy of the bits.'],
  ['lowFrequencyShare', 'Power of slow swings among the bits.'],
  ['damping', 'Damping of the pairs of bits.'],
];

/** The measures that a hazard may be the level of, in words. */
const MEASURE_WORDS = { flipRate: 'the flip rate', damping: 'damping' } as const;

/** What was gathered of the gates of a dataset. */
export interface Gathered {
  readonly panels: readonly CandlePanel[];
  readonly values: ReadonlyMap<GateMeasure, readonly number[]>;
  readonly gates: number;
  readonly admitted: number;
  readonly hasVolume: boolean;
}

/** Draws gates into a file. */
export async function drawGates(lake: Lakehouse, picture: GatesPicture): Promise<void> {
  const { file, entries, spec } = picture;
  const found = await gather(lake, picture);
  const [first] = entries;
  const layout = {
    range: first?.shape === 'ohlc',
    spread: first?.hasAsk === true,
    volume: found.hasVolume,
  };
  const page = await renderGatesPage(gatesPage(found, picture, codecNull(spec, layout)));
  await mkdir(path.dirname(file), { recursive: true });
  await writeNamedFile(file, page);
}

/** What the page says of what was gathered. */
export function gatesPage(found: Gathered, picture: Omit<GatesPicture, 'file'>, noise: CodecNull): GatesPage {
  const { gates, parent, entries, spec } = picture;
  const rest = entries.length - INSTRUMENTS;
  return {
    title: `${gates.name}@${gates.version}`,
    headline: `${countOf(found.gates, 'gate')} of ${countOf(entries.length, 'instrument')}, ${entries[0]?.timeframe ?? ''} candles of ${parent.name}${admittedWords(found)}.`,
    guards: `A triangle is a gate that the default guards admit: hazard at most ${DEFAULT_GUARDS.maxHazard}, a level, and a direction.`,
    candles: found.panels,
    measures: measurePanels(found, noise, spec),
    noise: `random-walk candles read in the same way, ${grouped(noise.draws)} windows`,
    remarks: [
      ...(entries.some(({ synthetic }) => synthetic) ? ['Generated prices: nobody ever traded them.'] : []),
      ...(rest > 0 ? [`Candles of the first ${INSTRUMENTS} instruments are drawn; measures are of all.`] : []),
      ...(found.gates > MOST_GATES ? [`Measures are of the first ${grouped(MOST_GATES)} gates.`] : []),
    ],
  };
}

/** The share of gates that is admitted; nothing where there is no gate. */
function admittedWords({ gates, admitted }: Gathered): string {
  return gates === 0 ? '' : `; ${((100 * admitted) / gates).toFixed(1)} % are admitted by the default guards`;
}

function measurePanels({ values }: Gathered, noise: CodecNull, spec: ResolvedCodec): readonly MeasurePanel[] {
  const of = (name: GateMeasure): Float64Array => Float64Array.from(values.get(name) ?? []);
  return [
    ...LEVELS.map(([name, note]) => ({ name, values: of(name), noise: 'uniform' as const, note: note(spec) })),
    ...RAW.map(([name, text]) => ({ name, values: of(name), noise: noise.sorted[name], note: text })),
  ];
}

async function gather(lake: Lakehouse, { gates, parent, entries, spec }: GatesPicture): Promise<Gathered> {
  const found = new Gathering();
  const panels: CandlePanel[] = [];
  for (const entry of entries) {
    const bars = panels.length < INSTRUMENTS ? await lastBars(lake, parent, entry) : undefined;
    const recent: Gate[] = [];
    const from = bars?.availableAt[0] ?? Infinity;
    for await (const gate of gatesOf(lake, gates, entry)) {
      found.add(gate);
      if (gate.availableAt >= from) recent.push(gate);
    }
    if (bars === undefined) continue;
    found.hasVolume ||= bars.volume.some((value) => value >= 0);
    panels.push(panelOf(bars, recent, spec));
  }
  return { panels, values: found.values, gates: found.gates, admitted: found.admitted, hasVolume: found.hasVolume };
}

/** Measures of all gates, as they come. */
class Gathering {
  readonly values = new Map<GateMeasure, number[]>([...LEVELS, ...RAW].map(([name]) => [name, []]));
  gates = 0;
  admitted = 0;
  hasVolume = false;

  add(gate: Gate): void {
    this.gates++;
    if (judgeGate(gate, DEFAULT_GUARDS).isAdmitted) this.admitted++;
    if (this.gates > MOST_GATES) return;
    for (const [name, list] of this.values) list.push(gate.measures[name] ?? NaN);
  }
}

async function* gatesOf(lake: Lakehouse, { tables }: DatasetManifest, entry: SeriesEntry): AsyncGenerator<Gate> {
  const table = tables.find(({ kind, id }) => kind === 'gates' && id === entry.instrument.id);
  if (table === undefined) return;
  for await (const chunk of readTableChunks(lake, table)) {
    for (let row = 0; row < chunk.length; row++) {
      const gate = gateAt(chunk, row);
      if (gate.timeframe === entry.timeframe) yield gate;
    }
  }
}

/** The bars that are drawn, and those before them from which a gate may still hold. */
async function lastBars(lake: Lakehouse, parent: DatasetManifest, entry: SeriesEntry): Promise<BarSeries> {
  // The calendar leaves out nights and weekends: six times the length of the candles holds enough of them.
  const { count, unit } = parseTimeframe(entry.timeframe);
  const length =
    { m: MS_PER_MINUTE, h: MS_PER_HOUR, d: MS_PER_DAY, w: 7 * MS_PER_DAY, mo: 31 * MS_PER_DAY }[unit] * count;
  const from = entry.lastEventTime - 6 * CANDLES * length;
  const [bars] = await readSeries(lake, parent, {
    ...{ instruments: [entry.instrument.id], timeframe: entry.timeframe, from },
  });
  return bars as BarSeries;
}

function panelOf(read: BarSeries, gates: readonly Gate[], spec: ResolvedCodec): CandlePanel {
  const before = Math.max(0, read.length - CANDLES);
  const bars = sliceSeries(read, before, read.length);
  const { length, open, high, low, close, eventTime, instrument, shape } = bars;
  const isOhlc = shape === 'ohlc';
  const candles = Array.from({ length }, (_, at) => {
    const end = close[at] as number;
    const prices = isOhlc ? [open[at], high[at], low[at]] : [end, end, end];
    const [first = end, top = end, bottom = end] = prices;
    return { time: eventTime[at] as number, open: first, high: top, low: bottom, close: end };
  });
  const known = gates.filter(({ availableAt }) => availableAt <= (bars.availableAt[length - 1] as number));
  const places = known.map(({ availableAt }) => read.availableAt.findIndex((time) => time >= availableAt) - before);
  const placed = known.map((gate, index): DrawnGate => {
    const at = places[index] as number;
    const next = places[index + 1] ?? Infinity;
    const until = Math.min(next - 1, at + 2 * spec.stride, length - 1);
    return { at, until, regime: gate.regime ?? 'none', direction: gate.direction, decision: decisionOn(gate) };
  });
  // The one that holds at the left edge was known before it.
  const drawn = placed.filter(({ until }) => until >= 0);
  const decimals = (instrument.tickSize.split('.')[1] ?? '').length;
  const own = drawn.filter(({ at }) => at >= 0);
  const admitted = own.filter(({ decision }) => decision === 'admitted').length;
  const note = panelNote(length, { gates: own.length, admitted });
  return { name: `${instrument.id} ${bars.timeframe}`, candles, gates: drawn, decimals, note };
}

/** What one chart of candles shows. */
export function panelNote(candles: number, { gates, admitted }: Pick<Gathered, 'gates' | 'admitted'>): string {
  const shown = `The last ${countOf(candles, 'candle')}; ${countOf(gates, 'gate')}`;
  return gates === 0 ? `${shown}.` : `${shown}, ${admitted} of them admitted.`;
}

function decisionOn(gate: Gate): DrawnGate['decision'] {
  const { isAdmitted, reasons } = judgeGate(gate, DEFAULT_GUARDS);
  if (isAdmitted) return 'admitted';
  return reasons.every((reason) => reason === 'direction-missing') ? 'undirected' : 'refused';
}
