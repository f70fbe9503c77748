import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../settings/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { readMembers } from './read-members.ts';
import type { FormatOptions } from './record-sink.ts';
import { readAll, tarBytes, zipBytes } from './testing/index.ts';

const TEXT = 'time,close\n2020-01-01,1.5\n2020-01-02, 1.6 \n';
const RECORDS = [
  ['2020-01-01', '1.5'],
  ['2020-01-02', '1.6'],
];

function fileOf(content: string | Buffer, name = 'prices.csv'): string {
  const target = path.join(temporaryFolder(), name);
  writeFileSync(target, content);
  return target;
}

async function rowsOf(content: string | Buffer, format?: FormatOptions): Promise<readonly unknown[]> {
  return (await readAll(fileOf(content), format)).rows.map(([place, fields]) => [place.split(':')[1], ...fields]);
}

describe('readMembers', () => {
  it('X-10: reads one table alike however it is packed, whatever it is called, and hashes the file on disk', async () => {
    const member = { name: 'in/prices.csv', data: TEXT };
    const packed = {
      plain: Buffer.from(TEXT),
      gzip: gzipSync(TEXT),
      zip: zipBytes([member]),
      tar: await tarBytes([member]),
      'tar.gz': gzipSync(await tarBytes([member])),
    };
    for (const [container, bytes] of Object.entries(packed)) {
      const read = await readAll(fileOf(bytes, 'prices.dat'));
      const name = container === 'plain' || container === 'gzip' ? 'prices.dat' : 'in/prices.csv';
      expect(read).toEqual({
        sha256: sha256Hex(bytes),
        container,
        isArchive: name !== 'prices.dat',
        members: [{ name, rows: 2 }],
        leftOut: { folders: 0, hidden: 0, links: 0, unnamed: 0 },
        headers: [['time', 'close']],
        rows: RECORDS.map((fields, index) => [`${name}:${index + 1}`, fields]),
      });
    }
  });

  it('reads gzip of several pieces, and gzip and tar inside zip', async () => {
    const pieces = Buffer.concat([gzipSync(TEXT), gzipSync('2020-01-03,1.7\n'), gzipSync(''), Buffer.alloc(100)]);
    expect((await readAll(fileOf(pieces))).rows).toHaveLength(3);
    const inner = await tarBytes([{ name: 'b.csv', data: TEXT }]);
    const zip = zipBytes([
      { name: 'a.csv.gz', data: pieces, isStored: true },
      { name: 'b.tar', data: inner },
    ]);
    expect((await readAll(fileOf(zip))).members).toEqual([
      { name: 'a.csv.gz', rows: 3 },
      { name: 'b.tar/b.csv', rows: 2 },
    ]);
  });

  it('counts rows below the header, empty ones too, and leaves those out', async () => {
    expect(await rowsOf('\n , \na,b\n1,2\n\n,\n3,4\n\n')).toEqual([
      ['1', '1', '2'],
      ['4', '3', '4'],
    ]);
    expect(await rowsOf('1,2\n\n3,4', { header: false })).toEqual([
      ['1', '1', '2'],
      ['3', '3', '4'],
    ]);
  });

  it('takes separators, comments, titles, quotation marks, line ends and a byte order mark as they come', async () => {
    const expected = [['1', 'x', '2']];
    expect(await rowsOf('a;b\nx;2\n', { separator: ';' })).toEqual(expected);
    expect(await rowsOf('title, with commas\n"made" on\na,b\nx,2\n', { skipLines: 2 })).toEqual(expected);
    expect(await rowsOf('# one "\na,b\n # two\nx,2\n', { comment: '#' })).toEqual(expected);
    expect(await rowsOf('a,b\n"x","2"\n')).toEqual(expected);
    expect(await rowsOf("a,b\n'x','2'\n", { quote: "'" })).toEqual(expected);
    expect(await rowsOf('a,b\n"x,2\n', { quote: false })).toEqual([['1', '"x', '2']]);
    expect(await rowsOf('\uFEFFa,b\r\nx,2\r\n')).toEqual(expected);
    expect(await rowsOf('a,b\rx,2\r')).toEqual(expected);
    expect(await rowsOf('a,b\r\n"x",2\r\n"y\nz",3')).toEqual([...expected, ['2', 'y\nz', '3']]);
    expect((await readAll(fileOf('\uFEFFa,b\nx,2'))).headers).toEqual([['a', 'b']]);
  });

  it('X-08: says what is wrong with a text, where, and what to do', async () => {
    const faults: readonly (readonly [string | Buffer, RegExp])[] = [
      ['', /'.*prices\.csv' is empty/],
      ['a,b\n', /has no data row/],
      ['a,b\n1,"2\n', /ends inside quotation marks at line 2/],
      ['a,b\n1,2\n1,x"2"\n', /has a quotation mark inside a field at line 3/],
      ['a,b\n"1" x,2\n', /has text behind a closing quotation mark at line 2/],
      [`a,b\n"1${'x'.repeat(1 << 20)}\n2`, /has a record of more than 1048576 bytes at line 2/],
      [`a,b\n1${'x'.repeat(3 << 20)}`, /has a record of more than 1048576 bytes at line 2/],
      [Buffer.from('\uFEFFa,b\n1,2', 'utf16le'), /is UTF-16 text/],
      [Buffer.from('a,b\n1,2', 'utf16le'), /is no text file/],
      [Buffer.concat([Buffer.from(`a,b\n${'1,2\n'.repeat(500)}3,\0`)]), /is not text: line 502 holds a zero byte/],
      [Buffer.from('a,b\n1,2\nM\xfcller,2', 'latin1'), /is not UTF-8 text at line 3/],
      ['<!DOCTYPE html><html>', /is a web page/],
      ['BZh91AY&SY\0', /is packed with bzip2/],
    ];
    for (const [content, message] of faults) {
      const error = await readAll(fileOf(content)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DataError);
      expect(error).toMatchObject({ message: expect.stringMatching(message), hint: expect.stringMatching(/\.$/) });
    }
    expect(await rowsOf('ORCL,IBM\n1,2\n')).toEqual([['1', '1', '2']]);
  });

  it('follows links to files, and refuses folders, pipes and devices without waiting', async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    symlinkSync(fileOf(TEXT), at('link.csv'));
    expect((await readAll(at('link.csv'))).members).toEqual([{ name: 'link.csv', rows: 2 }]);
    symlinkSync(at('nowhere'), at('broken.csv'));
    for (const name of ['broken.csv', 'missing.csv', 'link.csv/x']) {
      await expect(readAll(at(name))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
    await expect(readAll(at('folder'))).rejects.toThrow(/is a folder/);
    await expect(readAll(at('pipe'))).rejects.toThrow(/is a pipe, not a file/);
    await expect(readAll('/dev/null')).rejects.toThrow(/is a device, not a file/);
  });

  it('waits for the sink, and lets its errors through', async () => {
    const target = fileOf(`a,b\n${'1,2\n'.repeat(200_000)}`);
    let [active, calls] = [0, 0];
    await readMembers(
      target,
      {},
      {
        header: () => undefined,
        records: async () => {
          expect(active++).toBe(0);
          calls++;
          await new Promise(setImmediate);
          active--;
        },
      },
    );
    expect(calls).toBeGreaterThan(1);
    const fault = new TypeError('from the sink');
    const failing = { header: () => undefined, records: () => Promise.reject(fault) };
    for (const bytes of [
      TEXT,
      gzipSync(TEXT),
      zipBytes([{ name: 'a', data: TEXT }]),
      await tarBytes([{ name: 'a', data: TEXT }]),
    ]) {
      await expect(readMembers(fileOf(bytes), {}, failing)).rejects.toBe(fault);
    }
  });

  it('X-10: notices that the file was written to while it was read', async () => {
    const target = fileOf(TEXT);
    const sink = { header: () => appendFileSync(target, '2020-01-03,1.7\n'), records: () => undefined };
    await expect(readMembers(target, {}, sink)).rejects.toThrow(/was written to while it was read/);
  });

  it('refuses options out of their domain before it opens the file', async () => {
    const formats: readonly FormatOptions[] = [
      { separator: '' },
      { separator: '"' },
      { quote: 'ab' },
      { comment: ' #' },
      { skipLines: -1 },
      { members: '(' },
    ];
    for (const format of formats)
      await expect(readAll('nowhere', format)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
