export { killAt } from './kill.ts';
export type { KillPoint } from './kill.ts';
