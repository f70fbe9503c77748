import { PlatformError } from '@assay/core/errors';

/** The error about the data that `work` ends with, if it does. */
export async function dataFault(work: () => Promise<void>): Promise<PlatformError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (PlatformError.is(error, 'DATA_INVALID')) return error;
    throw error;
  }
}
