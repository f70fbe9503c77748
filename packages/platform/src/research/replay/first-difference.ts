import { decodeColumns } from '../../runs/index.ts';

/** Where two contents part, and what each of them says there. */
export interface FirstDifference {
  /** A path in JSON as `rows[3].score`, a place in a column as `excess.2[17]`, or `byte 812, line 9`. */
  readonly at: string;
  /** Byte from which on they differ. */
  readonly offset: number;
  readonly recorded: string;
  readonly replayed: string;
}

/** Where two different contents of one file part. */
export function firstDifference(name: string, recorded: Uint8Array, replayed: Uint8Array): FirstDifference {
  const offset = firstByte(recorded, replayed);
  const known = inside(name, recorded, replayed);
  if (known !== undefined) return { ...known, offset };
  const line = recorded.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;
  return {
    at: `byte ${offset}, line ${line}`,
    offset,
    recorded: around(recorded, offset),
    replayed: around(replayed, offset),
  };
}

type Inside = Omit<FirstDifference, 'offset'>;

function inside(name: string, recorded: Uint8Array, replayed: Uint8Array): Inside | undefined {
  try {
    if (name.endsWith('.json')) return inJson(jsonOf(recorded), jsonOf(replayed), '');
    if (name.endsWith('.cols')) return inColumns(recorded, replayed);
  } catch {
    return undefined; // one of them cannot be read: the byte is told
  }
  return undefined;
}

function jsonOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function inJson(recorded: unknown, replayed: unknown, at: string): Inside | undefined {
  if (isTree(recorded) && isTree(replayed) && Array.isArray(recorded) === Array.isArray(replayed)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(replayed)])) {
      const found = inJson(recorded[key], replayed[key], placeOf(at, key, Array.isArray(recorded)));
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Object.is(recorded, replayed)) return undefined;
  return { at: at === '' ? 'the whole' : at, recorded: shown(recorded), replayed: shown(replayed) };
}

function placeOf(at: string, key: string, isList: boolean): string {
  if (isList) return `${at}[${key}]`;
  return at === '' ? key : `${at}.${key}`;
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function inColumns(one: Uint8Array, other: Uint8Array): Inside | undefined {
  const [recorded, replayed] = [decodeColumns(one, { verify: false }), decodeColumns(other, { verify: false })];
  const inMeta = inJson(recorded.meta, replayed.meta, 'meta');
  if (inMeta !== undefined) return inMeta;
  for (const name of new Set([...Object.keys(recorded.columns), ...Object.keys(replayed.columns)])) {
    const [was, is] = [recorded.columns[name], replayed.columns[name]];
    if (was?.length !== is?.length)
      return { at: `length of ${name}`, recorded: shown(was?.length), replayed: shown(is?.length) };
    const found = inColumn(name, was ?? new Float64Array(0), is ?? new Float64Array(0));
    if (found !== undefined) return found;
  }
  return undefined;
}

function inColumn(name: string, was: ArrayLike<number>, is: ArrayLike<number>): Inside | undefined {
  for (let place = 0; place < was.length; place++) {
    if (Object.is(was[place], is[place])) continue;
    return { at: `${name}[${place}]`, recorded: String(was[place]), replayed: String(is[place]) };
  }
  return undefined;
}

function firstByte(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place++) if (one[place] !== other[place]) return place;
  return length;
}

/** Longest text that a difference shows. */
const SHOWN = 60;

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function around(bytes: Uint8Array, offset: number): string {
  if (offset >= bytes.length) return 'its end';
  return shown(new TextDecoder().decode(bytes.subarray(offset, offset + SHOWN)));
}
