/** The blocks of a page, and a shell that runs them as a reader would. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the checkout. */
export const ROOT: string = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/u, '');

/** A fenced block of a page: its language, the file that it is to be saved as, its text. */
export interface Block {
  readonly language: string;
  readonly title: string | undefined;
  readonly text: string;
}

/** The fenced blocks of a page of the checkout. */
export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(\w*)(?: title=(\S+))?\n([\s\S]*?)^```$/gmu)].map((match) => ({
    language: match[1] ?? '',
    title: match[2],
    text: match[3] ?? '',
  }));
}

/** The command lines of a page's shell blocks: without comments, continued lines as one. */
export function commandLines(page: string): readonly string[] {
  return blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.replace(/(^| +)#.*$/u, '').trim())
    .filter((line) => line !== '');
}

/** The words of a command line; words may stand in single quotes. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
