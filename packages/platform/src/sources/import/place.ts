import path from 'node:path';
import type { NameRule } from '../layouts/layout.ts';

/** The file and member that records come from. */
export interface Place {
  /** Path of the file. */
  readonly file: string;
  /** Name of the member inside an archive, else the file's base name. */
  readonly member: string;
  readonly isInArchive: boolean;
  /** Number of the member among all that are read. */
  readonly source: number;
}

const PACKED = /\.(?:gz|zip|tar|tgz)$/iu;
const FORMAT = /\.(?:csv|tsv|txt|json|parquet)$/iu;

/** How problems call a place: the file's name, and the member's where there are several. */
export function labelOf({ file, member, isInArchive }: Place): string {
  return isInArchive ? `${path.basename(file)}!${member}` : path.basename(file);
}

/** A name without folders and endings. */
export function stemOf(name: string): string {
  let stem = path.basename(name);
  while (PACKED.test(stem)) stem = stem.replace(PACKED, '');
  return stem.replace(FORMAT, '');
}

/** The name of what is innermost: the member of an archive, else the file. */
export function innerStem({ file, member, isInArchive }: Place): string {
  return stemOf(isInArchive ? member : file);
}

/** The name that a rule finds in a place; undefined where the rows or columns hold it. */
export function nameIn(rule: NameRule, place: Place): string | undefined {
  const { from, id } = rule;
  if (from === 'column' || from === 'column-name') return undefined;
  const inner = place.isInArchive ? place.member : path.resolve(place.file);
  const found = {
    fixed: () => id ?? '',
    'file-name': () => stemOf(place.file),
    'member-name': () => innerStem(place),
    folder: () => path.basename(path.dirname(inner)),
  }[from]();
  return finishName(rule, from === 'fixed' ? found : matched(rule, found));
}

/** A name that was found, with the rule's pattern, case and prefix. */
export function columnName(rule: NameRule, found: string): string {
  return finishName(rule, matched(rule, found));
}

function matched({ pattern }: NameRule, found: string): string {
  return pattern === undefined ? found : (new RegExp(pattern, 'u').exec(found)?.[1] ?? '');
}

function finishName(rule: NameRule, found: string): string {
  const cased = rule.case === 'upper' ? found.toUpperCase() : found;
  return cased === '' ? '' : `${rule.prefix ?? ''}${cased}`;
}
