import type { OutcomesStepConfig } from '@assay/contracts/schemas';
import { InvariantError } from '@assay/core/errors';
import type { Horizon } from '@assay/quant/labels';
import { parseHorizon, selectEntries } from '../../lakehouse/index.ts';
import type { DatasetManifest, SeriesEntry } from '../../lakehouse/index.ts';
import type { ResearchPlan } from '../plan.ts';

/** One call of the outcomes step: some bars, one horizon. */
export interface OutcomesCall {
  readonly parent: DatasetManifest;
  readonly entries: readonly SeriesEntry[];
  /** The one instrument of a pack of mode `single`; null for all of a universe. */
  readonly instrument: string | null;
  readonly horizon: Horizon;
  readonly label: string;
  /** Dataset that outcomes are kept in. */
  readonly name: string;
}

/**
 * The calls that a plan's outcomes step makes: for each horizon one for a universe, one for each symbol of a `single` pack.
 *
 * Packs that ask for the same bars share their calls.
 */
export function planOutcomes(
  { accounts }: Pick<ResearchPlan, 'accounts'>,
  step: OutcomesStepConfig | undefined,
): readonly OutcomesCall[] {
  if (step?.ensure !== true) return [];
  const calls = new Map<string, OutcomesCall>();
  for (const { manifest, instruments, timeframe, mode } of accounts) {
    const instrument = mode === 'single' ? (instruments[0] as string) : null;
    for (const text of step.horizons) {
      const parsed = parseHorizon(text);
      if (parsed === undefined) throw new InvariantError('horizons have passed the schema', { horizon: text });
      const name = step.dataset ?? `${manifest.name}-outcomes`;
      const key = JSON.stringify([manifest.name, manifest.version, instruments, timeframe, parsed.label, name]);
      const entries = selectEntries(manifest, { instruments, timeframe });
      if (!calls.has(key)) calls.set(key, { parent: manifest, entries, instrument, ...parsed, name });
    }
  }
  return [...calls.values()];
}
