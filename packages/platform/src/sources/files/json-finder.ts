import type { Token } from 'stream-json/parser.js';
import { dataFault } from './fault.ts';
import type { Place } from './fault.ts';
import { JsonColumns, JsonRecord } from './json-record.ts';
import { MAX_RECORD_BYTES } from './text-blocks.ts';

const MAX_DEPTH = 100;
const MAX_COLUMNS = 10_000;
const MAX_TABLES = 8;

interface Frame {
  readonly isArray: boolean;
  key: string;
  index: number;
}

/** Finds the records among the tokens of JSON text, which may be several values one after another. */
export class JsonFinder {
  readonly columns: JsonColumns = new JsonColumns();
  /** Records that are complete. */
  count = 0;
  /** Undefined until the first record. */
  areArrays: boolean | undefined;
  private readonly place: Place;
  private readonly isDeclared: boolean;
  private readonly path: readonly string[];
  private readonly tables = new Set<string>();
  private readonly stack: Frame[] = [];
  /** Depth of the elements of the collection that is being read; zero: none is. */
  private collectionDepth = 0;
  private record: JsonRecord | undefined;
  private found: string[][] = [];

  /** @param jsonPath - where the records stand; undefined: at the top, unless tables are met inside the records there. */
  constructor(jsonPath: string | undefined, place: Place) {
    this.place = place;
    this.isDeclared = jsonPath !== undefined;
    this.path = jsonPath === undefined || jsonPath === '' ? [] : jsonPath.split('.');
  }

  /** Records that these tokens complete; those of objects are as long as `columns.names`. */
  take(tokens: readonly Token[]): readonly (readonly string[])[] {
    for (const token of tokens) {
      if (this.record === undefined) this.takeOutside(token);
      else if (this.record.take(token)) this.finishRecord(this.record);
      else if (this.record.size > MAX_RECORD_BYTES) throw this.tooLarge(this.record);
    }
    const { found } = this;
    this.found = [];
    if (this.areArrays === false) for (const fields of found) complete(fields, this.columns.names.length);
    return found;
  }

  /** @throws {DataError} if the text ended inside a value, or nothing stands where records should. */
  finish(): void {
    if (this.record !== undefined || this.stack.length > 0)
      throw this.fault(`is cut short after record ${this.count}`, 'Get the file again.');
    if (this.areArrays === undefined && this.path.length > 0)
      throw this.fault(`has no records at '${this.path.join('.')}'`, this.pathHint());
  }

  private takeOutside(token: Token): void {
    const top = this.stack.at(-1);
    switch (token.name) {
      case 'keyValue':
        (top as Frame).key = token.value;
        return;
      case 'startObject':
      case 'startArray':
        this.advance(top);
        return this.startValue(token.name === 'startArray');
      case 'endObject':
      case 'endArray':
        if (this.stack.length === this.collectionDepth) this.collectionDepth = 0;
        this.stack.pop();
        return;
      default:
        this.advance(top);
        return this.takeScalar(token);
    }
  }

  private advance(top: Frame | undefined): void {
    if (top !== undefined && top.isArray) top.key = String(++top.index);
  }

  private startValue(isArray: boolean): void {
    const depth = this.stack.length;
    if (this.collectionDepth > 0) return this.startRecord(isArray);
    const isHere = depth === this.path.length && this.stack.every(({ key }, at) => key === this.path[at]);
    if (isHere && depth === 0 && !isArray) return this.startRecord(false);
    if (!isHere && isArray && depth > 0) this.noteTable();
    this.stack.push({ isArray, key: '', index: -1 });
    if (this.stack.length > MAX_DEPTH)
      throw this.fault(`is nested more than ${MAX_DEPTH} deep`, 'Check that it is the right file.');
    if (isHere) this.collectionDepth = depth + 1;
  }

  private startRecord(isArray: boolean): void {
    this.areArrays ??= isArray;
    if (this.areArrays !== isArray)
      throw this.fault(`mixes objects and arrays at record ${this.count + 1}`, this.pathHint());
    const record = new JsonRecord(isArray, this.columns);
    const top = this.stack.at(-1);
    if (top !== undefined && !top.isArray && !isArray) record.setNamed('key', top.key.trim());
    this.record = record;
  }

  private takeScalar(token: Token): void {
    if (this.collectionDepth === 0) return;
    const top = this.stack.at(-1) as Frame;
    if (this.stack.length === 1 && top.isArray && top.index === 0 && this.areArrays !== false) {
      // An array of plain values at the top is a record itself, one of many.
      this.stack.pop();
      this.collectionDepth = 0;
      this.startRecord(true);
      this.record?.take(token);
      return;
    }
    const where = `record ${this.count + 1}${top.isArray ? '' : ` ('${top.key}')`}`;
    throw this.fault(`has a plain value where ${where} should be an object or an array`, this.pathHint());
  }

  private finishRecord(record: JsonRecord): void {
    this.record = undefined;
    this.count++;
    if (record.repeated !== undefined) {
      throw this.fault(`has the field '${record.repeated}' twice in record ${this.count}`, 'Correct the file.');
    }
    const isTop = this.stack.length === 0;
    if (isTop && !this.isDeclared && record.tables.size > 0) throw this.holdsTables(record);
    if (this.columns.names.length > MAX_COLUMNS) throw this.tooLarge(record);
    this.found.push(record.fields as string[]);
  }

  private holdsTables(record: JsonRecord): Error {
    for (const table of record.tables) this.addTable(table);
    return this.fault('is an object that holds tables', this.pathHint());
  }

  private tooLarge(record: JsonRecord): Error {
    for (const table of record.tables) this.addTable(table);
    const what = `has a record of more than ${MAX_RECORD_BYTES} characters or ${MAX_COLUMNS} fields`;
    return this.fault(`${what} (record ${this.count + 1})`, this.pathHint());
  }

  private noteTable(): void {
    this.addTable(this.stack.map(({ key }) => key).join('.'));
  }

  private addTable(table: string): void {
    if (this.tables.size < MAX_TABLES) this.tables.add(table);
  }

  private pathHint(): string {
    const names = [...this.tables].map((table) => `'${table}'`).join(', ');
    return `Say by \`jsonPath\` where the records stand${names === '' ? '' : `, as ${names}`}; '' is the top.`;
  }

  private fault(what: string, hint: string): Error {
    return dataFault(this.place, what, hint, { facts: { tables: [...this.tables] } });
  }
}

function complete(fields: (string | undefined)[], length: number): void {
  for (let index = 0; index < length; index++) fields[index] ??= '';
}
