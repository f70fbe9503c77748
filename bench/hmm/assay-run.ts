/** Fits the input of a file again and again; prints the seconds of each fit and what was found. */
import { fitGaussianHmm } from '@assay/quant/regimes';
import { readInput } from './input.ts';

const [file = '', fits = '0'] = process.argv.slice(2);
const { observations, initial, iterations } = readInput(file);
const x = Float64Array.from(observations);
const options = { nStates: 2, initial, maxIterations: iterations, tolerance: 0 };
const seconds: number[] = [];
let logLikelihood = NaN;
for (let i = 0; i < Number(fits); i++) {
  const before = performance.now();
  const fit = fitGaussianHmm(x, options);
  seconds.push((performance.now() - before) / 1e3);
  if (fit.status === 'fitted') logLikelihood = fit.logLikelihood;
}
const peakMiB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, logLikelihood, peakMiB, version: `Node ${process.versions.node}` }));
