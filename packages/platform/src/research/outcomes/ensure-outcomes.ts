import path from 'node:path';
import type { OutcomesState, ResearchConfig } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { deriveOutcomes, openLakehouse } from '../../lakehouse/index.ts';
import type { ResearchOptions } from '../options.ts';
import type { ResearchPlan } from '../plan.ts';
import { planOutcomes } from './plan-outcomes.ts';
import type { OutcomesCall } from './plan-outcomes.ts';

/** Makes outcomes of some bars up to date; says where they are. */
export type Backfill = (call: OutcomesCall) => Promise<Pick<OutcomesState, 'dataset' | 'added' | 'upgraded'>>;

/**
 * Makes sure of the outcomes that a config asks for, before anything of the run is kept; undefined if it asks for none.
 *
 * @throws what the first failing call throws, unless `onFailure` is `continue`: then the failure stands in its state.
 */
export async function ensureOutcomes(
  plan: ResearchPlan,
  options: ResearchOptions,
): Promise<readonly OutcomesState[] | undefined> {
  const { outcomes: step } = plan.loaded.config;
  const calls = planOutcomes(plan, step);
  if (step === undefined || calls.length === 0) return undefined;
  const { workspace, memoryBytes, clock, progress } = options;
  const lake = openLakehouse(path.join(workspace, 'lake'), { memoryBytes: Math.floor(memoryBytes / 4), threads: 1 });
  progress.start('outcomes', calls.length);
  try {
    const states = await makeOutcomes(calls, plan.loaded.config, async (call) => {
      const { manifest, added, upgraded } = await deriveOutcomes(lake, { ...call, createdAt: clock.now() });
      progress.advance();
      return { dataset: `${manifest.name}@${manifest.version}`, added, upgraded };
    });
    return states;
  } finally {
    progress.finish();
    await lake.close();
  }
}

/** Makes one call after the other. */
export async function makeOutcomes(
  calls: readonly OutcomesCall[],
  { onFailure }: Pick<ResearchConfig, 'onFailure'>,
  backfill: Backfill,
): Promise<readonly OutcomesState[]> {
  const states: OutcomesState[] = [];
  for (const call of calls) {
    const { parent, entries, instrument, label: horizon } = call;
    const timeframe = entries[0]?.timeframe ?? '';
    const what = { of: `${parent.name}@${parent.version}`, timeframe, instrument, horizon };
    try {
      states.push({ ...what, ...(await backfill(call)), problem: null });
    } catch (error) {
      // Only what was raised on purpose can be gone on without; a defect ends the cycle.
      if (onFailure === 'abort' || !PlatformError.is(error)) throw error;
      states.push({ ...what, dataset: null, added: 0, upgraded: 0, problem: `${error.code}: ${error.message}` });
    }
  }
  return states;
}
