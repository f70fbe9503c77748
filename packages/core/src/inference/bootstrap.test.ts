import { binomialAcceptanceBand, chiSquare } from '../distributions/index.ts';
import { describe, expect, it } from 'vitest';
import { createRng } from '../random/index.ts';
import { createBootstrap } from './bootstrap.ts';
import type { BootstrapScheme } from './bootstrap.ts';

const SEED = 'bootstrap-1';
const draw = (n: number, scheme: BootstrapScheme, length: number, seed: string = SEED): Int32Array =>
  createBootstrap(n, scheme, createRng(seed)).fill(new Int32Array(length));

const SCHEMES: readonly BootstrapScheme[] = [
  { kind: 'iid', blockLength: 1 },
  { kind: 'circular', blockLength: 4 },
  { kind: 'stationary', blockLength: 4.5 },
];

describe('createBootstrap', () => {
  it.each(SCHEMES)('S4-14: $kind depends on the seed and on nothing else', (scheme) => {
    expect(draw(50, scheme, 200)).toEqual(draw(50, scheme, 200));
    expect(draw(50, scheme, 200)).not.toEqual(draw(50, scheme, 200, 'another'));
  });

  it.each(SCHEMES)('$kind draws every place equally often', (scheme) => {
    const [n, length] = [20, 400_000];
    const counts = new Float64Array(n);
    for (const place of draw(n, scheme, length)) counts[place]++;
    // Places inside a block follow from its start: the statistic has fewer draws behind it, by the block's mean length.
    const expected = length / n;
    const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) / scheme.blockLength;
    expect(statistic).toBeLessThan(chiSquare(n - 1).quantile(0.9999));
  });

  it('goes on where the last resample ended', () => {
    const source = createBootstrap(9, { kind: 'iid', blockLength: 1 }, createRng(1));
    const [first, second] = [source.fill(new Int32Array(60)).slice(), source.fill(new Int32Array(60))];
    expect(second).not.toEqual(first);
    expect(Int32Array.of(...first, ...second)).toEqual(draw(9, { kind: 'iid', blockLength: 1 }, 120, '1'));
  });

  it('takes whole blocks and goes round the end (circular)', () => {
    const places = draw(7, { kind: 'circular', blockLength: 5 }, 503);
    for (let i = 0; i < places.length; i++) {
      if (i % 5 !== 0) expect(places[i]).toBe((places[i - 1] + 1) % 7);
    }
    const joints = Array.from({ length: 100 }, (_, k) => places[5 * k + 5] === (places[5 * k + 4] + 1) % 7);
    // A new start follows on by chance once in seven.
    expect(joints.filter(Boolean).length).toBeLessThanOrEqual(binomialAcceptanceBand(100, 1 / 7, 0.999).high);
  });

  it('breaks off with probability 1 / mean length at every place (stationary)', () => {
    const [n, length, blockLength] = [1000, 100_000, 8];
    const places = draw(n, { kind: 'stationary', blockLength }, length);
    let breaks = 0;
    for (let i = 1; i < length; i++) if (places[i] !== (places[i - 1] + 1) % n) breaks++;
    const band = binomialAcceptanceBand(length - 1, (1 / blockLength) * (1 - 1 / n), 0.999);
    expect(breaks).toBeGreaterThanOrEqual(band.low);
    expect(breaks).toBeLessThanOrEqual(band.high);
  });

  it('is iid for blocks of one, and of one place for a series of one', () => {
    const one = draw(30, { kind: 'iid', blockLength: 1 }, 100);
    expect(draw(30, { kind: 'circular', blockLength: 1 }, 100)).toEqual(one);
    expect(draw(30, { kind: 'stationary', blockLength: 1 }, 100)).toEqual(one);
    expect(draw(1, { kind: 'iid', blockLength: 1 }, 3)).toEqual(Int32Array.of(0, 0, 0));
    expect(draw(3, { kind: 'iid', blockLength: 1 }, 0)).toEqual(new Int32Array());
  });

  it('draws from long series too', () => {
    const places = draw(2 ** 30 + 1, { kind: 'iid', blockLength: 1 }, 1000);
    expect(Math.max(...places)).toBeGreaterThan(2 ** 29);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [0, 'iid', 1, "'n'"],
    [2.5, 'iid', 1, "'n'"],
    [10, 'iid', 2, "'blockLength'"],
    [10, 'circular', 2.5, "'blockLength'"],
    [10, 'circular', 11, "'blockLength'"],
    [10, 'stationary', 0.5, "'blockLength'"],
    [10, 'stationary', NaN, "'blockLength'"],
    [10, 'moving', 2, "'kind'"],
  ])('refuses n %d, %s, %d', (n, kind, blockLength, message) => {
    expect(() => createBootstrap(n, { kind, blockLength } as BootstrapScheme, createRng(1))).toThrow(message);
  });
});
