import path from 'node:path';
import { listDatasets, publishDataset } from '../lakehouse/index.ts';
import type { Lakehouse } from '../lakehouse/index.ts';
import { runResearch, writeConfig } from '../research/index.ts';
import type { PublishedRun, ResearchOptions } from '../research/index.ts';
import { SAMPLE_DATASET, sampleDataset } from '../sources/index.ts';
import { DEMO_CONFIG } from './demo-config.ts';
import { withLake } from './with-lake.ts';

/** Publishes the sample where it is missing, writes the demo's config into the workspace and runs it. */
export async function runDemo(options: Omit<ResearchOptions, 'configPath'>): Promise<PublishedRun> {
  const { workspace, memoryBytes } = options;
  await withLake({ workspace, memoryBytes, readOnly: false }, (lake) => ensureSample(lake, options));
  const { config } = await writeConfig(path.join(workspace, 'demo.yaml'), DEMO_CONFIG, true);
  return runResearch({ ...options, configPath: config });
}

/** Another dataset may have taken the sample's name: then the sample becomes its latest version, beside the others. */
export async function ensureSample(lake: Lakehouse, { clock }: Pick<ResearchOptions, 'clock'>): Promise<void> {
  const listing = (await listDatasets(lake)).find(({ name }) => name === SAMPLE_DATASET);
  const latest = listing?.versions.find(({ version }) => version === listing.latest);
  if (latest?.provenance.kind === 'sample') return;
  await publishDataset(lake, { ...(await sampleDataset()), name: SAMPLE_DATASET, createdAt: clock.now() });
}
