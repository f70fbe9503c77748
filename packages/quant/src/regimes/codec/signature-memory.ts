/** Signatures that are remembered, oldest first. */
export type SignatureState = readonly (readonly [time: number, signature: string])[];

/** Counts how often a signature was seen within a retention time, the present one included. */
export class SignatureMemory {
  private readonly retentionMs: number;
  private readonly counts: Map<string, number> = new Map();
  private seen: [number, string][] = [];
  private oldest: number = 0;

  constructor(retentionMs: number, state: SignatureState = []) {
    this.retentionMs = retentionMs;
    for (const [time, signature] of state) this.count(time, signature);
  }

  /** @returns readings with this signature from `time` - retention to `time`, both included. */
  count(time: number, signature: string): number {
    this.forget(time - this.retentionMs);
    this.seen.push([time, signature]);
    const count = (this.counts.get(signature) ?? 0) + 1;
    this.counts.set(signature, count);
    return count;
  }

  state(): SignatureState {
    return this.seen.slice(this.oldest).map(([time, signature]) => [time, signature]);
  }

  private forget(before: number): void {
    for (let entry = this.seen[this.oldest]; entry !== undefined && entry[0] < before; entry = this.seen[this.oldest]) {
      const left = (this.counts.get(entry[1]) ?? 0) - 1;
      if (left > 0) this.counts.set(entry[1], left);
      else this.counts.delete(entry[1]);
      this.oldest += 1;
    }
    if (this.oldest < 1_024 || this.oldest * 2 < this.seen.length) return;
    this.seen = this.seen.slice(this.oldest);
    this.oldest = 0;
  }
}
