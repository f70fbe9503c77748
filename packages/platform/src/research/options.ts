import type { RunData } from '@assay/contracts/schemas';
import type { Clock } from '@assay/core/time';
import type { Progress } from '../telemetry/index.ts';
import type { FrozenRun } from './replay/frozen-run.ts';

/** How a research run is made. None of this changes its numbers. */
export interface ResearchOptions {
  readonly configPath: string;
  readonly workspace: string;
  readonly workers: number;
  readonly memoryBytes: number;
  /** Trials made elsewhere; overrides the config's evaluation.priorTrials. */
  readonly priorTrials?: number | undefined;
  /** The run that this one makes again. @default none: it is a run of its own */
  readonly frozen?: FrozenRun | undefined;
  readonly progress: Progress;
  readonly clock: Clock;
  /** Is kept at the step that is under way, so that whoever catches an error knows where it came from. */
  readonly progressed?: { step: string } | undefined;
  /** Is told what is done otherwise than it was asked for: with fewer workers. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** Is told what was read, before anything is evaluated. */
  readonly onData?: ((data: RunData) => void) | undefined;
}
