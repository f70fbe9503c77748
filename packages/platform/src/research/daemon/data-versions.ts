import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { openLakehouse, resolveDataset } from '../../lakehouse/index.ts';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { loadConfig } from '../load-config.ts';
import type { LoadedConfig } from '../load-config.ts';

/**
 * The versions of all datasets that a config names, as one text: it changes when one of them gets a new version.
 *
 * What cannot be read, the config or a dataset, stands in it as its error code: the cycle that the change starts says why.
 */
export async function dataVersions(configPath: string, workspace: string): Promise<string> {
  const lake = openLakehouse(path.join(workspace, 'lake'), { readOnly: true, threads: 1 });
  try {
    const references = datasetReferences(loadConfig(configPath).config);
    const versions = await Promise.all(references.map((reference) => versionOf(lake, reference)));
    return references.map((reference, index) => `${reference}=${versions[index]}`).join(' ');
  } catch (error) {
    return codeOf(error);
  } finally {
    await lake.close();
  }
}

/** Every dataset that a config names, sorted. */
export function datasetReferences({ packs, experiment }: LoadedConfig['config']): readonly string[] {
  const beside = [
    experiment.conversion.dataset,
    experiment.quotes.dataset,
    experiment.gates.dataset,
    ...Object.values(experiment.risk.outside).map(({ dataset }) => dataset),
  ];
  const named = [...packs.map(({ dataset }) => dataset), ...beside.filter((one) => one !== undefined)];
  return [...new Set(named)].sort();
}

async function versionOf(lake: Lakehouse, reference: string): Promise<string> {
  try {
    return (await resolveDataset(lake, reference)).version;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  return PlatformError.is(error) ? error.code : 'unreadable';
}
