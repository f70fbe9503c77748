import { openLakehouse, resolveDataset } from '../../lakehouse/index.ts';
import type { RunDetails } from '../../runs/index.ts';

/**
 * Names of the source files of a run's datasets by hash, as their manifests say; none where the lakehouse has moved away, for a run
 * stands without it.
 */
export async function sourceNames(lakeFolder: string, { manifest }: RunDetails): Promise<ReadonlyMap<string, string>> {
  const { accounts } = manifest.config as unknown as { readonly accounts: readonly { readonly dataset: string }[] };
  const names = new Map<string, string>();
  const lake = openLakehouse(lakeFolder, { readOnly: true });
  try {
    for (const reference of new Set(accounts.map(({ dataset }) => dataset))) {
      const dataset = await resolveDataset(lake, reference).catch(() => undefined);
      for (const { sha256, name } of dataset?.provenance.sources ?? []) names.set(sha256, name);
    }
  } finally {
    await lake.close();
  }
  return names;
}
