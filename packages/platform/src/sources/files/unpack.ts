import { createGunzip, createInflateRaw } from 'node:zlib';
import type { Gunzip, InflateRaw } from 'node:zlib';
import { isAllZero } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { dataFault, reasonOf } from './fault.ts';
import type { Place } from './fault.ts';
import type { UnpackBudget } from './unpack-budget.ts';

/** Packed bytes given at once; with deflate's best ratio they become 33 MB. */
const SLICE_BYTES = 1 << 15;
const OUTPUT_BYTES = 1 << 17;

/**
 * The bytes that were packed, as gzip (several pieces in a row are one) or as bare deflate. Zeros after the end are padding.
 *
 * @throws {DataError} if they are damaged, cut short, go over the budget, or anything follows their end.
 */
export async function* unpacked(packed: Bytes, kind: 'gzip' | 'deflate', place: Place, budget: UnpackBudget): Bytes {
  const engine = new Engine(kind, place);
  try {
    for await (const slice of slicesOf(packed)) yield* counted(await engine.write(slice));
    yield* counted(await engine.end());
  } finally {
    engine.destroy();
    await packed.return();
  }

  function* counted(outputs: readonly Buffer[]): Generator<Buffer, void, undefined> {
    for (const output of outputs) {
      budget.take(output.length, place);
      yield output;
    }
  }
}

async function* slicesOf(bytes: Bytes): Bytes {
  for await (const chunk of bytes) {
    for (let start = 0; start < chunk.length; start += SLICE_BYTES) yield chunk.subarray(start, start + SLICE_BYTES);
  }
}

/** A zlib stream that is given a slice and gives what came out of it. */
class Engine {
  private readonly place: Place;
  private readonly stream: Gunzip | InflateRaw;
  private readonly closed: Promise<void>;
  private output: Buffer[] = [];
  private fault: unknown;
  private hasEnded = false;
  private given = 0;

  constructor(kind: 'gzip' | 'deflate', place: Place) {
    this.place = place;
    const stream =
      kind === 'gzip' ? createGunzip({ chunkSize: OUTPUT_BYTES }) : createInflateRaw({ chunkSize: OUTPUT_BYTES });
    this.stream = stream;
    this.closed = new Promise((resolve) => {
      const settle = (): void => {
        this.hasEnded = true;
        resolve();
      };
      stream.on('end', settle).on('close', settle);
      stream.on('error', (error) => {
        this.fault = error;
        settle();
      });
    });
    stream.on('data', (chunk: Buffer) => this.output.push(chunk));
  }

  async write(slice: Buffer): Promise<readonly Buffer[]> {
    this.given += slice.length;
    if (!this.hasEnded) {
      const written = new Promise<void>((resolve) => this.stream.write(slice, () => resolve()));
      await Promise.race([written, this.closed]);
    }
    this.checkFault();
    if (this.hasEnded) this.checkPadding(slice);
    return this.taken();
  }

  async end(): Promise<readonly Buffer[]> {
    if (!this.hasEnded) this.stream.end();
    await this.closed;
    this.checkFault();
    return this.taken();
  }

  destroy(): void {
    this.stream.destroy();
  }

  private taken(): readonly Buffer[] {
    const { output } = this;
    this.output = [];
    return output;
  }

  private checkFault(): void {
    if (this.fault === undefined) return;
    const code = (this.fault as NodeJS.ErrnoException).code;
    const what = code === 'Z_BUF_ERROR' ? 'is cut short' : `cannot be unpacked: ${reasonOf(this.fault)}`;
    throw dataFault(this.place, what, 'Get the file again.', { cause: this.fault });
  }

  /** What the stream did not take of `slice`, the last it was given, stands behind the end. */
  private checkPadding(slice: Buffer): void {
    const untaken = Math.min(slice.length, this.given - this.stream.bytesWritten);
    if (untaken <= 0 || isAllZero(slice.subarray(slice.length - untaken))) return;
    throw dataFault(this.place, 'goes on after the end of what is packed', 'Get the file again; it may be damaged.');
  }
}
