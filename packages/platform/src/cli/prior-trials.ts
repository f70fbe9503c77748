import { PlatformError } from '@assay/core/errors';

/** `--prior-trials` as a number; undefined where it was not given. */
export function priorTrialsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new PlatformError('USAGE', `invalid '--prior-trials': must be a whole number >= 0, was '${text}'`);
}
