import type { Token } from 'stream-json/parser.js';
import { JsonText, scalarText } from './json-text.ts';

/** Objects in one object from which on it looks like a table of its own. */
const TABLE_OBJECTS = 3;

/** The fields of JSON objects, in the order they were first met. */
export class JsonColumns {
  readonly names: string[] = [];
  private readonly places = new Map<string, number>();

  placeOf(name: string): number {
    let place = this.places.get(name);
    if (place === undefined) {
      place = this.names.length;
      this.places.set(name, place);
      this.names.push(name.trim());
    }
    return place;
  }
}

interface Level {
  /** What stands before the names of its fields, as `bid.`. */
  readonly prefix: string;
  key: string;
  objects: number;
}

/**
 * Builds one record from the tokens of an object or array. Objects inside it give fields `outer.inner`; arrays inside it,
 * and anything inside an array, stay JSON text.
 */
export class JsonRecord {
  readonly isArray: boolean;
  readonly fields: (string | undefined)[] = [];
  /** Paths in it that look like tables. */
  readonly tables: Set<string> = new Set<string>();
  /** Characters taken. */
  size: number = 0;
  /** A field that stands twice. */
  repeated: string | undefined;
  private readonly columns: JsonColumns;
  private readonly levels: Level[] = [];
  private inner: JsonText | undefined;
  private innerTokens = 0;

  constructor(isArray: boolean, columns: JsonColumns) {
    this.isArray = isArray;
    this.columns = columns;
    this.levels.push({ prefix: '', key: '', objects: 0 });
  }

  /** Takes what follows the beginning; true when the record is complete. */
  take(token: Token): boolean {
    this.size += 'value' in token && typeof token.value === 'string' ? token.value.length + 3 : 3;
    if (this.inner !== undefined) return this.takeInner(this.inner, token);
    const level = this.levels[this.levels.length - 1] as Level;
    switch (token.name) {
      case 'keyValue':
        level.key = token.value;
        return false;
      case 'startObject':
        if (this.isArray) return this.startInner(token);
        if (++level.objects === TABLE_OBJECTS && level.prefix !== '') this.tables.add(level.prefix.slice(0, -1));
        this.levels.push({ prefix: `${level.prefix}${level.key}.`, key: '', objects: 0 });
        return false;
      case 'startArray':
        return this.startInner(token);
      case 'endObject':
      case 'endArray':
        this.levels.pop();
        return this.levels.length === 0;
      default:
        this.set(scalarText(token));
        return false;
    }
  }

  /** Puts `text` under `name`, for what stands outside the object. */
  setNamed(name: string, text: string): void {
    this.put(this.columns.placeOf(name), name, text);
  }

  private set(text: string): void {
    if (this.isArray) {
      this.fields.push(text);
      return;
    }
    const { prefix, key } = this.levels[this.levels.length - 1] as Level;
    this.setNamed(prefix === '' ? key : prefix + key, text);
  }

  private put(place: number, name: string, text: string): void {
    if (this.fields[place] !== undefined) this.repeated ??= name;
    this.fields[place] = text;
  }

  private startInner(token: Token): false {
    this.inner = new JsonText();
    this.innerTokens = 0;
    this.takeInner(this.inner, token);
    return false;
  }

  private takeInner(inner: JsonText, token: Token): false {
    const isTable = ++this.innerTokens === 2 && (token.name === 'startObject' || token.name === 'startArray');
    if (isTable && !this.isArray) {
      const { prefix, key } = this.levels[this.levels.length - 1] as Level;
      this.tables.add(prefix + key);
    }
    const text = inner.take(token);
    if (text === undefined) return false;
    this.inner = undefined;
    this.set(text);
    return false;
  }
}
