export { createRng } from './rng.ts';
export type { Rng } from './rng.ts';
export { shuffleInPlace } from './shuffle.ts';
