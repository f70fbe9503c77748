import type { RosterEntryModel } from '@assay/contracts/schemas';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH, TIME_AXIS } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';

type Step = RosterEntryModel['history'][number];

/** How a state is drawn: a fill and a letter, so that nothing is told by colour alone. */
export const STATE_DRAWN: Readonly<
  Record<RosterEntryModel['state'], { readonly fill: string; readonly letter: string }>
> = {
  listed: { fill: 'var(--panel)', letter: 'L' },
  active: { fill: 'var(--candidate-soft)', letter: 'A' },
  tightened: { fill: 'var(--insufficient-soft)', letter: 'T' },
  failing: { fill: 'var(--killed-soft)', letter: 'F' },
  disabled: { fill: 'var(--muted-fill)', letter: 'D' },
};

/** How the outcome of a week is drawn. */
export const OUTCOME_SIGNS: Readonly<Record<Step['outcome'], string>> = {
  pass: '✓',
  borderline: '~',
  fail: '×',
  hold: '·',
};

/** Weeks that have room beside each other; older ones stand in the tables. */
export const MOST_WEEKS = 60;

const ROW_HEIGHT = 48;
const LEFT = 96;
const RIGHT = 12;
/** Width of a letter of the words in a band, on a small screen too, where letters are larger. */
const LETTER = 10;

/** A stretch of weeks in one state. */
interface Stretch {
  readonly instrument: string;
  readonly state: RosterEntryModel['state'];
  /** First and last week of it, as places among those drawn. */
  readonly from: number;
  readonly to: number;
}

/**
 * States as bands along the weeks, a line for each instrument; below each band the outcome of its weeks, with its reason under the
 * pointer.
 */
export function rosterChart(
  paper: ChartPaper,
  instruments: readonly RosterEntryModel[],
  reasonOf: (step: Step) => string,
): Markup {
  const { plot } = paper;
  const names = instruments.map(({ instrument }) => instrument);
  const histories = instruments.map((one) => ({ ...one, history: one.history.slice(-MOST_WEEKS) }));
  const weeks = histories[0]?.history.map(({ week }) => week) ?? [];
  const width = (FULL_WIDTH - LEFT - RIGHT) / Math.max(1, weeks.length);
  const stretches = histories.flatMap(stretchesOf);
  const steps = histories.flatMap(({ instrument, history }) =>
    history.map((step, at) => {
      const title = `${instrument} ${step.week}, ${step.outcome}, then ${step.state}: ${reasonOf(step)}`;
      return { at, instrument, title, sign: OUTCOME_SIGNS[step.outcome] };
    }),
  );
  const words = ({ state, from, to }: Stretch): string =>
    state.length * LETTER + 8 <= (to - from + 1) * width ? state : STATE_DRAWN[state].letter;
  const y = { fy: 'instrument' } as const;
  return paper.draw({
    width: FULL_WIDTH,
    height: names.length * ROW_HEIGHT + TIME_AXIS + 4,
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: 4,
    marginBottom: TIME_AXIS,
    fy: { domain: names, label: null, padding: 0.12, axis: 'left' },
    y: { domain: [1, 0], axis: null },
    x: {
      ...{ label: null, tickSize: 0, domain: [-0.5, weeks.length - 0.5] },
      ...{ ticks: ticksOf(weeks), tickFormat: tickText(weeks) },
    },
    color: { type: 'identity' },
    marks: [
      plot.rect(stretches, {
        ...y,
        ...{ x1: ({ from }: Stretch) => from - 0.5, x2: ({ to }: Stretch) => to + 0.5, y1: 0, y2: 0.58 },
        ...{ fill: ({ state }: Stretch) => STATE_DRAWN[state].fill, stroke: 'var(--axis)', strokeWidth: 0.7 },
        ...{ insetLeft: 0.5, insetRight: 0.5 },
      }),
      plot.text(stretches, {
        ...{ ...y, x: ({ from }: Stretch) => from - 0.5, y: 0.29, dx: 5 },
        ...{ text: words, textAnchor: 'start', fill: 'var(--ink)' },
      }),
      plot.text(steps, { ...y, x: 'at', y: 0.8, text: 'sign', title: 'title', fill: 'var(--ink)', fontSize: 13 }),
    ],
  });
}

function stretchesOf({ instrument, history }: Pick<RosterEntryModel, 'instrument' | 'history'>): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const [at, step] of history.entries()) {
    const state = step.state as RosterEntryModel['state'];
    const last = found.at(-1);
    if (last?.state === state) found[found.length - 1] = { ...last, to: at };
    else found.push({ instrument, state, from: at, to: at });
  }
  return found;
}

function ticksOf(weeks: readonly string[]): readonly number[] {
  const every = Math.max(1, Math.ceil(weeks.length / 14));
  return weeks.flatMap((_, index) => (index % every === 0 ? [index] : []));
}

/** The week, and its year where that is another one than at the tick before. */
function tickText(weeks: readonly string[]): (at: number) => string {
  const ticks = ticksOf(weeks);
  return (at) => {
    const [year = '', week = ''] = (weeks[at] ?? '').split('-');
    const before = weeks[ticks[ticks.indexOf(at) - 1] ?? -1]?.slice(0, 4);
    return year === before ? week : `${week}\n${year}`;
  };
}
