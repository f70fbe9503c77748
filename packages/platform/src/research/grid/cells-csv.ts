import type { GridResult } from '@assay/contracts/schemas';
import type { Measure } from '@assay/quant/analysis';
import { realShareOfBars, realShareOfEntries } from '@assay/quant/evidence';

/** Every cell as one row of a table: instrument, axes, metrics, score. Undefined figures are empty. */
export function cellsCsv({ instruments, axes }: GridResult): string {
  const names = axes.map(({ name }) => name);
  const [first] = instruments[0]?.cells ?? [];
  const metrics = Object.keys(first?.metrics ?? {});
  const shares = first?.coverage === undefined ? [] : ['realShareOfBars', 'realShareOfEntries'];
  const head = ['instrument', ...names, ...metrics, ...shares, 'score', 'qualified', 'disqualified', 'tags', 'key'];
  const rows = instruments.flatMap(({ instrument, cells }) =>
    cells.map((cell) => [
      instrument,
      ...names.map((name) => cell.axes[name]),
      ...metrics.map((name) => cell.metrics[name as keyof typeof cell.metrics]),
      ...(shares.length === 0 ? [] : [realShareOfBars(cell.coverage), realShareOfEntries(cell.coverage)].map(plain)),
      ...[cell.score, cell.qualified, cell.disqualified, cell.tags.join(' '), cell.key],
    ]),
  );
  return `${[head, ...rows].map((row) => row.map(field).join(',')).join('\n')}\n`;
}

function plain({ value, reason }: Measure): number | null {
  return reason === undefined ? value : null;
}

function field(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
