import type { TextColumn } from '@assay/quant/market';

/** Words by number, each kept once. */
export class Words {
  readonly list: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** Number of a word; -1 for none. */
  numberOf(word: string | undefined): number {
    if (word === undefined) return -1;
    const known = this.numbers.get(word);
    if (known !== undefined) return known;
    this.numbers.set(word, this.list.length);
    return this.list.push(word) - 1;
  }

  word(number: number): string {
    return this.list[number] ?? '';
  }

  /** A column of numbers of words as a column of those words that are in use, sorted by code unit. */
  column(numbers: Float64Array): TextColumn {
    const used = [...new Set(numbers)].filter((number) => number >= 0);
    used.sort((a, b) => (this.word(a) < this.word(b) ? -1 : 1));
    const places = new Map(used.map((number, place) => [number, place]));
    return {
      words: used.map((number) => this.word(number)),
      index: Int32Array.from(numbers, (number) => places.get(number) ?? -1),
    };
  }
}
