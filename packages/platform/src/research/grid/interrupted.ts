import { PlatformError } from '@assay/core/errors';

/** What a grid throws that was told to end. */
export function interrupted(): PlatformError {
  return new PlatformError('INTERRUPTED', 'the grid was interrupted', {
    hint: 'The same command goes on where it stopped.',
  });
}
