import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { readGridSpec } from './read-spec.ts';

describe('readGridSpec', () => {
  it('reads axes as they are typed: lists and ranges, several with a semicolon', () => {
    const { axes } = readGridSpec({
      strategy: 's',
      folder: '/',
      axes: ['fast=5, 10;slow=50:200:50', 'side=long-only'],
    });
    expect(axes).toEqual({ fast: [5, 10], slow: { min: 50, max: 200, step: 50 }, side: ['long-only'] });
  });

  it('lets the command line win over a file, and a file over the profile, axis by axis', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'p.yaml'), 'cash: 5\ngrid: { axes: { a: [1], b: [1], c: [1] }, holds: [60] }\n');
    writeFileSync(path.join(folder, 'g.yaml'), 'axes: { b: [2], c: [2] }\nhazardBand: 0.03\n');
    const spec = readGridSpec({ strategy: 's', folder, profile: 'p.yaml', grid: 'g.yaml', axes: ['c=3'] });
    expect(spec.axes).toEqual({ a: [1], b: [2], c: [3] });
    expect(spec).toMatchObject({ holds: [60], hazardBand: 0.03, profileHolds: [60] });
  });

  it.each([
    ['fast', "must be name=value,value, was 'fast'"],
    ['fast=5,,6', "a value of 'fast' is empty"],
    ['fast=1:5:0', "the step of 'fast' must be > 0, was 0"],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => readGridSpec({ strategy: 's', folder: '/', axes: [text] })).toThrow(message);
  });

  it('drops no axis that is typed twice, and says of a folder that it is one', () => {
    const request = { strategy: 's', folder: temporaryFolder() };
    expect(() => readGridSpec({ ...request, axes: ['fast=5,10,20', 'fast=5,7'] })).toThrow(
      "invalid '--axes': 'fast' is given twice: write all its values in one",
    );
    expect(() => readGridSpec({ ...request, profile: '.' })).toThrow(/is a folder, not a file/u);
  });

  it('names the key of a profile that is none', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'p.yaml'), 'grid: { hods: [60] }\n');
    expect(() => readGridSpec({ strategy: 's', folder, profile: 'p.yaml' })).toThrow(/grid.*hods/su);
  });
});
