import type { Expression, ValueType } from '../expression.ts';

/** Works off a block of bars: fills out[0..count) from the same places of its inputs; keeps what it needs of the past. */
export type BlockKernel = (out: Float64Array, inputs: readonly Float64Array[], count: number) => void;

/** An argument that must be known before the data: a window or a lag. */
export interface ConstantArgument {
  readonly name: string;
  /** The smallest value; a constant is a whole number from there to MAX_CONSTANT. */
  readonly min: number;
}

/** Longest window and lag, in bars. */
export const MAX_CONSTANT = 100_000;

/** What all operators say about themselves. */
interface Signature {
  readonly name: string;
  /** Types of the arguments that are expressions; `same` is any type, but one for all of them. */
  readonly inputs: readonly (ValueType | 'same')[];
  /** Names of the inputs, for messages. @default x, y and z, or condition */
  readonly labels?: readonly string[];
  /** True if the last input may be given more often. */
  readonly isVariadic?: boolean;
  /** Arguments after the inputs. */
  readonly constants: readonly ConstantArgument[];
  readonly result: ValueType | 'same';
}

/** An operator that is computed. */
export interface PrimitiveOperator extends Signature {
  /** True if the value at a bar needs nothing but the inputs at that bar. */
  readonly isPointwise: boolean;
  /** True if the inputs may stand in any order. */
  readonly isCommutative?: boolean;
  /** True if a call inside a call may be dissolved into it, and an input that stands twice be left out once. */
  readonly isChain?: boolean;
  /** Columns of the bar that are read before the inputs. */
  readonly fields?: readonly ('high' | 'low' | 'close')[];
  /** Bars it needs on top of the longest warm-up of its inputs. */
  readonly warmUp: (constants: readonly number[]) => number;
  /** A fresh kernel. `blank` is the warm-up of the whole call: for operators that could say something earlier. */
  readonly kernel: (constants: readonly number[], blank: number) => BlockKernel;
}

/** An operator that is short for others. */
export interface ShortOperator extends Signature {
  readonly expand: (args: readonly Expression[]) => Expression;
}

/** An operator or function of the language. */
export type Operator = PrimitiveOperator | ShortOperator;

/** Makes the kernel of a function of one number; where the result is not finite it is NaN. */
export function mapKernel(f: (x: number) => number): () => BlockKernel {
  return () =>
    (out, [x], count) => {
      for (let i = 0; i < count; i++) out[i] = finite(f(x[i]));
    };
}

/** The number, or NaN where it is infinite; without a branch, which costs more than the sum. Never -0. */
export function finite(value: number): number {
  return value + (value - value);
}
