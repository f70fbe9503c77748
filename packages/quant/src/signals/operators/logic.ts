import { call } from '../expression.ts';
import type { Expression } from '../expression.ts';
import type { BlockKernel, Operator, PrimitiveOperator } from './operator.ts';

const NONE = (): number => 0;

// True is 1, false 0, unknown NaN. Comparisons go by the sign of the difference, which is 0 only between equal numbers:
// no branch depends on prices, which no processor foresees.
const less: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = Math.max(Math.sign(y[i] - x[i]), 0);
};

const atMost: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = 1 - Math.max(Math.sign(x[i] - y[i]), 0);
};

const equal: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = 1 - Math.abs(Math.sign(x[i] - y[i]));
};

const unequal: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = Math.abs(Math.sign(x[i] - y[i]));
};

const not: BlockKernel = (out, [x], count) => {
  for (let i = 0; i < count; i++) out[i] = 1 - x[i];
};

/** False where an input is false, else unknown where one is unknown, else true. */
const and: BlockKernel = (out, inputs, count) => {
  let x = inputs[0];
  for (const y of inputs.slice(1)) {
    for (let i = 0; i < count; i++) {
      const both = x[i] * y[i];
      out[i] = Number.isNaN(both) && (x[i] === 0 || y[i] === 0) ? 0 : both;
    }
    x = out;
  }
};

/** True where an input is true, else unknown where one is unknown, else false. */
const or: BlockKernel = (out, inputs, count) => {
  let x = inputs[0];
  for (const y of inputs.slice(1)) {
    for (let i = 0; i < count; i++) {
      const either = Math.max(x[i], y[i]);
      out[i] = Number.isNaN(either) && (x[i] === 1 || y[i] === 1) ? 1 : either;
    }
    x = out;
  }
};

const choose: BlockKernel = (out, [condition, x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = condition[i] === 1 ? x[i] : condition[i] === 0 ? y[i] : NaN;
};

/** An operator that can know its value before all of its inputs do: it waits for the warm-up of the whole call. */
export function blanked(kernel: BlockKernel, blank: number): BlockKernel {
  let left = blank;
  if (left === 0) return kernel;
  return (out, inputs, count) => {
    kernel(out, inputs, count);
    if (left === 0) return;
    const bars = Math.min(left, count);
    out.fill(NaN, 0, bars);
    left -= bars;
  };
}

function comparison(name: string, kernel: BlockKernel, type: 'number' | 'same' = 'number'): PrimitiveOperator {
  return {
    name,
    inputs: [type, type],
    constants: [],
    result: 'boolean',
    isPointwise: true,
    isCommutative: type === 'same',
    warmUp: NONE,
    kernel: () => kernel,
  };
}

function connective(name: string, kernel: BlockKernel): PrimitiveOperator {
  return {
    ...comparison(name, kernel),
    inputs: ['boolean', 'boolean'],
    isVariadic: true,
    isCommutative: true,
    isChain: true,
    kernel: (_, blank) => blanked(kernel, blank),
  };
}

function turned(name: string, instead: string): Operator {
  const expand = ([x, y]: readonly Expression[]): Expression => call(instead, y, x);
  return { name, inputs: ['number', 'number'], constants: [], result: 'boolean', expand };
}

/** low ≤ x and x ≤ high. */
const between: BlockKernel = (out, [x, low, high], count) => {
  for (let i = 0; i < count; i++) {
    const isOut = x[i] < low[i] || x[i] > high[i];
    out[i] = isOut ? 0 : x[i] >= low[i] && x[i] <= high[i] ? 1 : NaN;
  }
};

/** x was at or below y one bar before, and is above it now. */
function crossing(): BlockKernel {
  let [beforeX, beforeY] = [NaN, NaN];
  return (out, [x, y], count) => {
    for (let i = 0; i < count; i++) {
      const isOut = beforeX > beforeY || x[i] <= y[i];
      out[i] = isOut ? 0 : beforeX <= beforeY && x[i] > y[i] ? 1 : NaN;
      beforeX = x[i];
      beforeY = y[i];
    }
  };
}

/** Comparisons and connectives in Kleene's logic of true, false and unknown. */
export const LOGIC: readonly Operator[] = [
  comparison('<', less),
  comparison('<=', atMost),
  turned('>', '<'),
  turned('>=', '<='),
  comparison('==', equal, 'same'),
  comparison('!=', unequal, 'same'),
  { ...comparison('not', not), inputs: ['boolean'] },
  connective('and', and),
  connective('or', or),
  {
    ...comparison('if', choose),
    inputs: ['boolean', 'same', 'same'],
    result: 'same',
    kernel: (_, blank) => blanked(choose, blank),
  },
  {
    ...comparison('between', between),
    inputs: ['number', 'number', 'number'],
    labels: ['x', 'low', 'high'],
    kernel: (_, blank) => blanked(between, blank),
  },
  {
    ...comparison('crossesAbove', less),
    isPointwise: false,
    warmUp: () => 1,
    kernel: (_, blank) => blanked(crossing(), blank),
  },
  turned('crossesBelow', 'crossesAbove'),
];
