import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Meta {
  readonly tool: unknown;
  readonly toolVersion: unknown;
  readonly command: string;
  readonly date: string;
  readonly licence: unknown;
  readonly tolerance: unknown;
  readonly generator: string;
  readonly generatorSha256: string;
  readonly support?: readonly { readonly file: string; readonly sha256: string }[];
}

const vectors = readdirSync(join(root, 'golden'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .sort();

const sha256 = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');

describe('golden vectors', () => {
  it('exist', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(7);
  });

  it.each(vectors)('%s says where it comes from, and its generator is the one that made it', (name) => {
    const text = readFileSync(join(root, 'golden', name), 'utf8');
    const { meta, cases } = JSON.parse(text) as { readonly meta: Meta; readonly cases: unknown };
    for (const key of ['tool', 'toolVersion', 'command', 'date', 'licence', 'tolerance'] as const) {
      expect(meta[key], key).toBeTruthy();
    }
    expect(sha256(meta.generator)).toBe(meta.generatorSha256);
    for (const { file, sha256: expected } of meta.support ?? []) expect(sha256(file), file).toBe(expected);
    expect(Object.keys(cases as object).length).toBeGreaterThan(0);
  });
});
