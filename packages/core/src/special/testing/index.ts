export { goldenFunction } from './golden.ts';
export type { GoldenPoint } from './golden.ts';
