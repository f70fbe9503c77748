export { forwardOutcomes } from './forward-outcomes.ts';
export type { OutcomeOptions } from './forward-outcomes.ts';
export type { Horizon, OutcomeStatus, OutcomeTable } from './outcome.ts';
export { mergeOutcomes, upgradeOutcomes } from './upgrade-outcomes.ts';
