import { openStaging } from '../../lakehouse/index.ts';
import type { Lakehouse, StagedRows, Staging, StagingOptions } from '../../lakehouse/index.ts';
import type { Progress } from '../../telemetry/index.ts';

/** Staging tables of a lakehouse that tell how far reading them back is. */
export function watchedStaging(
  lake: Lakehouse,
  progress: Progress,
  label: () => string,
): (options: StagingOptions) => Promise<Staging> {
  return async (options) => {
    const staging = await openStaging(lake, options);
    return {
      get rows() {
        return staging.rows;
      },
      append: (columns, count) => staging.append(columns, count),
      sorted: () => watched(staging, progress, label()),
      close: () => staging.close(),
    };
  };
}

async function* watched(staging: Staging, progress: Progress, label: string): AsyncGenerator<StagedRows> {
  progress.start(label, staging.rows);
  try {
    for await (const piece of staging.sorted()) {
      yield piece;
      progress.advance(piece.length);
    }
  } finally {
    progress.finish();
  }
}
