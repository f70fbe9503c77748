/**
 * Changes layout files at random, takes what is still a layout, and imports a small file with it. Arguments and lines
 * printed are those of fuzz-imports.ts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { BUILT_IN_LAYOUTS, importInMemory, resolveLayout } from '../../../src/sources/index.ts';
import type { Layout } from '../../../src/sources/index.ts';
import { stringify } from 'yaml';
import { changedBytes, ODD_CELLS, pick } from './text-table.ts';

const OWN = `extends: ohlcv-daily
columns: { volume: null, instrument: name }
instrument: { from: column, tickSize: '0.05' }
rows: { blank: skip, invalid: skip, offSession: skip, duplicate: skip }
timeframe: 1d
`;

const ODD_VALUES: readonly string[] = [
  ...ODD_CELLS,
  ...[
    '{}',
    '[]',
    'null',
    '~',
    'true',
    '.inf',
    '.nan',
    '1e999',
    '-1',
    '!!binary aGk=',
    '!!js/function "x"',
    '!!set {a}',
  ],
  ...[
    '*none',
    '&a [*a]',
    '<<',
    '? x',
    '|',
    '>-',
    '%TAG',
    '---',
    '...',
    '@',
    '`',
    '{a: {b: {c: 1}}}',
    '[[[[[[[1]]]]]]]',
  ],
  ...[
    "'('",
    "'['",
    "'(a+)+$'",
    "'^(.*)*$'",
    "'\\p{L}'",
    "'(?<x>'",
    '0.000000000000000000001',
    '1m',
    '0d',
    '7w',
    '99999999d',
  ],
  ...[
    'us-equity',
    'fx-week',
    'UTC+99:00',
    'Mars/Olympus',
    'America/New_York+07:00',
    'column',
    'member-name',
    'bid',
    'tab',
  ],
  ...['{ toString: 1 }', '{ __proto__: { polluted: 1 } }', '{ constructor: { prototype: 1 } }'],
];

const CSV =
  'date,name,open,high,low,close,volume\n2019-01-02,ABC,100,102,99,101,10\n2019-01-03,ABC,101,103,100,102,11\n';

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, level) => `k${level + 1}: &k${level + 1} [${`*k${level},`.repeat(9)}]`);
  return `k0: &k0 [x]\n${levels.join('\n')}\n`;
}

function changedLayout(text: string, rng: Rng): string {
  const lines = text.split('\n');
  const at = rng.nextInt(lines.length);
  const line = lines[at] ?? '';
  switch (rng.nextInt(10)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n');
    case 1:
      return lines.toSpliced(rng.nextInt(lines.length), 0, line).join('\n');
    case 2:
      return lines
        .with(at, pick(rng, [`  ${line}`, line.trimStart(), `\t${line}`, `- ${line}`, `# ${line}`]))
        .join('\n');
    case 3:
      return changedBytes(Buffer.from(text), rng).toString(rng.nextInt(2) === 0 ? 'utf8' : 'latin1');
    case 4:
      return rng.nextInt(4) === 0
        ? `${text}\n${bomb()}`
        : `${text}\n${pick(rng, ODD_VALUES)}: ${pick(rng, ODD_VALUES)}`;
    case 5:
      return lines
        .with(at, line.replace(/[\w-]+:/u, `${pick(rng, ['toString', '__proto__', 'x', '""', '1', 'columns'])}:`))
        .join('\n');
    default:
      return lines
        .with(
          at,
          line.replace(/: .*$/u, () => `: ${pick(rng, ODD_VALUES)}`),
        )
        .join('\n');
  }
}

async function layoutCase(folder: string, text: string): Promise<string> {
  const [layoutFile, file] = [path.join(folder, 'own.yaml'), path.join(folder, 'ABC.csv')];
  writeFileSync(layoutFile, text);
  let layout: Layout;
  try {
    layout = await resolveLayout(layoutFile);
  } catch (error) {
    return judged(error, 'own.yaml', 'refused');
  }
  try {
    await importInMemory([file], layout);
    return 'published';
  } catch (error) {
    return judged(error, 'ABC.csv', 'unfit');
  }
}

function judged(error: unknown, name: string, outcome: string): string {
  const isNamed = PlatformError.is(error) && error.message.includes(name);
  return isNamed
    ? outcome
    : `names nothing or is not the platform's: ${error instanceof Error ? error.stack : String(error)}`;
}

const [seed = '1', first = '0', end = '100', keep] = process.argv.slice(2);
const bases = [OWN, ...Object.values(BUILT_IN_LAYOUTS).map((layout) => stringify(layout))];
const counts: Record<string, number> = { refused: 0, unfit: 0, published: 0, wrong: 0 };
const folder = mkdtempSync(path.join(tmpdir(), 'assay-fuzz-'));
writeFileSync(path.join(folder, 'ABC.csv'), CSV);
try {
  for (let number = Number(first); number < Number(end); number++) {
    process.stdout.write(`${number}\n`);
    const rng = createRng(seed).fork(String(number));
    let text = rng.nextInt(2) === 0 ? OWN : pick(rng, bases);
    for (let count = pick(rng, [1, 1, 2, 3]); count > 0; count--) text = changedLayout(text, rng);
    if (keep !== undefined) writeFileSync(path.join(keep, `${number}-own.yaml`), text);
    const outcome = await layoutCase(folder, text);
    const isKnown = outcome in counts;
    counts[isKnown ? outcome : 'wrong'] = (counts[isKnown ? outcome : 'wrong'] ?? 0) + 1;
    const isPolluted = ({} as Record<string, unknown>)['polluted'] !== undefined;
    if (!isKnown || isPolluted)
      process.stdout.write(`${JSON.stringify({ wrong: isPolluted ? 'prototype changed' : outcome, seed, number })}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${JSON.stringify(counts)}\n`);
