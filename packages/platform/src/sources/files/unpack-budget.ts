import { dataFault } from './fault.ts';
import type { Place } from './fault.ts';
import type { UnpackLimits } from './record-sink.ts';

/** Counts what a file unpacks to, over all its members, and ends it when that is beyond all reason. */
export class UnpackBudget {
  private readonly limits: UnpackLimits;
  private readonly packedBytes: number;
  private total = 0;

  constructor(packedBytes: number, limits: UnpackLimits) {
    this.packedBytes = packedBytes;
    this.limits = limits;
  }

  /** @throws {DataError} if these `bytes` are too many. */
  take(bytes: number, place: Place): void {
    const { bytes: limit, ratio, freeBytes } = this.limits;
    this.total += bytes;
    const rule =
      this.total > limit
        ? `more than ${limit} bytes`
        : this.total > freeBytes && this.total > ratio * this.packedBytes
          ? `more than ${freeBytes} bytes and ${ratio} times its size`
          : undefined;
    if (rule === undefined) return;
    throw dataFault(
      place,
      `unpacks to ${rule}, which looks like an attack`,
      'If it is none, unpack it and import the files inside.',
    );
  }
}
