import type { JsonSafe } from '@assay/core/errors';
import type { DatasetManifest, Provenance } from './manifest.ts';

/** How data were made of others. */
export interface Derivation {
  readonly description: string;
  /** Name and parameters of the step. */
  readonly step: Readonly<Record<string, JsonSafe>> & { readonly name: string };
  readonly notes: readonly string[];
}

/**
 * Where derived data come from: the version they were made of, and the files that its rows name.
 *
 * @param also - another version that had a part in it; its files and notes are added.
 */
export function derivedProvenance(
  parent: DatasetManifest,
  { description, step, notes }: Derivation,
  also: DatasetManifest = parent,
): Provenance {
  const { name, version, provenance } = parent;
  const others = also === parent ? undefined : also.provenance;
  return {
    kind: 'derived',
    description,
    licence: provenance.licence,
    sources: [...provenance.sources, ...(others?.sources ?? [])],
    generator: { ...step, parent: `${name}@${version}` },
    notes: [...new Set([...notes, ...provenance.notes, ...(others?.notes ?? [])])],
  };
}

/** `name@version` of what a dataset was derived from by a step; undefined if it was not. */
export function parentOf({ provenance }: DatasetManifest, step: string): string | undefined {
  const generator = provenance.generator as { readonly name?: unknown; readonly parent?: unknown } | undefined;
  const isOfStep = provenance.kind === 'derived' && generator?.name === step;
  return isOfStep && typeof generator.parent === 'string' ? generator.parent : undefined;
}
