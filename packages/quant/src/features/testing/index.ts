export { featureConformance } from './conformance.ts';
export type { ConformanceProblem } from './conformance.ts';
