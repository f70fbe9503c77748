import type { HostileKind } from './hostile-kinds.ts';

/** Lines of files, and where they are wrong. */
export interface BrokenLines {
  /** No lines at all: not even a header. */
  readonly files: readonly { readonly lines?: readonly string[] | undefined; readonly rows: readonly number[] }[];
  readonly missing?: readonly string[];
}

type Breaker = (lines: readonly string[]) => BrokenLines;

const BREAKERS: Readonly<Partial<Record<HostileKind, Breaker>>> = {
  'all-nan-column': (lines) => everyRow(lines, () => 'NaN'),
  'string-column': (lines) => everyRow(lines, (close) => `about ${close}`),
  'zero-rows': () => one([], []),
  'empty-file': () => ({ files: [{ rows: [] }] }),
  infinities: (lines) => {
    const words: Readonly<Record<number, string>> = { 10: 'inf', 20: '-inf', 30: 'Infinity', 40: '1e999' };
    const rows = Object.keys(words).map(Number);
    return one(
      replaceAt(lines, rows, (line, row) => withCell(line, 4, () => words[row] as string)),
      rows,
    );
  },
  'corrupt-line': (lines) =>
    one(
      replaceAt(lines, [25], (line) => line.slice(0, line.indexOf(',') + 4)),
      [25],
    ),
  duplicate: (lines) => one([...lines.slice(0, 20), lines[19] as string, ...lines.slice(20)], [21]),
  'conflicting-duplicate': (lines) => {
    const again = withCell(lines[19] as string, 5, (volume) => String(Number(volume) + 1));
    return one([...lines.slice(0, 20), again, ...lines.slice(20)], [21]);
  },
  disorder: (lines) => one([...lines.slice(0, 30), lines[31] as string, lines[30] as string, ...lines.slice(32)], [32]),
  gap: (lines) => ({
    ...one([...lines.slice(0, 35), ...lines.slice(40)], []),
    missing: lines.slice(35, 40).map((line) => line.slice(0, 10)),
  }),
  overlap: (lines) => {
    const middle = Math.floor(lines.length / 2);
    const rows = Array.from({ length: 5 }, (_, index) => index + 1);
    return {
      files: [
        { lines: lines.slice(0, middle), rows: [] },
        { lines: lines.slice(middle - 5), rows },
      ],
    };
  },
};

/** Breaks the lines of daily bars. */
export function breakLines(kind: HostileKind, lines: readonly string[]): BrokenLines {
  const breaker = BREAKERS[kind];
  if (breaker === undefined) throw new RangeError(`'${kind}' is no fault of lines`);
  return breaker(lines);
}

/** One file of broken lines. */
export function one(lines: readonly string[], rows: readonly number[]): BrokenLines {
  return { files: [{ lines, rows }] };
}

function everyRow(lines: readonly string[], close: (text: string) => string): BrokenLines {
  return one(
    lines.map((line) => withCell(line, 4, close)),
    lines.map((_, index) => index + 1),
  );
}

function replaceAt(
  lines: readonly string[],
  rows: readonly number[],
  replace: (line: string, row: number) => string,
): readonly string[] {
  return lines.map((line, index) => (rows.includes(index + 1) ? replace(line, index + 1) : line));
}

function withCell(line: string, cell: number, replace: (text: string) => string): string {
  return line
    .split(',')
    .map((text, index) => (index === cell ? replace(text) : text))
    .join(',');
}
