import { SAMPLE_DATASET, sampleDataset } from '../../sources/index.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { publishContent } from './publish-content.ts';

/** `assay data sample`. */
export async function publishSample(options: SharedOptions, context: CommandContext): Promise<void> {
  const content = await sampleDataset();
  await publishContent({ name: SAMPLE_DATASET, content, remarks: content.provenance.notes }, options, context);
}
