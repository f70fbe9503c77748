import { call } from '../expression.ts';
import { finite, mapKernel } from './operator.ts';
import type { BlockKernel, Operator, PrimitiveOperator } from './operator.ts';

const NONE = (): number => 0;

/** Loops are written out, so that each is compiled for its own operation. */
const add: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = finite(x[i] + y[i]);
};

const subtract: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = finite(x[i] - y[i]);
};

const multiply: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = finite(x[i] * y[i]);
};

const divide: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = finite(x[i] / y[i]);
};

const power: BlockKernel = (out, [x, y], count) => {
  for (let i = 0; i < count; i++) out[i] = Number.isNaN(x[i]) ? NaN : finite(x[i] ** y[i]);
};

const minimum: BlockKernel = (out, inputs, count) => {
  let x = inputs[0];
  for (const y of inputs.slice(1)) {
    for (let i = 0; i < count; i++) out[i] = Math.min(x[i], y[i]);
    x = out;
  }
};

const maximum: BlockKernel = (out, inputs, count) => {
  let x = inputs[0];
  for (const y of inputs.slice(1)) {
    for (let i = 0; i < count; i++) out[i] = Math.max(x[i], y[i]);
    x = out;
  }
};

function ofTwo(name: string, kernel: BlockKernel, isCommutative: boolean = false): PrimitiveOperator {
  return {
    name,
    inputs: ['number', 'number'],
    constants: [],
    result: 'number',
    isPointwise: true,
    isCommutative,
    warmUp: NONE,
    kernel: () => kernel,
  };
}

function ofMany(name: string, kernel: BlockKernel): PrimitiveOperator {
  return { ...ofTwo(name, kernel, true), isVariadic: true, isChain: true };
}

function ofOne(name: string, f: (x: number) => number): PrimitiveOperator {
  return { ...ofTwo(name, add), isCommutative: false, inputs: ['number'], kernel: mapKernel(f) };
}

/** Arithmetic, bar by bar; what is not a finite number is NaN. */
export const ARITHMETIC: readonly Operator[] = [
  ofTwo('+', add, true),
  ofTwo('-', subtract),
  ofTwo('*', multiply, true),
  ofTwo('/', divide),
  ofTwo('pow', power),
  ofMany('min', minimum),
  ofMany('max', maximum),
  ofOne('negate', (x) => -x),
  ofOne('abs', Math.abs),
  ofOne('sign', Math.sign),
  ofOne('floor', Math.floor),
  ofOne('log', Math.log),
  ofOne('exp', Math.exp),
  ofOne('sqrt', Math.sqrt),
  {
    name: 'clamp',
    labels: ['x', 'low', 'high'],
    inputs: ['number', 'number', 'number'],
    constants: [],
    result: 'number',
    expand: ([x, low, high]) => call('min', call('max', x, low), high),
  },
];
