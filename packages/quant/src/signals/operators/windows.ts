import { correlationStream, returnKernel, trueRangeStream, WINDOW_KERNELS } from '../../features/index.ts';
import type { ColumnKernel, WindowTermName } from '../../features/index.ts';
import { call } from '../expression.ts';
import { blanked } from './logic.ts';
import { finite } from './operator.ts';
import type { BlockKernel, Operator, PrimitiveOperator } from './operator.ts';

/** Names of functions whose terms are written otherwise. */
const FUNCTION_OF_TERM: Partial<Readonly<Record<WindowTermName, string>>> = {
  'rolling-max': 'rollingMax',
  'rolling-min': 'rollingMin',
  'efficiency-ratio': 'efficiencyRatio',
  'permutation-entropy-3': 'permutationEntropy3',
  'permutation-entropy-5': 'permutationEntropy5',
};

const window = (min: number): { readonly name: string; readonly min: number } => ({ name: 'window', min });
const lag = (min: number): { readonly name: string; readonly min: number } => ({ name: 'lag', min });

/** A function of one number over the past, by the kernel of the term of the same name. */
function columnFunction(
  name: string,
  constant: PrimitiveOperator['constants'][number],
  kernelOf: (constant: number) => ColumnKernel,
): PrimitiveOperator {
  return {
    name,
    inputs: ['number'],
    constants: [constant],
    result: 'number',
    isPointwise: false,
    warmUp: ([n]) => kernelOf(n).warmUp,
    kernel: ([n]) => (Object.hasOwn(LOOPS, name) ? LOOPS[name] : pushed)(kernelOf(n).stream()),
  };
}

type Push = (value: number) => number;

function pushed(push: Push): BlockKernel {
  return (out, [x], count) => {
    for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
  };
}

/** The same loop once for each of the functions used most: shared, it could not take in what it calls. */
const LOOPS: Readonly<Record<string, (push: Push) => BlockKernel>> = {
  sma:
    (push) =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
    },
  ema:
    (push) =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
    },
  wilder:
    (push) =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
    },
  rsi:
    (push) =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
    },
  stdev:
    (push) =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
    },
  zscore:
    (push) =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
    },
  rollingMax:
    (push) =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
    },
  rollingMin:
    (push) =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(push(x[i]));
    },
};

/** The value of `lag` bars before, kept in a ring. */
function lagged(lag: number): BlockKernel {
  const past = new Float64Array(lag).fill(NaN);
  let oldest = 0;
  return (out, [x], count) => {
    if (lag === 0) {
      for (let i = 0; i < count; i++) out[i] = x[i];
      return;
    }
    for (let i = 0; i < count; i++) {
      const value = x[i];
      out[i] = past[oldest];
      past[oldest] = value;
      oldest = oldest + 1 === lag ? 0 : oldest + 1;
    }
  };
}

/** What was added over `lag` bars. */
function changes(lag: number): BlockKernel {
  const past = lagged(lag);
  return (out, inputs, count) => {
    past(out, inputs, count);
    const [x] = inputs;
    for (let i = 0; i < count; i++) out[i] = finite(x[i] - out[i]);
  };
}

/** Bars since the condition was last true, at most `window`; unknown where an unknown bar lies between. */
function sinceTrue(window: number): BlockKernel {
  let [trueAge, unknownAge] = [window, 0];
  return (out, [condition], count) => {
    for (let i = 0; i < count; i++) {
      const now = condition[i];
      trueAge = now === 1 ? 0 : Math.min(trueAge + 1, window);
      unknownAge = Number.isNaN(now) ? 0 : Math.min(unknownAge + 1, window);
      out[i] = unknownAge < trueAge ? NaN : trueAge;
    }
  };
}

const correlated = (window: number): BlockKernel => {
  const push = correlationStream(window);
  return (out, [x, y], count) => {
    for (let i = 0; i < count; i++) out[i] = push(x[i], y[i]);
  };
};

const ranges = (): BlockKernel => {
  const push = trueRangeStream();
  return (out, [high, low, close], count) => {
    for (let i = 0; i < count; i++) out[i] = push(high[i], low[i], close[i]);
  };
};

const ofWindowTerms = (Object.keys(WINDOW_KERNELS) as WindowTermName[]).map((term) =>
  columnFunction(FUNCTION_OF_TERM[term] ?? term, window(WINDOW_KERNELS[term].minWindow), WINDOW_KERNELS[term].kernel),
);

/** Functions of the past: the terms of the same names over any expression, lags and counts. */
export const WINDOWS: readonly Operator[] = [
  ...ofWindowTerms,
  columnFunction('return', lag(1), returnKernel),
  {
    ...columnFunction('lag', lag(0), returnKernel),
    inputs: ['same'],
    result: 'same',
    warmUp: ([n]) => n,
    kernel: ([n]) => lagged(n),
  },
  {
    ...columnFunction('correlation', window(2), returnKernel),
    inputs: ['number', 'number'],
    isCommutative: true,
    warmUp: ([n]) => n - 1,
    kernel: ([n]) => correlated(n),
  },
  { ...columnFunction('count', window(1), WINDOW_KERNELS.sum.kernel), inputs: ['boolean'] },
  {
    ...columnFunction('barsSince', window(1), returnKernel),
    inputs: ['boolean'],
    warmUp: ([n]) => n - 1,
    kernel: ([n], blank) => blanked(sinceTrue(n), blank),
  },
  {
    ...columnFunction('trueRange', window(1), returnKernel),
    inputs: [],
    constants: [],
    fields: ['high', 'low', 'close'],
    warmUp: () => 1,
    kernel: ranges,
  },
  { ...columnFunction('change', lag(1), returnKernel), kernel: ([n]) => changes(n) },
  {
    name: 'atr',
    inputs: [],
    constants: [window(1)],
    result: 'number',
    expand: ([n]) => call('wilder', call('trueRange'), n),
  },
];
