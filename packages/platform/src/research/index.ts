export { loadConfig } from './load-config.ts';
export type { LoadedConfig } from './load-config.ts';
export type { PlannedAccount, PlannedRow, ResearchPlan } from './plan.ts';
export type { PlannedStrategy } from './plan-strategies.ts';
export type { PublishedRun } from './publish-run.ts';
export { periodScheme } from './run-identity.ts';
export { runResearch, withResearchPlan } from './run-research.ts';
export type { ResearchOptions } from './options.ts';
