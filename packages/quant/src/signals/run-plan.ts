/**
 * Works a plan off in blocks of bars, step by step: a block of every step fits the processor's cache, memory does not grow
 * with the length of the series, and a stream is a run in blocks of one bar. There is no generated code.
 */
import { DataError } from '@assay/core/errors';
import { sessionQuantity } from '../features/index.ts';
import type { SessionQuantity } from '../features/index.ts';
import type { Bar, BarField, BarSeries, Instrument } from '../market/index.ts';
import type { SessionField } from './expression.ts';
import type { BlockKernel } from './operators/operator.ts';
import type { Plan, PlanStep } from './plan.ts';

/** Bars of a block. */
const BLOCK = 512;

const QUANTITIES: Readonly<Record<SessionField, SessionQuantity>> = {
  'session.minute': 'session-minute',
  'session.minutesLeft': 'session-minutes-left',
  'session.weekday': 'session-weekday',
  'session.nextWeekday': 'next-session-weekday',
};

/** The bars of a block as columns; only what a plan reads is looked at. */
type Columns = Pick<BarSeries, BarField | 'eventTime'>;

/** Fills the block of a step from bars, beginning at bar `from`. */
type Reader = (out: Float64Array, columns: Columns, block: { readonly from: number; readonly count: number }) => void;

/** The values of all expressions of a plan on a series: one column of shape (n,) each, shared by equal ones. */
export function computePlan(plan: Plan, series: BarSeries): readonly Float64Array[] {
  checkFields(plan, series);
  const run = new Run(plan, series.instrument, Math.min(BLOCK, Math.max(1, series.length)));
  const outputs = new Map(plan.roots.map((root) => [root, new Float64Array(series.length)]));
  for (let from = 0; from < series.length; from += BLOCK) {
    const count = Math.min(BLOCK, series.length - from);
    run.advance(series, from, count);
    for (const [root, output] of outputs) output.set(run.buffers[root].subarray(0, count), from);
  }
  return plan.roots.map((root) => outputs.get(root) ?? new Float64Array(0));
}

/** Takes one bar after another; gives the values of all expressions at each, in the same array every time. */
export function streamPlan(plan: Plan, instrument: Instrument): (bar: Bar) => Float64Array {
  const run = new Run(plan, instrument, 1);
  const cell = (): Float64Array => new Float64Array(1);
  const columns = { open: cell(), high: cell(), low: cell(), close: cell(), volume: cell(), eventTime: cell() };
  const values = new Float64Array(plan.roots.length);
  return (bar) => {
    columns.open[0] = bar.open;
    columns.high[0] = bar.high;
    columns.low[0] = bar.low;
    columns.close[0] = bar.close;
    columns.volume[0] = bar.volume;
    columns.eventTime[0] = bar.eventTime;
    run.advance(columns, 0, 1);
    for (let i = 0; i < values.length; i++) values[i] = run.buffers[plan.roots[i]][0];
    return values;
  };
}

/** The columns of bars that a plan reads, in the order in which it does. */
export function fieldsOf(plan: Plan): readonly (BarField | SessionField)[] {
  return plan.steps.flatMap((step) => (step.kind === 'field' ? [step.field] : []));
}

/** A plan in motion. */
class Run {
  readonly buffers: readonly Float64Array[];
  private readonly works: readonly ((columns: Columns, from: number, count: number) => void)[];

  constructor(plan: Plan, instrument: Instrument, size: number) {
    this.buffers = plan.steps.map(() => new Float64Array(size));
    this.works = plan.steps.flatMap((step, i) => {
      if (step.kind === 'call') return [this.callWork(step, i)];
      if (step.kind === 'field') return [this.fieldWork(readerOf(step.field, instrument), i)];
      this.buffers[i].fill(step.value);
      return [];
    });
  }

  advance(columns: Columns, from: number, count: number): void {
    for (const work of this.works) work(columns, from, count);
  }

  private callWork(step: Extract<PlanStep, { kind: 'call' }>, index: number): Run['works'][number] {
    const kernel: BlockKernel = step.operator.kernel(step.constants, step.warmUp);
    const inputs = step.inputs.map((input) => this.buffers[input]);
    const out = this.buffers[index];
    return (_columns, _from, count) => kernel(out, inputs, count);
  }

  private fieldWork(read: Reader, index: number): Run['works'][number] {
    const out = this.buffers[index];
    return (columns, from, count) => read(out, columns, { from, count });
  }
}

function readerOf(field: BarField | SessionField, instrument: Instrument): Reader {
  if (isSessionField(field)) {
    const quantity = sessionQuantity(QUANTITIES[field], instrument);
    return (out, { eventTime }, { from, count }) => {
      for (let i = 0; i < count; i++) out[i] = quantity(eventTime[from + i]);
    };
  }
  return (out, columns, { from, count }) => {
    const column = columns[field];
    for (let i = 0; i < count; i++) out[i] = column[from + i];
  };
}

function isSessionField(field: BarField | SessionField): field is SessionField {
  return Object.hasOwn(QUANTITIES, field);
}

function checkFields(plan: Plan, series: BarSeries): void {
  if (series.shape === 'ohlc') return;
  const field = fieldsOf(plan).find((one) => one === 'open' || one === 'high' || one === 'low');
  if (field === undefined) return;
  const id = series.instrument.id;
  throw new DataError(`an expression reads the ${field} of each bar; '${id}' has closes only`, {
    code: 'DATA_UNFIT',
    context: { field, instrument: id },
    hint: 'Write the expression of the close, or use data with open, high and low.',
  });
}
