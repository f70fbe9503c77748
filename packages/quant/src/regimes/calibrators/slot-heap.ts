/** A binary heap of slots by their values; a slot is found, so that any of them can be taken out in O(log n). */
export class SlotHeap {
  size: number = 0;
  private readonly values: Float64Array;
  private readonly sign: 1 | -1;
  private readonly heap: Int32Array;
  /** Place of each slot in the heap; -1 where it is not in it. */
  private readonly places: Int32Array;

  /**
   * @param values - by slot; a value is not changed while its slot is in the heap.
   * @param order - which value is on top.
   */
  constructor(values: Float64Array, order: 'smallest' | 'largest') {
    this.values = values;
    this.sign = order === 'smallest' ? 1 : -1;
    this.heap = new Int32Array(values.length);
    this.places = new Int32Array(values.length).fill(-1);
  }

  /** Slot on top, -1 in an empty heap. */
  get top(): number {
    return this.size === 0 ? -1 : this.heap[0];
  }

  has(slot: number): boolean {
    return this.places[slot] >= 0;
  }

  push(slot: number): void {
    this.size += 1;
    this.rise(this.size - 1, slot);
  }

  remove(slot: number): void {
    const place = this.places[slot];
    this.places[slot] = -1;
    this.size -= 1;
    if (place === this.size) return;
    const moved = this.heap[this.size];
    this.rise(place, moved);
    this.sink(this.places[moved], moved);
  }

  private rise(from: number, slot: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isAbove(slot, this.heap[parent])) break;
      this.put(place, this.heap[parent]);
      place = parent;
    }
    this.put(place, slot);
  }

  private sink(from: number, slot: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.isAbove(this.heap[child + 1], this.heap[child])) child += 1;
      if (!this.isAbove(this.heap[child], slot)) break;
      this.put(place, this.heap[child]);
      place = child;
    }
    this.put(place, slot);
  }

  private put(place: number, slot: number): void {
    this.heap[place] = slot;
    this.places[slot] = place;
  }

  private isAbove(slot: number, other: number): boolean {
    return this.sign * (this.values[slot] - this.values[other]) < 0;
  }
}
