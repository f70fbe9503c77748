export { simulate } from './simulate.ts';
export type { BoundaryPolicy, CurrencyConversion, Segment, SimulationOptions, SimulationResult } from './simulation.ts';
