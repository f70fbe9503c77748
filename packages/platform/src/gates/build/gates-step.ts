/** What a dataset of gates says of how it was made. */
import type { DatasetManifest } from '../../lakehouse/index.ts';

/** Step of the provenance of gates. */
export const GATES_STEP = 'gates';

/** The step as a manifest holds it. */
export interface GatesStep {
  readonly name?: string;
  readonly parent?: string;
  readonly version?: number;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** How the gates of a dataset were made of bars; undefined where they were not. */
export function gatesStep({ provenance }: Pick<DatasetManifest, 'provenance'>): GatesStep | undefined {
  const made = provenance.generator as GatesStep | undefined;
  return provenance.kind === 'derived' && made?.name === GATES_STEP ? made : undefined;
}
