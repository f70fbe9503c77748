import path from 'node:path';
import { fixtureMarket, leakFixtures } from '@assay/quant/evidence';
import { openLakehouse, publishDataset } from '../../../lakehouse/index.ts';
import { prepareModule } from '../../../workers/index.ts';
import { plantedName } from '../../built-in-definition.ts';
import { leakModel } from '../../leak-step.ts';
import { testedRow, withLeakRun } from './leak-run.ts';
import type { LeakRun, LeakRunPlace, TestedModule } from './leak-run.ts';
import { sourcedBars } from './planted-market.ts';
import { twinName, writePlantedModules } from './planted-modules.ts';
import type { Twin } from './planted-modules.ts';
import type { FoundKind } from './proof.ts';

const DATASET = 'planted-leaks';

/** Cuts of each test: as many as a research run makes unless it is told otherwise. */
const CUTS = 3;

/** Kinds that replay finds in a whole run; the sandbox leaves no way in for those that remember or have chance of their own. */
export function replayedKinds(): readonly string[] {
  return leakFixtures()
    .filter(({ expected }) => expected === 'leak')
    .map(({ kind }) => kind);
}

/** Which planted strategies are tried, on which market. */
export interface PlantedRequest {
  readonly kinds: readonly string[];
  readonly seed: string;
  /** Each twin is a module of its own in sandboxes, as a user's; else it runs as the built-in strategies do, ten times faster. */
  readonly inSandbox: boolean;
}

/**
 * Puts planted strategies and their clean twins through a research run: the bars are published to a lakehouse, read, audited
 * and packed; each strategy is simulated, and its simulation goes to the leak test.
 */
export async function provePlantedRows(
  workspace: string,
  { kinds, seed, inSandbox }: PlantedRequest,
  place: LeakRunPlace,
): Promise<readonly FoundKind[]> {
  await publishMarket(workspace, seed, place);
  const folder = path.join(workspace, 'planted');
  if (inSandbox) await writePlantedModules(folder, kinds);
  const strategies = [{ class: 'random-entry' }]; // a plan has to have one
  const request = { name: DATASET, dataset: DATASET, timeframe: '1d', strategies, cuts: CUTS };
  return withLeakRun(workspace, request, place, async (run) => {
    place.progress.start('replaying planted leaks', 2 * kinds.length);
    const reportOf = async (kind: string, twin: Twin): Promise<ReturnType<typeof leakModel>> => {
      const source = inSandbox
        ? await moduleOf(path.join(folder, `${twinName(kind, twin)}.mjs`), run)
        : builtIn(kind, twin);
      const { report } = await testedRow({ ...source, id: twinName(kind, twin), params: {} }, run);
      place.progress.advance();
      return leakModel(report);
    };
    return Promise.all(
      kinds.map(async (kind): Promise<FoundKind> => {
        const [leaky, clean] = await Promise.all([reportOf(kind, 'leaky'), reportOf(kind, 'clean')]);
        return {
          kind,
          isCaught: leaky.outcome === 'leak' && leaky.firstDifference !== null,
          isFalseAlarm: clean.outcome !== 'clean' || clean.differing > 0,
          firstDifference: leaky.firstDifference as FoundKind['firstDifference'],
        };
      }),
    );
  });
}

type Source = Pick<TestedModule, 'reference' | 'identity'>;

function builtIn(kind: string, twin: Twin): Source {
  const name = plantedName(kind, twin);
  return { reference: { kind: 'built-in', name }, identity: name };
}

async function moduleOf(file: string, { run }: LeakRun): Promise<Source> {
  const { entry, folder, hash } = await prepareModule(file, path.join(run.folder, 'planted'));
  return { reference: { kind: 'module', entry, folder, hash }, identity: `module:${hash}` };
}

async function publishMarket(workspace: string, seed: string, { clock }: LeakRunPlace): Promise<void> {
  const lake = openLakehouse(path.join(workspace, 'lake'));
  try {
    const content = sourcedBars(fixtureMarket(seed), { name: DATASET, seed });
    await publishDataset(lake, { name: DATASET, ...content, createdAt: clock.now(), acceptUnfit: true });
  } finally {
    await lake.close();
  }
}
