export { fourierTransform, inverseFourierTransform } from './fourier.ts';
export type { ComplexSeries } from './fourier.ts';
export { haarDetailShare } from './haar.ts';
export { periodogram } from './periodogram.ts';
export { phaseRandomised } from './surrogates.ts';
