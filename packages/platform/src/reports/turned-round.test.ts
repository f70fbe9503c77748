import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimsIn } from './testing/source-claims.ts';
import { turningOf } from './testing/turned-round.ts';

const SOURCE = `
import { x } from 'some place or other';
export function words(gain: number): string {
  if (Number.isNaN(gain)) throw new Error('this is never read by anybody');
  return gain > 0 ? \`It has gained \${gain} on the way.\` : 'It has not gained anything.';
}
export function title(): string {
  return 'All that can be said';
}
`;

describe('turningOf', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-claims-'));
  writeFileSync(path.join(folder, 'a.ts'), SOURCE);
  const claims = claimsIn(path.join(folder, 'a.ts'));
  rmSync(folder, { recursive: true, force: true });
  const turned = (...texts: readonly string[]): readonly string[] => {
    const { unsaid, lasting } = turningOf(claims, texts);
    return [...unsaid.map((words) => `unsaid ${words}`), ...lasting.map((words) => `lasting ${words}`)].map((line) =>
      line.replace(/ \S*a\.ts: /u, ' '),
    );
  };

  it('X-13: finds the sentences of a source, without its errors and imports', () => {
    expect(claims.map(({ words, within }) => [within, words])).toEqual([
      ['words', 'It has gained'],
      ['words', 'It has not gained anything.'],
      ['title', 'All that can be said'],
    ]);
  });

  it('X-13: names a sentence that no text says, and one that every text says', () => {
    expect(turned('All that can be said. It has gained 5 on the way.')).toEqual([
      'unsaid It has not gained anything.',
      'lasting It has gained',
      'lasting All that can be said',
    ]);
    const [gained, lost] = ['It has gained 5 on the way.', 'It has not  gained anything.'];
    expect(turned(gained, lost)).toEqual(['unsaid All that can be said']);
    expect(turned(gained, `${lost} all that can be said`)).toEqual([]);
    expect(turned(`${gained} ${lost}`, `${lost} all that can be said`)).toEqual([
      'lasting It has not gained anything.',
    ]);
  });
});
