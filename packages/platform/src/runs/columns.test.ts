import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeColumns, encodeColumns } from './columns.ts';
import type { Columns } from './columns.ts';

const numbers = fc.float64Array({ maxLength: 20 });
const wholeNumbers = fc.int32Array({ maxLength: 20 });
const contents = fc.record({
  meta: fc.jsonValue(),
  columns: fc.dictionary(fc.string({ maxLength: 5 }), fc.oneof(numbers, wholeNumbers), { maxKeys: 5 }),
});

function bits(columns: Columns): unknown {
  return Object.entries(columns).map(([name, column]) => [
    name,
    column.constructor.name,
    [...column].map((x) => [x, Object.is(x, -0)]),
  ]);
}

function sorted(columns: Columns): Columns {
  return Object.fromEntries(
    Object.keys(columns)
      .sort()
      .map((name) => [name, columns[name] ?? new Float64Array()]),
  );
}

describe('encodeColumns', () => {
  it('X-09: gives the same bytes for equal content, whatever the order of the columns', () => {
    fc.assert(
      fc.property(contents, ({ meta, columns }) => {
        const reversed = Object.fromEntries(Object.entries(columns).reverse());
        expect(encodeColumns({ meta, columns: reversed })).toEqual(encodeColumns({ meta, columns }));
      }),
    );
  });

  it('X-09: writes every NaN as the same one', () => {
    const strange = new Float64Array(new BigUint64Array([0xfff8_0000_0000_0000n, 0x7ff8_0000_0000_1234n]).buffer);
    const plain = Float64Array.from([NaN, NaN]);
    const encoded = encodeColumns({ meta: null, columns: { x: strange } });
    expect(encoded).toEqual(encodeColumns({ meta: null, columns: { x: plain } }));
    expect(new BigUint64Array(strange.buffer)[0]).toBe(0xfff8_0000_0000_0000n);
  });

  it('X-04: refuses meta that is not finite, and columns of another type', () => {
    expect(() => encodeColumns({ meta: { sharpe: Infinity }, columns: {} })).toThrow("invalid 'meta.sharpe'");
    const wrong = { x: new Float32Array(1) } as unknown as Columns;
    expect(() => encodeColumns({ meta: null, columns: wrong })).toThrow("invalid 'columns.x'");
  });
});

describe('decodeColumns', () => {
  it('gives back what was encoded, to the last bit', () => {
    fc.assert(
      fc.property(contents, ({ meta, columns }) => {
        const decoded = decodeColumns(encodeColumns({ meta, columns }));
        expect(decoded.meta).toEqual(JSON.parse(JSON.stringify(meta)));
        expect(bits(decoded.columns)).toEqual(bits(sorted(columns)));
      }),
    );
  });

  it('gives views of aligned bytes and of shared memory, copies of others', () => {
    const encoded = encodeColumns({ meta: null, columns: { x: Float64Array.from([1, 2]), y: Int32Array.from([3]) } });
    const shared = new SharedArrayBuffer(encoded.length);
    new Uint8Array(shared).set(encoded);
    expect(decodeColumns(shared).columns['x']?.buffer).toBe(shared);
    expect(decodeColumns(encoded).columns['x']?.buffer).toBe(encoded.buffer);
    expect(decodeColumns(encoded.buffer as ArrayBuffer).columns['y']).toEqual(Int32Array.from([3]));
    const shifted = new Uint8Array(encoded.length + 4).subarray(4);
    shifted.set(encoded);
    expect(decodeColumns(shifted).columns['x']).toEqual(Float64Array.from([1, 2]));
  });

  it('refuses every damaged byte and every cut', () => {
    const encoded = encodeColumns({
      meta: { a: [1, 'b'] },
      columns: { x: Float64Array.from([1, NaN]), y: Int32Array.from([3]) },
    });
    for (let index = 0; index < encoded.length; index++) {
      const damaged = encoded.slice();
      damaged[index] = (damaged[index] ?? 0) ^ (1 << (index % 8));
      expect(() => decodeColumns(damaged)).toThrow(expect.objectContaining({ code: 'DATA_INVALID' }));
      expect(() => decodeColumns(encoded.slice(0, index))).toThrow('not a readable columns file');
    }
    const longer = new Uint8Array(encoded.length + 8);
    longer.set(encoded);
    expect(() => decodeColumns(longer)).toThrow('not a readable columns file');
    expect(() => decodeColumns(longer, { verify: false })).toThrow('bytes follow its last column');
  });
});
