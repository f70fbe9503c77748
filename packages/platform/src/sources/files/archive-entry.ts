import type { Bytes } from './bytes.ts';

/** One entry of an archive. */
export interface ArchiveEntry {
  /** Path inside the archive: a label, never a place on disk. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** What the entry holds, unpacked; called at most once, before the next entry is asked for. */
  bytes(): Bytes;
}

/** A name fit for messages: control characters, which could rewrite a terminal, become `?`. */
export function cleanLabel(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, '?');
}

/** True for dot files, what lies in dot folders, and the resource forks that macOS adds. */
export function isHidden(name: string): boolean {
  return name.split('/').some((part) => part === '__MACOSX' || (part.startsWith('.') && part !== '.' && part !== '..'));
}
