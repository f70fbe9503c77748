/** One trade on its chart: candles, entry and exit, stop and target, the account's equity below. Drawn without a library. */
import type { TradeExplanation } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';

const SIZE = { width: 1000, height: 620, left: 80, right: 20, top: 70, candles: 340, gap: 50, equity: 110 };
/** Bars that are drawn before the entry and after the exit, and most in all. */
const BESIDE = 20;
const MOST_BARS = 400;

/** Keeps a label readable over candles. */
const HALO = 'stroke="#ffffff" stroke-width="3" paint-order="stroke"';

/** Lines across the chart. */
export interface PictureLevels {
  readonly stop: number | undefined;
  readonly target: number | undefined;
}

/** The picture as SVG that stands alone. */
export function tradePicture(trade: TradeExplanation, bars: BarSeries, levels: PictureLevels): string {
  const [first, last] = rangeOf(trade, bars);
  const n = last - first + 1;
  const step = (SIZE.width - SIZE.left - SIZE.right) / n;
  const x = (bar: number): number => SIZE.left + (bar - first + 0.5) * step;
  const prices = priceScale(trade, bars, [first, last], levels);
  const parts = [
    title(trade),
    ...axis(prices.ticks, prices.y, (value) => short(value)),
    ...candles(bars, [first, last], { x, y: prices.y, step }),
    ...levelLines(levels, prices.y),
    marker(x(trade.entry.bar), prices.y(trade.entry.price), 'entry', trade.entry.side === 'buy'),
    marker(x(trade.exit.bar), prices.y(trade.exit.price), 'exit', trade.exit.side === 'buy'),
    ...equityPart(trade, bars, x),
    ...dates(bars, [first, last], x),
  ];
  const box = `viewBox="0 0 ${SIZE.width} ${SIZE.height}" width="${SIZE.width}" height="${SIZE.height}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="sans-serif" font-size="13" role="img" ` +
    `aria-label="${escaped(label(trade))}"><rect width="100%" height="100%" fill="#ffffff"/>${parts.join('')}</svg>\n`
  );
}

/** The picture and the text of a trade as a page that stands alone. */
export function tradePage(svg: string, text: string, trade: TradeExplanation): string {
  const style =
    'body{margin:24px;font:15px/1.5 system-ui,sans-serif;color:#1b2733;background:#fff}svg{max-width:100%;height:auto}' +
    'pre{font:13px/1.45 ui-monospace,monospace;overflow-x:auto;background:#f4f6f8;padding:16px;border-radius:6px}';
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(label(trade))}</title>` +
    `<meta name="viewport" content="width=device-width"><style>${style}</style></head><body><main>` +
    `<h1>${escaped(label(trade))}</h1>${svg}<pre>${escaped(text)}</pre></main></body></html>\n`
  );
}

function label({ trade, row, instrument, direction }: TradeExplanation): string {
  return `Trade ${trade} of ${row}: ${direction} ${instrument}`;
}

function rangeOf({ entry, exit }: TradeExplanation, bars: BarSeries): readonly [number, number] {
  const first = Math.max(0, entry.bar - BESIDE);
  const last = Math.min(bars.length - 1, exit.bar + BESIDE);
  return [first, Math.min(last, first + MOST_BARS - 1)];
}

interface Scale {
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
}

function scale(low: number, high: number, top: number, height: number): Scale {
  const room = high > low ? (high - low) * 0.06 : Math.max(1, Math.abs(high)) * 0.01;
  const [from, to] = [low - room, high + room];
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return { y: (value) => top + height - ((value - from) / (to - from)) * height, ticks };
}

function priceScale(
  trade: TradeExplanation,
  bars: BarSeries,
  [first, last]: readonly [number, number],
  levels: PictureLevels,
): Scale {
  const values = [trade.entry.price, trade.exit.price, levels.stop ?? NaN, levels.target ?? NaN];
  for (let i = first; i <= last; i++) {
    values.push(bars.high[i] as number, bars.low[i] as number, bars.close[i] as number);
  }
  const known = values.filter((value) => Number.isFinite(value));
  return scale(Math.min(...known), Math.max(...known), SIZE.top, SIZE.candles);
}

function title(trade: TradeExplanation): string {
  const net = trade.attribution.net / 1e6;
  const second = `${trade.lots} lots, net ${net.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${trade.accountCurrency}; ${trade.entry.rule} to ${trade.exit.rule}`;
  return (
    `<text x="${SIZE.left}" y="26" font-size="18" fill="#1b2733">${escaped(label(trade))}</text>` +
    `<text x="${SIZE.left}" y="48" fill="#51606e">${escaped(second)}</text>`
  );
}

function axis(
  ticks: readonly number[],
  y: (value: number) => number,
  text: (value: number) => string,
): readonly string[] {
  const right = SIZE.width - SIZE.right;
  return ticks.map((tick) => {
    const at = y(tick).toFixed(1);
    return (
      `<line x1="${SIZE.left}" x2="${right}" y1="${at}" y2="${at}" stroke="#e2e7ec"/>` +
      `<text x="${SIZE.left - 8}" y="${at}" dy="4" text-anchor="end" fill="#51606e">${escaped(text(tick))}</text>`
    );
  });
}

interface Place {
  readonly x: (bar: number) => number;
  readonly y: (value: number) => number;
  readonly step: number;
}

function candles(bars: BarSeries, [first, last]: readonly [number, number], { x, y, step }: Place): readonly string[] {
  const drawn: string[] = [];
  const wide = Math.max(1, Math.min(14, step * 0.65));
  for (let i = first; i <= last; i++) {
    const close = bars.close[i] as number;
    if (!Number.isFinite(close)) continue;
    const [open = close, high = close, low = close] = [bars.open[i], bars.high[i], bars.low[i]].map((value) =>
      Number.isFinite(value) ? value : undefined,
    );
    const isUp = close >= open;
    const [top, bottom] = [y(Math.max(open, close)), y(Math.min(open, close))];
    const at = x(i).toFixed(1);
    drawn.push(
      `<line x1="${at}" x2="${at}" y1="${y(high).toFixed(1)}" y2="${y(low).toFixed(1)}" stroke="#6b7a88"/>` +
        `<rect x="${(x(i) - wide / 2).toFixed(1)}" y="${top.toFixed(1)}" width="${wide.toFixed(1)}" ` +
        `height="${Math.max(1, bottom - top).toFixed(1)}" fill="${isUp ? '#ffffff' : '#6b7a88'}" stroke="#6b7a88"/>`,
    );
  }
  return drawn;
}

function levelLines({ stop, target }: PictureLevels, y: (value: number) => number): readonly string[] {
  const line = (name: string, value: number | undefined, colour: string): readonly string[] => {
    if (value === undefined) return [];
    const at = y(value).toFixed(1);
    const right = SIZE.width - SIZE.right;
    return [
      `<line x1="${SIZE.left}" x2="${right}" y1="${at}" y2="${at}" stroke="${colour}" stroke-dasharray="6 4"/>` +
        `<text x="${right}" y="${at}" dy="-5" text-anchor="end" fill="${colour}" ${HALO}>${name} ${short(value)}</text>`,
    ];
  };
  return [...line('stop', stop, '#b3261e'), ...line('target', target, '#1b6e3c')];
}

/** A triangle that points up for a purchase and down for a sale, with its name. */
function marker(x: number, y: number, name: string, isBuy: boolean): string {
  const down = isBuy ? 1 : -1;
  const points = [
    [x, y],
    [x - 7, y + 13 * down],
    [x + 7, y + 13 * down],
  ];
  const text = points.map((point) => point.map((one) => one.toFixed(1)).join(',')).join(' ');
  const colour = name === 'entry' ? '#0b57d0' : '#8430ce';
  return (
    `<polygon points="${text}" fill="${colour}"/>` +
    `<text x="${x.toFixed(1)}" y="${(y + 29 * down).toFixed(1)}" text-anchor="middle" fill="${colour}" ${HALO}>${name}</text>`
  );
}

function equityPart(
  { marks, accountCurrency }: TradeExplanation,
  bars: BarSeries,
  x: (bar: number) => number,
): readonly string[] {
  const top = SIZE.top + SIZE.candles + SIZE.gap;
  const name = `<text x="${SIZE.left}" y="${top - 8}" fill="#51606e">Equity of the account, ${escaped(accountCurrency)}</text>`;
  const points = marks.map(({ time, equity }) => {
    const closed = bars.eventTime.findLastIndex((one) => one <= Date.parse(time));
    return { x: x(closed), equity: equity / 1e6 };
  });
  if (points.length === 0) return [name];
  const values = points.map(({ equity }) => equity);
  const { y, ticks } = scale(Math.min(...values), Math.max(...values), top, SIZE.equity);
  const line = points.map((point) => `${point.x.toFixed(1)},${y(point.equity).toFixed(1)}`).join(' ');
  const dots =
    points.length > 60
      ? []
      : points.map(
          (point) => `<circle cx="${point.x.toFixed(1)}" cy="${y(point.equity).toFixed(1)}" r="2.5" fill="#0b57d0"/>`,
        );
  const sparse = ticks.filter((_, k) => ticks.length <= 4 || k % 2 === 0);
  return [
    name,
    ...axis(sparse, y, short),
    `<polyline points="${line}" fill="none" stroke="#0b57d0" stroke-width="2"/>`,
    ...dots,
  ];
}

function dates(
  bars: BarSeries,
  [first, last]: readonly [number, number],
  x: (bar: number) => number,
): readonly string[] {
  const every = Math.max(1, Math.ceil((last - first + 1) / 7));
  const y = SIZE.top + SIZE.candles + SIZE.gap + SIZE.equity + 28;
  const isIntraday = (bars.eventTime[first + 1] ?? 0) - (bars.eventTime[first] ?? 0) < 72_000_000;
  const drawn: string[] = [];
  for (let i = first; i <= last; i += every) {
    const text = formatIsoTime(bars.eventTime[i] as number);
    const shown = isIntraday ? text.slice(5, 16).replace('T', ' ') : text.slice(0, 10);
    drawn.push(`<text x="${x(i).toFixed(1)}" y="${y}" text-anchor="middle" fill="#51606e">${shown}</text>`);
  }
  return drawn;
}

function short(value: number): string {
  return Number(value.toPrecision(9)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}
