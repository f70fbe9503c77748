/** Rows of the tables of docs/studies/gates.md, made of what the commands of the page print. */
import type { GridResult, RosterModel } from '@assay/contracts/schemas';
import { isoWeekNamed, rosterPersistence, weekAfter } from '@assay/quant/evidence';
import type { FollowedWeeks, WeekOutcome } from '@assay/quant/evidence';
import { countOf } from '../../src/cli/text-table.ts';
import { GRID_VERDICT_NAMES } from '../../src/reports/index.ts';

/** A cell of `assay gates outcomes --json`, as far as the page shows it. */
export interface StudiedCell {
  readonly instrument: string;
  readonly horizon: string;
  readonly groups: Readonly<Record<'admitted' | 'rejected', StudiedGroup>>;
  readonly hazardArea: { readonly area: number; readonly low: number; readonly high: number };
}

interface StudiedGroup {
  readonly n: number;
  readonly meanBp: number;
  readonly meanCostBp: number | null;
  readonly meanNetBp: number | null;
  readonly test: {
    readonly p: number;
    readonly lowBp: number;
    readonly highBp: number;
    readonly adjustedP: number;
    readonly adjustedNetP: number | null;
  };
}

/** What `assay backtest run --json` prints, as far as the page shows it. */
export interface TradedSummary {
  readonly outcomes: readonly {
    readonly under: string;
    readonly trades: number;
    readonly totalReturn: number;
    readonly costs: number;
  }[];
  readonly evidence: { readonly sharpe: number; readonly lower: number; readonly upper: number };
}

const NONE = '–';

/** Cells of a row with single spaces, as `tableRows` reads them. */
function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Every row of the tables of a page, without the spaces that align them. */
export function tableRows(page: string): readonly string[] {
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) => line.replaceAll(/ +/gu, ' ').trim());
}

const fixed = (value: number | null, digits: number): string => (value === null ? NONE : value.toFixed(digits));
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** Shares of gates of an instrument. */
export interface BuiltShares {
  /** With a low hazard, as the codec reads the bars, and without their spreads and volumes. */
  readonly low: number;
  readonly plain: number;
  /** Admitted of the bars in random order. */
  readonly random: number;
}

/** Gates of an instrument: how many, shares of them, how many are admitted. */
export function builtRow(
  label: string,
  { gates, admitted }: { readonly gates: number; readonly admitted: number },
  { low, plain, random }: BuiltShares,
): string {
  const share = `${admitted} (${percent(admitted / gates)})`;
  return row(label, grouped(gates), percent(low), percent(plain), share, percent(random));
}

const HORIZONS: Readonly<Record<string, string>> = {
  '5m': '5 min',
  '30m': '30 min',
  '60m': '60 min',
  '240m': '240 min',
  '24h': '24 h',
};

/** What followed the admitted gates of a cell. */
export function followedRow(label: string, { horizon, groups, hazardArea }: StudiedCell): string {
  const { n, meanBp, meanCostBp, meanNetBp, test } = groups.admitted;
  return row(
    ...[label, HORIZONS[horizon] ?? horizon, String(n), fixed(meanBp, 2), fixed(meanCostBp, 2), fixed(meanNetBp, 2)],
    ...[fixed(test.p, 3), test.adjustedP === 1 ? '1' : fixed(test.adjustedP, 3)],
    `${fixed(hazardArea.area, 2)} (${fixed(hazardArea.low, 2)} to ${fixed(hazardArea.high, 2)})`,
  );
}

/** What trading a profile came to. */
export function tradedRow(label: string, { outcomes, evidence }: TradedSummary): string {
  const under = (name: string): TradedSummary['outcomes'][number] => {
    const found = outcomes.find((one) => one.under === name);
    if (found === undefined) throw new Error(`nothing under ${name}`);
    return found;
  };
  const [base, twice] = [under('base'), under('costs ×2')];
  const { sharpe, lower, upper } = evidence;
  return row(
    ...[label, String(base.trades), percent(base.totalReturn), percent(twice.totalReturn)],
    `${fixed(sharpe, 2)} (${fixed(lower, 2)} to ${fixed(upper, 2)})`,
  );
}

/** The best of the qualified cells of an instrument. */
export function gridRow(label: string, one: GridResult['instruments'][number]): string {
  const { best, cells, evidence } = one;
  const cell = best === null ? undefined : cells[best];
  if (cell === undefined || evidence === null)
    return row(label, 'none: nothing gains', ...Array<string>(6).fill(NONE), 'insufficient');
  const { maxHazard, minRepetitions, holdMinutes } = cell.axes;
  const { metrics } = cell;
  const deflated = Math.min(evidence.deflatedSharpe.value ?? NaN, evidence.deflatedSharpeAtNull.value ?? NaN);
  return row(
    ...[
      label,
      `cap ${String(maxHazard)}, ${countOf(Number(minRepetitions), 'repetition')}, ${String(holdMinutes)} min`,
    ],
    ...[String(evidence.trials), String(metrics.trades), percent(metrics.returnFraction ?? NaN)],
    ...[fixed(metrics.sharpe, 2), fixed(deflated, 2), fixed(evidence.overfitting?.pbo.value ?? null, 2)],
    GRID_VERDICT_NAMES[evidence.verdict].toLowerCase(),
  );
}

const SIGNS: Readonly<Record<WeekOutcome, string>> = { pass: 'p', borderline: 'b', fail: 'f', hold: '.' };
/** Weeks that the grid of a week looks back on. */
const WINDOW = 13;

/** An instrument of a roster as two lines: a letter for what each week said, and one for where it left the instrument. */
export interface RosterLines {
  readonly instrument: string;
  readonly said: string;
  readonly states: string;
}

/** Those lines of a roster. */
export function rosterLines({ instruments }: RosterModel): readonly RosterLines[] {
  return instruments.map(({ instrument, history }) => ({
    instrument,
    said: history.map(({ outcome }) => SIGNS[outcome]).join(''),
    states: history.map(({ state }) => state.slice(0, 1).toUpperCase()).join(''),
  }));
}

/** The lines of a block of the page: an instrument and what its weeks said, and below it their states. */
export function readRosterLines(block: string): readonly RosterLines[] {
  return [...block.matchAll(/^(\S+) +([pbf.]+)\n +([LATFD]+)$/gmu)].map(
    ([, instrument = '', said = '', states = '']) => ({
      ...{ instrument, said, states },
    }),
  );
}

/** Weeks of a roster by what they said, and by where each left its instrument. */
export function rosterRow(label: string, lines: readonly RosterLines[]): string {
  const count = (text: string, sign: string): string => String([...text].filter((one) => one === sign).length);
  const [said, states] = [lines.map((one) => one.said).join(''), lines.map((one) => one.states).join('')];
  return row(
    ...[label, String(said.length), ...['p', 'b', 'f', '.'].map((sign) => count(said, sign))],
    ...['A', 'T', 'F', 'D'].map((sign) => count(states, sign)),
  );
}

/** How many weeks passed after one that had passed, and after one that had not. */
export function followingRow(label: string, lines: readonly RosterLines[], apart: number): string {
  const outcomes = new Map(Object.entries(SIGNS).map(([outcome, sign]) => [sign, outcome as WeekOutcome]));
  const first = isoWeekNamed('2016-W01');
  const histories = lines.map(({ said }) =>
    [...said].map((sign, at) => ({ week: weekAfter(first, at).name, outcome: outcomes.get(sign) ?? 'hold' })),
  );
  const { afterPass, afterOther } = rosterPersistence(histories, { apart, window: WINDOW });
  return row(label, countOf(apart, 'week'), shareText(afterPass), shareText(afterOther));
}

function shareText({ pairs, passed, share, interval }: FollowedWeeks): string {
  if (pairs === 0) return NONE;
  const range = interval === undefined ? '' : `, ${percent(interval.lower)} to ${percent(interval.upper)}`;
  return `${passed} of ${pairs} (${percent(share)}${range})`;
}
