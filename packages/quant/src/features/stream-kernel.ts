import type { ColumnKernel } from './column-term.ts';

/** A kernel whose batch form is its stream. */
export function streamKernel(warmUp: number, stream: ColumnKernel['stream']): ColumnKernel {
  return {
    warmUp,
    into: (out, x) => {
      const push = stream();
      for (let t = 0; t < x.length; t++) out[t] = push(x[t]);
    },
    stream,
  };
}
