import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import type { FormatOptions, UnpackLimits } from './record-sink.ts';
import { readAll, tarBytes, zipBytes } from './testing/index.ts';

const TEXT = 'time,close\n2020-01-01,1.5\n';
const a = { name: 'a.csv', data: TEXT };
const b = { name: 'b.csv', data: TEXT };

function fileOf(content: Buffer): string {
  const target = path.join(temporaryFolder(), 'archive');
  writeFileSync(target, content);
  return target;
}

async function faultOf(content: Buffer, format?: FormatOptions, limits?: UnpackLimits): Promise<string> {
  const error: unknown = await readAll(fileOf(content), format, { limits }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataError);
  const { message, hint } = error as DataError;
  expect(message).toContain("archive'");
  return `${message} ${hint ?? ''}`;
}

const namesOf = async (content: Buffer, format?: FormatOptions): Promise<readonly string[]> =>
  (await readAll(fileOf(content), format)).members.map(({ name }) => name);

describe('archives', () => {
  it('read every member, and count what they leave out', async () => {
    const link = { name: 'link.csv', type: 'symlink', linkname: '/etc/passwd' } as const;
    const others = [
      { name: '__MACOSX/._a.csv', data: 'x' },
      { name: '.hidden', data: 'x' },
      { name: 'd/.git/x', data: 'x' },
    ];
    const tar = await tarBytes([
      { name: 'd/', type: 'directory' },
      a,
      ...others,
      link,
      { name: './d/b.csv', data: TEXT },
    ]);
    expect(await readAll(fileOf(tar))).toMatchObject({
      members: [
        { name: 'a.csv', rows: 1 },
        { name: './d/b.csv', rows: 1 },
      ],
      leftOut: { folders: 1, hidden: 3, links: 1, unnamed: 0 },
    });
    const zip = zipBytes([{ name: 'd/' }, a, ...others, { name: 'link.csv', data: '/etc/passwd', mode: 0o120777 }, b]);
    expect(await readAll(fileOf(zip))).toMatchObject({
      members: [
        { name: 'a.csv', rows: 1 },
        { name: 'b.csv', rows: 1 },
      ],
      leftOut: { folders: 1, hidden: 3, links: 1, unnamed: 0 },
    });
    const report = { name: 'report.pdf', data: '%PDF-1.4' };
    const named = await readAll(fileOf(zipBytes([a, report])), { members: '[.]csv$' });
    expect(named).toMatchObject({ members: [{ name: 'a.csv' }], leftOut: { unnamed: 1 } });
    expect(await faultOf(zipBytes([a, report]))).toMatch(/member 'report.pdf', is a PDF document .* by `members`/);
    expect(await faultOf(zipBytes([a]), { members: 'x' })).toMatch(/has no member to read \(.* 1 others left out\)/);
  });

  it('X-08: a name is a label, wherever it points and whatever it holds', async () => {
    const names = ['../../etc/passwd', '/abs.csv', 'C:\\x.csv', 'a\u001b[31mb.csv'];
    const labels = ['../../etc/passwd', '/abs.csv', 'C:/x.csv', 'a?[31mb.csv'];
    expect(await namesOf(zipBytes(names.map((name) => ({ name, data: TEXT }))))).toEqual(labels);
    const tar = await tarBytes(names.map((name) => ({ name, data: TEXT })));
    expect(await namesOf(tar)).toEqual(labels.with(2, 'C:\\x.csv'));
  });

  it('reads zip64 and stored members', async () => {
    expect(
      await namesOf(
        zipBytes([
          { ...a, isZip64: true },
          { ...b, isStored: true },
        ]),
      ),
    ).toEqual(['a.csv', 'b.csv']);
  });

  it.each<readonly [string, () => Buffer, RegExp]>([
    ['encrypted', () => zipBytes([{ ...a, flags: 1 }]), /member 'a.csv', is encrypted .* password/],
    ['strongly encrypted', () => zipBytes([{ ...a, flags: 0x41 }]), /broken zip archive: strong encryption/],
    ['of another method', () => zipBytes([{ ...a, method: 14 }]), /is packed by method 14, which is not read/],
    ['of a wrong checksum', () => zipBytes([b, { ...a, crc: 1 }]), /member 'a.csv', is damaged: its checksum/],
    ['with a member twice', () => zipBytes([a, a]), /member 'a.csv', stands in the archive twice/],
    ['inside a zip', () => zipBytes([{ name: 'x.zip', data: zipBytes([a]) }]), /'x.zip', is a zip archive inside/],
    ['cut short', () => zipBytes([a, b]).subarray(0, -30), /is a broken zip archive/],
    ['with garbage behind it', () => Buffer.concat([zipBytes([a]), Buffer.from('xyz')]), /is a broken zip archive/],
    ['of a workbook', () => zipBytes([{ name: '[Content_Types].xml', data: 'x' }]), /is an Excel workbook .* CSV/],
    ['of folders only', () => zipBytes([{ name: 'd/' }]), /has no member to read \(1 folders/],
    ['without entries', () => zipBytes([]), /has no member to read/],
    [
      'with a packed table that is Parquet',
      () => zipBytes([{ name: 'a', data: 'PAR1...' }]),
      /is a Parquet file that is packed/,
    ],
  ])('X-08: a zip archive %s is refused', async (_, bytes, message) => {
    expect(await faultOf(bytes())).toMatch(message);
  });

  it('X-08: a zip directory that lists fewer members than it holds loses none in silence', async () => {
    const bytes = zipBytes([a, b]);
    bytes.writeUInt16LE(1, bytes.length - 12);
    expect(await faultOf(bytes)).toMatch(/lists fewer files than it holds/);
  });

  it('X-08: a damaged or cut tar archive is refused', async () => {
    const whole = await tarBytes([a, b]);
    expect(await faultOf(whole.subarray(0, 1500))).toMatch(/is a tar archive that is cut short/);
    expect(await faultOf(whole.subarray(0, 1024))).toMatch(/cut short: the mark of its end is missing/);
    expect(await faultOf(Buffer.concat([whole, Buffer.from('garbage'.repeat(100))]))).toMatch(
      /is a broken tar archive|cut short/,
    );
    const damaged = Buffer.from(whole);
    damaged[1024] = 1;
    expect(await faultOf(damaged)).toMatch(/is a broken tar archive/);
    const strange = Buffer.from(whole);
    strange[156] = 'S'.charCodeAt(0);
    strange.write((sumOf(strange) >>> 0).toString(8).padStart(6, '0'), 148);
    expect(await faultOf(strange)).toMatch(/member 'a.csv', is of a kind that is not read/);
  });

  it('X-08: damaged, cut or prolonged gzip is refused', async () => {
    const whole = gzipSync(TEXT.repeat(100));
    expect(await faultOf(whole.subarray(0, -4))).toMatch(/is cut short/);
    expect(await faultOf(Buffer.concat([whole, Buffer.from('garbage')]))).toMatch(/cannot be unpacked/);
    expect(await faultOf(Buffer.concat([whole, Buffer.from('\0garbage')]))).toMatch(/goes on after the end/);
    const padded = Buffer.concat([whole, Buffer.alloc(100_000), Buffer.from('x')]);
    expect(await faultOf(padded)).toMatch(/goes on after the end/);
    const damaged = Buffer.from(whole);
    damaged[whole.length - 8] = (damaged[whole.length - 8] as number) ^ 1;
    expect(await faultOf(damaged)).toMatch(/cannot be unpacked: incorrect data check/);
    let layers = gzipSync(TEXT);
    for (let count = 0; count < 5; count++) layers = gzipSync(layers);
    expect(await faultOf(layers)).toMatch(/is packed in more than 4 layers/);
  });

  it('X-08: ends what unpacks beyond all reason, over all members together', async () => {
    const limits = { bytes: 1_000_000, ratio: 50, freeBytes: 100_000 };
    const bomb = Buffer.from('1,2\n'.repeat(100_000));
    expect(await faultOf(gzipSync(bomb), {}, limits)).toMatch(
      /more than 100000 bytes and 50 times its size.*import the files inside/,
    );
    const many = [1, 2, 3].map((index) => ({ name: `${index}.csv`, data: bomb }));
    expect(await faultOf(zipBytes(many), {}, { ...limits, ratio: 1e9 })).toMatch(
      /'3.csv', unpacks to more than 1000000 bytes/,
    );
    expect((await readAll(fileOf(gzipSync(bomb)), {}, { limits: { ...limits, ratio: 1e9 } })).rows).toHaveLength(
      99_999,
    );
  });
});

function sumOf(header: Buffer): number {
  let sum = 0;
  for (let index = 0; index < 512; index++) sum += index >= 148 && index < 156 ? 32 : (header[index] as number);
  return sum;
}
