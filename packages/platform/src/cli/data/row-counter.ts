import { formatDuration, formatRate, LINE_INTERVAL_MS } from '../../telemetry/index.ts';
import type { CommandContext } from '../context.ts';
import { grouped } from '../text-table.ts';

/** Tells a person how many rows were read, where nobody knows how many there will be. */
export interface RowCounter {
  /** So many rows were read by now. */
  reached(rows: number): void;
  /** All of them were read. */
  finish(rows: number): void;
}

const REDRAW_MS = 100;

/** Counts nothing aloud. */
export const SILENT_COUNTER: RowCounter = { reached: () => undefined, finish: () => undefined };

/**
 * A line that is redrawn on a terminal; elsewhere a plain line now and then, and one at the end.
 *
 * @param now - milliseconds of a clock that never goes back.
 */
export function rowCounter(
  label: string,
  { stderr, env }: Pick<CommandContext, 'stderr' | 'env'>,
  now: () => number = () => performance.now(),
): RowCounter {
  const isTerminal = stderr.isTTY === true && env['TERM'] !== 'dumb';
  const startedAt = now();
  let [nextMs, width] = [isTerminal ? REDRAW_MS : LINE_INTERVAL_MS, 0];
  const draw = (text: string, end: string): void => {
    stderr.write(isTerminal ? `\r${text.padEnd(width)}${end}` : `${text}\n`);
    width = text.length;
  };
  return {
    reached: (rows) => {
      const elapsedMs = now() - startedAt;
      if (elapsedMs < nextMs) return;
      nextMs = elapsedMs + (isTerminal ? REDRAW_MS : LINE_INTERVAL_MS);
      draw([`${label}: ${grouped(rows)} rows`, formatRate(rows, elapsedMs)].join(', '), '');
    },
    finish: (rows) => {
      const elapsedMs = now() - startedAt;
      const rate = formatRate(rows, elapsedMs);
      const text = `${label}: ${grouped(rows)} rows in ${formatDuration(elapsedMs)}`;
      draw(rate === '' ? text : `${text}, ${rate}`, '\n');
    },
  };
}
