import { checkInteger } from '@assay/core/checks';
import type { RankingRow, VerdictName } from '@assay/contracts/schemas';
import { formatList, formatNumber, formatParameters, formatSigned, MISSING } from './format.ts';
import { RANKED_METRICS } from './metric-catalogue.ts';
import { terseReasons } from './rule-words.ts';
import { columnsOf, fitted, oneLine, shortened } from './terminal-text.ts';
import { VERDICT_WORDS } from './verdict-words.ts';

/** How a table is laid out. */
export interface RankingTableOptions {
  /** Columns of the terminal. Below 80 the table is as for 80, above 200 as for 200. */
  readonly width: number;
  /** Whether verdicts are coloured; the words and symbols are the same without. */
  readonly colour: boolean;
}

type TableRow = Omit<
  RankingRow,
  'selections' | 'period' | 'pack' | 'scoreVersion' | 'pessimisticVerdict' | 'parameterSets'
>;

interface Column {
  readonly title: readonly [upper: string, lower: string];
  readonly align: 'left' | 'right';
  /** Most columns that it takes. */
  readonly limit: number;
  text(row: TableRow): string;
}

const NARROWEST = 80;
const WIDEST = 200;
/** Fewest columns in which a reason can be read. */
const LEAST_REASON = 44;
const COLOURS: Readonly<Record<VerdictName, number>> = { candidate: 32, suspicious: 35, insufficient: 33, killed: 31 };
const BOLD = 1;
const DIM = 2;

const NUMBERS: readonly Column[] = [
  number('', 'Score', (row) => formatNumber(row.score, 'ratio')),
  number('Excess', 'Sharpe', (row) => formatNumber(row.metrics[RANKED_METRICS.excessSharpe], 'ratio')),
  number('Defl.', 'Sharpe', (row) => formatNumber(row.metrics[RANKED_METRICS.deflatedSharpe], 'probability')),
  number('Net', 'return', (row) => formatSigned(row.metrics[RANKED_METRICS.totalReturn], 'percent')),
  number('Max.', 'drawd.', (row) => formatNumber(row.metrics[RANKED_METRICS.maxDrawdown], 'percent')),
  number('', 'Trades', (row) => (row.failure === undefined ? formatNumber(row.trades, 'count') : MISSING)),
  number('', 'Trials', (row) => formatNumber(row.trials, 'count')),
];
const VERDICT = words('Verdict', 14, ({ verdict }) => `${VERDICT_WORDS[verdict].symbol} ${verdict}`);
const STRATEGY = words('Strategy', 24, ({ strategy }) => strategy);
const INSTRUMENTS = words('Instruments', 18, ({ instruments }) => formatList(instruments, 3));
const PARAMETERS = words('Parameters', 30, ({ params }) => formatParameters(params));
const REASON = words('Main reason', 64, mainReason);

/**
 * The ranking as text for a terminal: one line per row where it fits, else two or three.
 *
 * @param rows - in ranking order.
 * @returns lines of at most `width` columns, each ended by a line break.
 * @throws {InvalidArgumentError} if the width is not a whole number ≥ 1.
 */
export function renderRankingTable(rows: readonly TableRow[], options: RankingTableOptions): string {
  checkInteger('width', options.width, 1);
  if (rows.length === 0) return 'There is no row to rank.\n';
  const width = Math.min(WIDEST, Math.max(NARROWEST, options.width));
  const wide = narrowed(layOut([VERDICT, STRATEGY, INSTRUMENTS, PARAMETERS, ...NUMBERS, REASON], rows, 2), width);
  const lines = wide === undefined ? stackedLines(rows, { ...options, width }) : wideLines(wide, rows, options);
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

interface Layout {
  readonly columns: readonly { readonly column: Column; readonly width: number }[];
  readonly gap: string;
  readonly total: number;
}

function layOut(columns: readonly Column[], rows: readonly TableRow[], gap: number): Layout {
  const sized = columns.map((column) => {
    const needed = rows.map((row) => columnsOf(cellText(column, row)));
    const width = Math.min(column.limit, Math.max(...needed, ...column.title.map(columnsOf)));
    return { column, width };
  });
  const total = sized.reduce((sum, { width }) => sum + width, gap * (columns.length - 1));
  return { columns: sized, gap: ' '.repeat(gap), total };
}

/** The layout with a reason column that fills the width at most; undefined where too little of it would be left. */
function narrowed(layout: Layout, width: number): Layout | undefined {
  const excess = Math.max(0, layout.total - width);
  const columns = layout.columns.map((one) => (one.column === REASON ? { ...one, width: one.width - excess } : one));
  const isReadable =
    excess === 0 || columns.every(({ column, width: left }) => column !== REASON || left >= LEAST_REASON);
  return isReadable ? { ...layout, columns, total: layout.total - excess } : undefined;
}

function wideLines(layout: Layout, rows: readonly TableRow[], { colour }: RankingTableOptions): readonly string[] {
  return [...headLines(layout, colour), ...rows.map((row) => lineOf(layout, row, colour))];
}

/** Verdict, strategy and figures on a line of their own; below it what was traded, with which parameters, and why. */
function stackedLines(rows: readonly TableRow[], { width, colour }: RankingTableOptions): readonly string[] {
  const numbers = layOut(NUMBERS, rows, 1);
  const gap = width - numbers.total - VERDICT.limit - 2 >= 32 ? 2 : 1;
  const spaced = layOut([VERDICT, STRATEGY, ...NUMBERS], rows, gap);
  const fixed = spaced.columns
    .filter(({ column }) => column !== STRATEGY)
    .reduce((sum, one) => sum + one.width + gap, 0);
  const columns = spaced.columns.map((one) =>
    one.column === STRATEGY ? { ...one, width: Math.min(one.width, width - fixed) } : one,
  );
  const layout = { ...spaced, columns };
  const below = rows.map((row) => [lineOf(layout, row, colour), ...detailLines(row, width, colour)]);
  return [...headLines(layout, colour), ...below.flat()];
}

function detailLines(row: TableRow, width: number, colour: boolean): readonly string[] {
  const indent = '  ';
  const what = `${cellText(INSTRUMENTS, row)} · ${cellText(PARAMETERS, row)}`;
  const why = cellText(REASON, row);
  const together = `${indent}${what} · ${why}`;
  const lines = columnsOf(together) <= width ? [together] : [indent + what, indent + why];
  return lines.map((line) => paint(shortened(line, width), DIM, colour));
}

function headLines({ columns, gap }: Layout, colour: boolean): readonly string[] {
  return [0, 1].map((line) => {
    const texts = columns.map(({ column, width }) => fitted(column.title[line] ?? '', width, column.align));
    return paint(texts.join(gap).trimEnd(), BOLD, colour);
  });
}

function lineOf({ columns, gap }: Layout, row: TableRow, colour: boolean): string {
  const cells = columns.map(({ column, width }) => {
    const text = fitted(cellText(column, row), width, column.align);
    return column === VERDICT ? paint(text, COLOURS[row.verdict], colour) : text;
  });
  return cells.join(gap);
}

/** A cell in characters that every terminal has. */
function cellText(column: Column, row: TableRow): string {
  return oneLine(column.text(row).replaceAll('\u202f', '').replaceAll('\u2212', '-'));
}

function mainReason(row: TableRow): string {
  const [first, ...others] = terseReasons(row);
  if (first === undefined) return 'no reason was recorded';
  return others.length === 0 ? first : `${first} (+${others.length} more)`;
}

function paint(text: string, code: number, colour: boolean): string {
  return colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function number(upper: string, lower: string, text: (row: TableRow) => string): Column {
  return { title: [upper, lower], align: 'right', limit: 9, text };
}

function words(title: string, limit: number, text: (row: TableRow) => string): Column {
  return { title: ['', title], align: 'left', limit, text };
}
