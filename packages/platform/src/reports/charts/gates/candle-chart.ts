import type { Markup } from '../../markup.ts';
import { FULL_WIDTH } from '../chart-paper.ts';
import type { ChartPaper, Mark } from '../chart-paper.ts';
import { REGIME_DRAWN } from './gate-regimes.ts';

/** One candle; where only the close is known all four are the close. */
export interface Candle {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A gate in the picture. */
export interface DrawnGate {
  /** Place among the candles: the first that ends when the gate is known; below 0 before the first that is drawn. */
  readonly at: number;
  /** Place of the last candle that it holds for. */
  readonly until: number;
  readonly regime: string;
  readonly direction: number;
  /** `undirected`: all that it lacks is a direction. */
  readonly decision: 'admitted' | 'undirected' | 'refused';
}

/** The last stretch of one instrument. */
export interface CandlePanel {
  readonly name: string;
  readonly candles: readonly Candle[];
  readonly gates: readonly DrawnGate[];
  /** Decimals of its prices. */
  readonly decimals: number;
  readonly note: string;
}

const TICKS = 8;

/** Candles one beside the other, without the hours in which the market was closed; behind them the regime in force. */
export function candleChart(paper: ChartPaper, { candles, gates, decimals }: CandlePanel): Markup {
  const { plot } = paper;
  const [low, high] = [Math.min(...candles.map((one) => one.low)), Math.max(...candles.map((one) => one.high))];
  const room = 0.06 * (high - low || Math.abs(high) || 1);
  const places = candles.map((candle, at) => ({ ...candle, at }));
  const bands = gates.flatMap(({ at, until, regime }) => {
    const drawn = REGIME_DRAWN[regime];
    return drawn === undefined ? [] : [{ from: Math.max(0, at) - 0.5, to: until + 0.5, ...drawn }];
  });
  const marks = gates
    .filter(({ at, decision }) => at >= 0 && decision !== 'refused')
    .map((gate) => markOf(gate, candles, room));
  const isCloseOnly = candles.every((one) => one.high === one.low);
  return paper.draw({
    width: FULL_WIDTH,
    height: 300,
    marginLeft: 64,
    marginRight: 12,
    marginTop: 22,
    marginBottom: 30,
    x: {
      label: null,
      domain: [-0.5, candles.length - 0.5],
      ticks: ticksOf(candles.length),
      tickFormat: tickText(candles),
    },
    y: {
      label: null,
      grid: true,
      ticks: 5,
      domain: [low - 2 * room, high + 2 * room],
      tickFormat: (value: number) => value.toFixed(decimals),
    },
    marks: [
      plot.rect(bands, { x1: 'from', x2: 'to', fill: 'fill', fillOpacity: 0.2, insetLeft: 0.5, insetRight: 0.5 }),
      plot.text(bands, {
        x: 'from',
        dx: 3,
        frameAnchor: 'top',
        dy: -14,
        text: 'letter',
        textAnchor: 'start',
        fill: 'var(--ink)',
      }),
      ...(isCloseOnly
        ? [plot.line(places, { x: 'at', y: 'close', stroke: 'var(--ink)', strokeWidth: 1.2 })]
        : wicksAndBodies(plot, places)),
      plot.dot(marks, {
        x: 'at',
        y: 'price',
        symbol: 'symbol',
        rotate: 'turn',
        r: 5,
        fill: ({ isFull }: { readonly isFull: boolean }) => (isFull ? 'var(--held)' : 'none'),
        stroke: 'var(--held)',
      }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}

function wicksAndBodies(plot: ChartPaper['plot'], places: readonly Candle[]): readonly Mark[] {
  return [
    plot.ruleX(places, { x: 'at', y1: 'low', y2: 'high', stroke: 'var(--muted)', strokeWidth: 0.8 }),
    plot.ruleX(places, {
      ...{ x: 'at', y1: 'open', y2: 'close', strokeWidth: 3 },
      stroke: ({ open, close }: Candle) => (close >= open ? 'var(--strategy)' : 'var(--ink)'),
    }),
  ];
}

function markOf(
  { at, direction, decision }: DrawnGate,
  candles: readonly Candle[],
  room: number,
): {
  readonly at: number;
  readonly price: number;
  readonly symbol: string;
  readonly turn: number;
  readonly isFull: boolean;
} {
  const { high = NaN, low = NaN } = candles[at] ?? {};
  const isUp = direction > 0;
  const symbol = direction === 0 ? 'circle' : 'triangle';
  return {
    at,
    price: isUp ? low - room : high + room,
    symbol,
    turn: direction < 0 ? 180 : 0,
    isFull: decision === 'admitted',
  };
}

function ticksOf(length: number): readonly number[] {
  const step = Math.max(1, Math.floor(length / TICKS));
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step);
}

function tickText(candles: readonly Candle[]): (at: number) => string {
  const spacing = (candles[1]?.time ?? 0) - (candles[0]?.time ?? 0);
  const isDaily = spacing >= 20 * 3_600_000;
  return (at) => {
    const { time } = candles[at] ?? {};
    if (time === undefined) return '';
    const text = new Date(time).toISOString();
    return isDaily ? text.slice(0, 10) : `${text.slice(5, 10)} ${text.slice(11, 16)}`;
  };
}
