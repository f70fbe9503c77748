export { driveStrategy, exposuresByDecision } from './drive.ts';
export type { DrivenDecision } from './drive.ts';
