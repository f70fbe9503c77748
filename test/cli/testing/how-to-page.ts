/** Runs the commands of a how-to page in a folder with the files that it shows. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT, run } from '../../house/testing/scratch.ts';

/** A fenced block of a page: its language, the file that it is to be saved as, its text. */
export interface Block {
  readonly language: string;
  readonly title: string | undefined;
  readonly text: string;
}

/** The fenced blocks of a page, in their order. */
export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(path.join(ROOT, 'docs/how-to', page), 'utf8');
  return [...text.matchAll(/^```(\w+)(?: title=(\S+))?\n([\s\S]*?)^```$/gmu)].map((match) => ({
    language: match[1] ?? '',
    title: match[2],
    text: match[3] ?? '',
  }));
}

/**
 * What the commands of a page print, one after the other.
 *
 * @param leavesOut - lines of the page that are not run; throws where the page has no such line.
 */
export async function printedBy(page: string, leavesOut: readonly string[] = []): Promise<string> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'assay-how-to-'));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  const cwd = path.join(scratch, 'desk');
  mkdirSync(cwd);
  const blocks = blocksOf(page);
  for (const { title, text } of blocks) if (title !== undefined) writeFileSync(path.join(cwd, title), text);
  const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'));
  const missing = leavesOut.find((line) => !lines.includes(line));
  if (missing !== undefined) throw new Error(`${page} has no line '${missing}'`);
  const commands = lines.filter((line) => !leavesOut.includes(line)).join('\n');
  const env = { PATH: `${programs(scratch)}${path.delimiter}${process.env['PATH'] ?? ''}`, HOME: cwd };
  const { code, stdout, stderr } = await run('sh', ['-euc', commands], { cwd, env });
  if (code !== 0) throw new Error(`the commands of ${page} ended with ${code}: ${stderr}`);
  return stdout;
}

/** A folder of programs that holds `assay` and the Node that runs this test. */
function programs(scratch: string): string {
  const folder = path.join(scratch, 'bin');
  mkdirSync(folder);
  symlinkSync(path.join(ROOT, 'packages/platform/bin/assay.js'), path.join(folder, 'assay'));
  symlinkSync(process.execPath, path.join(folder, 'node'));
  return folder;
}
