import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finished } from './testing/scratch.ts';
import { plant, run, scratchCopy } from './testing/scratch.ts';

const long = (lines: number): string => Array.from({ length: lines }, (_, i) => `  total += ${i};`).join('\n');
const branches = Array.from({ length: 13 }, (_, i) => `  if (x === ${i}) return ${i + 1};`).join('\n');

/** One fault each, in a file of its own, and the rule that must report it. */
const FAULTS = [
  { rule: 'no-restricted-syntax', file: 'quant/src/panel/default.ts', text: 'export default 1;' },
  { rule: 'no-restricted-syntax', file: 'quant/src/panel/all.ts', text: "export * from './clean.ts';" },
  { rule: 'no-restricted-syntax', file: 'quant/src/panel/enum.ts', text: 'export enum Side {\n  buy,\n}' },
  {
    rule: 'no-restricted-syntax',
    file: 'platform/src/runs/date.ts',
    text: 'export const now = (): Date => new Date();',
  },
  {
    rule: 'no-restricted-properties',
    file: 'quant/src/panel/now.ts',
    text: 'export const now = (): number => Date.now();',
  },
  {
    rule: 'no-restricted-properties',
    file: 'core/src/vector/random.ts',
    text: 'export const toss = (): number => Math.random();',
  },
  {
    rule: 'no-restricted-properties',
    file: 'contracts/src/schemas/random.ts',
    text: 'export const toss = (): number => Math.random();',
  },
  { rule: 'no-console', file: 'quant/src/panel/console.ts', text: "export const say = (): void => console.log('x');" },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: 'platform/src/runs/floating.ts',
    text: 'const work = async (): Promise<number> => 1;\nexport function go(): void {\n  work();\n}',
  },
  {
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    file: 'quant/src/panel/switch.ts',
    text: "export function sign(side: 'buy' | 'sell'): number {\n  switch (side) {\n    case 'buy':\n      return 1;\n  }\n  return 0;\n}",
  },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    file: 'quant/src/panel/type.ts',
    text: "import { Clean } from './clean.ts';\nexport const one: Clean = 1;",
  },
  {
    rule: '@typescript-eslint/no-non-null-assertion',
    file: 'quant/src/panel/non-null.ts',
    text: 'export const first = (x: readonly (number | undefined)[]): number => x[0]!;',
  },
  {
    rule: 'max-params',
    file: 'quant/src/panel/params.ts',
    text: 'export const sum = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;',
  },
  {
    rule: 'max-lines-per-function',
    file: 'quant/src/panel/function.ts',
    text: `export function add(): number {\n  let total = 0;\n${long(60)}\n  return total;\n}`,
  },
  { rule: 'max-lines', file: 'quant/src/panel/lines.ts', text: `export let total = 0;\n${long(401)}` },
  {
    rule: 'complexity',
    file: 'quant/src/panel/complexity.ts',
    text: `export function pick(x: number): number {\n${branches}\n  return 0;\n}`,
  },
  {
    rule: 'max-depth',
    file: 'quant/src/panel/depth.ts',
    text: 'export function deep(x: number): number {\n  if (x > 0) {\n    if (x > 1) {\n      if (x > 2) {\n        if (x > 3) return 4;\n      }\n    }\n  }\n  return 0;\n}',
  },
  { rule: 'n/no-extraneous-import', file: 'core/src/vector/extraneous.ts', text: "export { parse } from 'yaml';" },
] as const;

const CLEAN = {
  'packages/quant/src/panel/clean.ts': 'export type Clean = number;',
  'packages/core/src/vector/long-kernel.ts': `export function add(): number {\n  let total = 0;\n${long(90)}\n  return total;\n}`,
  'packages/quant/src/panel/long.test.ts': `export function add(): number {\n  let total = 0;\n${long(90)}\n  return total;\n}`,
};

interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

describe('npm run lint', () => {
  const scratch = scratchCopy();
  let finished: Finished;
  let linted: readonly LintedFile[];
  const rulesIn = (file: string): readonly (string | null)[] | undefined =>
    linted.find((one) => one.filePath.endsWith(file))?.messages.map((message) => message.ruleId ?? message.message);

  beforeAll(async () => {
    const planted = FAULTS.map(({ file, text }) => [`packages/${placed(file)}`, text] as const);
    const files = [...planted, ...Object.entries(CLEAN)];
    for (const [file, text] of files) plant(scratch.folder, file, `${text}\n`);
    const eslint = ['node_modules/eslint/bin/eslint.js', '--format', 'json', ...files.map(([file]) => file)];
    finished = await run(process.execPath, eslint, { cwd: scratch.folder });
    linted = JSON.parse(finished.stdout) as readonly LintedFile[];
  });
  afterAll(scratch.remove);

  it('exits with 1 on planted faults', () => {
    expect(finished.code).toBe(1);
  });

  it.each(FAULTS)('reports $file as $rule', ({ rule, file }) => {
    expect(rulesIn(placed(file))).toContain(rule);
  });

  it.each(Object.keys(CLEAN))('says nothing about %s', (file) => {
    expect(rulesIn(file)).toEqual([]);
  });
});

/** The same path with a name that no source of the house has. */
function placed(file: string): string {
  return file.replace(/([^/]+)[.]ts$/u, 'planted-$1.ts');
}
