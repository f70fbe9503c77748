import { PlatformError } from '@assay/core/errors';

/** Publishes; where the audit keeps the data out, the error names what the command offers. */
export async function offeringUnfit<Result>(publish: () => Promise<Result>, leaveOut: string): Promise<Result> {
  try {
    return await publish();
  } catch (error) {
    if (!PlatformError.is(error, 'DATA_UNFIT')) throw error;
    const { message, context } = error;
    throw new PlatformError('DATA_UNFIT', message, {
      cause: error,
      context,
      hint: `Correct the source, leave these series out (${leaveOut}), or add --accept-unfit. Where splits are the reason, accept them and make adjusted prices with \`assay data adjust\`.`,
    });
  }
}
