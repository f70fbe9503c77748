import type { SimulationResult } from '../simulation.ts';

/**
 * A hash over everything that a simulation has recorded, in order: the rows, fills, trades, refusals, steps of orders,
 * postings and events of the account.
 *
 * Two simulations with the same hash have done the same; where one record differs in one number or word, or two change
 * places, the hash differs. It does not depend on the machine.
 *
 * Algorithm: two lanes of 32 bits. Each word w of the stream is taken by
 * h ← rotl(h ⊕ (w · c₁ rotated by 15) · c₂, 13) · 5 + n, the step of MurmurHash3 with the lanes' own c₁, c₂ and n, and each
 * lane ends with its finaliser over the number of words. A number is the two words of its IEEE 754 form, every NaN the
 * same one and -0 as 0; a text its length and its UTF-16 units; something absent the length 2³² - 1. A record is its
 * fields in the order of their names.
 *
 * @returns 16 hexadecimal digits.
 *
 * @remarks
 * Cost: O(records). Not a defence against an adversary.
 * Source: this project, after Austin Appleby's MurmurHash3 (public domain).
 */
export function eventHash(result: SimulationResult): string {
  const stream = new WordStream();
  for (const column of [result.times, result.equityUnits, result.exposure]) stream.column(column);
  for (const records of [result.fills, result.trades, result.refusals, result.orderEvents]) {
    stream.number(records.length);
    for (const record of records) stream.record(record);
  }
  stream.record(result.postings);
  stream.record(result.accountEvents);
  stream.record(result.tradeColumns);
  stream.record(result.attribution);
  return stream.digest();
}

/** One lane's constants: two multipliers and an addend. */
type Lane = readonly [number, number, number];

const FIRST: Lane = [0xcc9e2d51, 0x1b873593, 0xe6546b64];
const SECOND: Lane = [0x239b961b, 0xab0e9789, 0x561ccd1b];
const ABSENT = 0xffffffff;

/** Takes words into two lanes. */
class WordStream {
  private first: number = 0x9747b28c;
  private second: number = 0x38b34ae5;
  private words: number = 0;
  private readonly double: Float64Array = new Float64Array(1);
  private readonly halves: DataView = new DataView(this.double.buffer);

  word(word: number): void {
    this.first = mixed(this.first, word, FIRST);
    this.second = mixed(this.second, word, SECOND);
    this.words++;
  }

  number(value: number): void {
    this.halves.setFloat64(0, Number.isNaN(value) ? NaN : value + 0);
    this.word(this.halves.getInt32(0));
    this.word(this.halves.getInt32(4));
  }

  column(values: Float64Array): void {
    this.word(values.length);
    for (const value of values) this.number(value);
  }

  text(text: string): void {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  /** A value of a record; fields go in the order of their names. */
  value(value: unknown): void {
    if (typeof value === 'number') this.number(value);
    else if (typeof value === 'string') this.text(value);
    else if (typeof value === 'boolean') this.word(value ? 1 : 0);
    else if (value instanceof Float64Array) this.column(value);
    else if (Array.isArray(value)) {
      this.word(value.length);
      for (const one of value as readonly unknown[]) this.value(one);
    } else if (typeof value === 'object' && value !== null) this.record(value);
    else this.word(ABSENT);
  }

  record(record: object): void {
    const fields = Object.entries(record).filter(([, value]) => value !== undefined);
    for (const [name, value] of fields.sort(([a], [b]) => (a < b ? -1 : 1))) {
      this.text(name);
      this.value(value);
    }
  }

  digest(): string {
    return [this.first, this.second]
      .map((lane) =>
        finished(lane ^ this.words)
          .toString(16)
          .padStart(8, '0'),
      )
      .join('');
  }
}

function mixed(hash: number, word: number, [first, second, addend]: Lane): number {
  const multiplied = Math.imul(word, first);
  const turned = (multiplied << 15) | (multiplied >>> 17);
  const joined = hash ^ Math.imul(turned, second);
  return (Math.imul((joined << 13) | (joined >>> 19), 5) + addend) | 0;
}

function finished(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
