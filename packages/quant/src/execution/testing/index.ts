export { fillContractConformance } from './conformance.ts';
export { CONSEQUENCES, drawnOptionRows, drawnRows } from '../paths/testing/drawn-candles.ts';
export type { DrawnScene } from '../paths/testing/drawn-candles.ts';
