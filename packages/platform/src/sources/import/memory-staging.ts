import type { StagedRows, Staging, StagingOptions } from '../../lakehouse/index.ts';
import { gather } from './gather.ts';

const FIRST_CAPACITY = 4096;

/** Staging in memory, for files that are known to fit into it. */
export function memoryStaging({ columns, order }: StagingOptions): Promise<Staging> {
  return Promise.resolve(new MemoryStaging(columns, order));
}

class MemoryStaging implements Staging {
  private columns: Float64Array[];
  private readonly order: readonly number[];
  private length = 0;

  constructor(columns: readonly string[], order: readonly string[]) {
    this.columns = columns.map(() => new Float64Array(FIRST_CAPACITY));
    this.order = order.map((name) => columns.indexOf(name));
  }

  get rows(): number {
    return this.length;
  }

  append(columns: readonly Float64Array[], count: number): Promise<void> {
    const needed = this.length + count;
    let capacity = (this.columns[0] as Float64Array).length;
    while (capacity < needed) capacity *= 2;
    if (capacity > (this.columns[0] as Float64Array).length)
      this.columns = this.columns.map((one) => enlarged(one, capacity));
    for (const [index, column] of columns.entries()) this.columns[index]?.set(column.subarray(0, count), this.length);
    this.length = needed;
    return Promise.resolve();
  }

  async *sorted(): AsyncGenerator<StagedRows> {
    if (this.length === 0) return;
    const keys = this.order.map((index) => this.columns[index] as Float64Array);
    const columns = this.columns.map((column) => column.slice(0, this.length));
    const rows = { length: this.length };
    if (isSorted(keys, this.length)) {
      yield await Promise.resolve({ ...rows, columns });
      return;
    }
    const places = Int32Array.from(rows, (_, index) => index).sort((a, b) => compare(keys, a, b));
    yield { ...rows, columns: columns.map((column) => gather(column, places)) };
  }

  close(): Promise<void> {
    this.columns = [];
    this.length = 0;
    return Promise.resolve();
  }
}

/** Ascending, NaN last; the place decides between rows that are equal. */
function compare(keys: readonly Float64Array[], a: number, b: number): number {
  for (const key of keys) {
    const [left, right] = [key[a] as number, key[b] as number];
    if (left < right) return -1;
    if (left > right) return 1;
    if (left !== right && Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1;
  }
  return a - b;
}

function isSorted(keys: readonly Float64Array[], length: number): boolean {
  for (let index = 1; index < length; index++) if (compare(keys, index - 1, index) > 0) return false;
  return true;
}

function enlarged(column: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}
