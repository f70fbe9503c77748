import type { GridResult } from '@assay/contracts/schemas';

/** Every cell as one row of a table: instrument, axes, metrics, score. Undefined figures are empty. */
export function cellsCsv({ instruments, axes }: GridResult): string {
  const names = axes.map(({ name }) => name);
  const metrics = Object.keys(instruments[0]?.cells[0]?.metrics ?? {});
  const head = ['instrument', ...names, ...metrics, 'score', 'qualified', 'disqualified', 'tags', 'key'];
  const rows = instruments.flatMap(({ instrument, cells }) =>
    cells.map((cell) => [
      instrument,
      ...names.map((name) => cell.axes[name]),
      ...metrics.map((name) => cell.metrics[name as keyof typeof cell.metrics]),
      ...[cell.score, cell.qualified, cell.disqualified, cell.tags.join(' '), cell.key],
    ]),
  );
  return `${[head, ...rows].map((row) => row.map(field).join(',')).join('\n')}\n`;
}

function field(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
