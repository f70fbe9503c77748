import type { DaemonHealth } from '@assay/contracts/schemas';

/** Why a cycle failed, as health.json and notices have it. */
export type CycleFailure = NonNullable<DaemonHealth['lastError']>;
