import type { JsonSafe } from '@assay/core/errors';
import type { Provenance, SourceFile } from '../../lakehouse/index.ts';
import type { Layout } from '../layouts/layout.ts';
import { skipNotes } from './faults.ts';
import type { ImportOptions } from './import-options.ts';
import type { Intake } from './intake.ts';

interface ImportFacts {
  readonly intake: Intake;
  readonly sources: readonly SourceFile[];
  readonly more: readonly string[];
}

/** Where imported data come from: files, layout, what it declares, and what was done to the rows. */
export function provenanceOf(
  layout: Layout,
  options: ImportOptions,
  { intake, sources, more }: ImportFacts,
): Provenance {
  const { reordered, skipped } = intake;
  const sorted = reordered > 0 ? [`${reordered} rows stood before an earlier one and were sorted by time.`] : [];
  const { notes, ...declared } = layout;
  return {
    kind: 'import',
    description: options.description ?? 'imported from files',
    licence: options.licence,
    sources: [...sources].sort((a, b) => (a.sha256 < b.sha256 ? -1 : a.sha256 > b.sha256 ? 1 : 0)),
    layout: declared as unknown as JsonSafe,
    notes: [...notes, ...skipNotes(skipped), ...intake.repeated, ...sorted, ...more],
  };
}
