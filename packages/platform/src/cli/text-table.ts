/** A column of a table. */
export interface TableColumn {
  readonly title: string;
  /** @default 'left' */
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/** Rows as aligned plain text under a line of titles; empty text where there is no row. */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  return lines
    .map((line) =>
      columns
        .map(({ align }, index) => {
          const [text, width] = [line[index] ?? '', widths[index] ?? 0];
          return align === 'right' ? text.padStart(width) : text.padEnd(width);
        })
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** A whole number with its thousands apart: `15,315`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/gu, ',');
}

/** `1 bar`, `2 bars`, `no bars`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return count === 0 ? `no ${plural}` : `${grouped(count)} ${count === 1 ? singular : plural}`;
}

/** `no errors, 2 warnings, 1 remark`: kinds of findings, one for each series that shows them. */
export function severityText(counts: Readonly<Record<'error' | 'warning' | 'info', number>>): string {
  return [countOf(counts.error, 'error'), countOf(counts.warning, 'warning'), countOf(counts.info, 'remark')].join(
    ', ',
  );
}
