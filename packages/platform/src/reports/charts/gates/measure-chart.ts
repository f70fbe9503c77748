import type { Markup } from '../../markup.ts';
import { HALF_WIDTH } from '../chart-paper.ts';
import type { ChartPaper } from '../chart-paper.ts';

/** A measure of gates, and the same on noise. */
export interface MeasurePanel {
  readonly name: string;
  /** Of the gates, in any order. */
  readonly values: Float64Array;
  /** On noise, in any order; a level is drawn against a level line instead. */
  readonly noise: Float64Array | 'uniform';
  readonly note: string;
}

const PLACES = 32;

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** Shares of gates as bars, shares of noise as a line. */
export function measureChart(paper: ChartPaper, { values, noise }: MeasurePanel): Markup {
  const { plot } = paper;
  const [low, high] = noise === 'uniform' ? [0, 1] : rangeOf([values, noise]);
  const places = noise === 'uniform' ? 10 : PLACES;
  const own = binsOf(values, low, high, places);
  const other =
    noise === 'uniform' ? own.map((bin) => ({ ...bin, share: 1 / places })) : binsOf(noise, low, high, places);
  const steps = other.flatMap(({ from, to, share }) => [
    { at: from, share },
    { at: to, share },
  ]);
  return paper.draw({
    width: HALF_WIDTH,
    height: 170,
    marginLeft: 44,
    marginRight: 14,
    marginTop: 10,
    marginBottom: 28,
    x: { label: null, domain: [low, high], ticks: 6 },
    y: { label: null, grid: true, ticks: 4, zero: true, tickFormat: (value: number) => `${Math.round(100 * value)}%` },
    marks: [
      plot.rectY(own, {
        x1: 'from',
        x2: 'to',
        y: 'share',
        fill: 'var(--strategy)',
        fillOpacity: 0.65,
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      plot.line(steps, { x: 'at', y: 'share', stroke: 'var(--below)', strokeWidth: 1.8 }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}

/** From the lowest to the highest of what lies between the outer thousandths. */
function rangeOf(all: readonly Float64Array[]): readonly [number, number] {
  const ends = all.flatMap((values) => {
    const sorted = values.filter((value) => Number.isFinite(value)).sort();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
    return sorted.length === 0 ? [] : [at(0.001), at(0.999)];
  });
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = high > low ? 0.02 * (high - low) : 0.5;
  return [low - room, high + room];
}

function binsOf(values: Float64Array, low: number, high: number, places: number): readonly Bin[] {
  const counts = new Float64Array(places);
  let known = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    known++;
    const place = Math.min(places - 1, Math.max(0, Math.floor((places * (value - low)) / (high - low))));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const width = (high - low) / places;
  return Array.from(counts, (count, place) => ({
    ...{ from: low + place * width, to: low + (place + 1) * width },
    share: known === 0 ? 0 : count / known,
  }));
}
