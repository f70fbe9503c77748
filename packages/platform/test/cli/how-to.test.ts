/** docs/how-to/bring-your-own-data.md, followed by the letter. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { writeGuideFiles } from './how-to-files.ts';

const GUIDE = new URL('../../../../docs/how-to/bring-your-own-data.md', import.meta.url);

/** A fenced block: its language, and its lines. */
interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

function blocksOf(guide: string): readonly Block[] {
  return [...guide.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gmu)].map(([, language = '', text = '']) => ({
    language,
    lines: text.trimEnd().split('\n'),
  }));
}

/** `assay data gc # ends with 3` as words and the exit code; words may stand in single quotes. */
function commandOf(line: string): { readonly words: readonly string[]; readonly code: number } {
  const [, text = '', code = '0'] = /^(.*?)(?: +# ends with (\d))?$/u.exec(line) ?? [];
  const words = [...text.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return { words, code: Number(code) };
}

/** A pattern for what is shown: `…` stands for any characters, a line of it alone for any lines. */
function shown(lines: readonly string[]): RegExp {
  const patterns = lines.map((line) =>
    line === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(escaped).join('.*?')} *\\n`,
  );
  return new RegExp(`^${patterns.join('')}$`, 'u');
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/gu, '\\$&');
}

/** Runs the blocks of a guide in a folder, in order; gives back every deviation. */
async function follow(blocks: readonly Block[], cwd: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const versions = new Map<string, string>();
  let told = '';
  const run = async (line: string): Promise<void> => {
    const { words, code } = commandOf(line);
    const [program, ...args] = words.map((word) => withVersion(word, versions));
    const result = await runCli(args, { cwd });
    told = result.stdout;
    if (program !== 'assay' || result.code !== code)
      faults.push(`${line}: ended with ${result.code}\n${result.stderr}`);
    noteVersion(told, versions);
  };
  for (const { language, lines } of blocks) {
    const text = lines.join('\n');
    if (language === 'yaml') writeFileSync(path.join(cwd, fileOf(lines)), `${text}\n`);
    if (language === 'csv' && !readFileSync(path.join(cwd, 'etfs/SPY.csv'), 'utf8').startsWith(text))
      faults.push(`not the beginning of the file:\n${text}`);
    if (language === 'text' && !shown(lines).test(told)) faults.push(`not what is shown:\n${told}`);
    if (language === 'sh') for (const line of lines) await run(line);
  }
  return faults;
}

/** `name@VERSION` with the version that was printed first. */
function withVersion(word: string, versions: ReadonlyMap<string, string>): string {
  return word.replace(/^(.+)@VERSION$/u, (_, name: string) => `${name}@${versions.get(name) ?? 'VERSION'}`);
}

function noteVersion(told: string, versions: Map<string, string>): void {
  const [, name, version] = /^([\w.-]+)@([0-9a-f]{16})/u.exec(told) ?? [];
  if (name !== undefined && version !== undefined && !versions.has(name)) versions.set(name, version);
}

function fileOf([first = '']: readonly string[]): string {
  return /^# (\S+\.yaml)$/u.exec(first)?.[1] ?? expect.fail(`a layout without a file name: ${first}`);
}

describe('docs/how-to/bring-your-own-data.md', () => {
  const guide = readFileSync(GUIDE, 'utf8');
  const blocks = blocksOf(guide);

  it('S4-28: its commands run in their order, on the files it speaks of, and print what it shows', async () => {
    const cwd = temporaryFolder();
    await writeGuideFiles(cwd);
    expect(await follow(blocks, cwd)).toEqual([]);
  });

  it('S4-28: uses every command of `assay data`, and has no block that nothing runs', async () => {
    const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ lines }) => lines);
    const help = (await runCli(['data', '--help'], { cwd: temporaryFolder() })).stdout;
    const names = [...help.matchAll(/^ {2}([a-z]+) (?:\[options\]|  )/gmu)].map(([, name]) => name as string);
    expect(names.length).toBeGreaterThan(12);
    const unused = names.filter(
      (name) => !commands.some((line) => line.startsWith(`assay data ${name} `) || line === `assay data ${name}`),
    );
    expect(unused).toEqual(['synthetic', 'sample', 'help'].filter((name) => names.includes(name)));
    const idle = blocks.filter(({ language }) => !['sh', 'yaml', 'text', 'csv'].includes(language));
    expect(idle).toEqual([]);
  });

  it('a wrong exit code, another output and a misspelt option are found', async () => {
    const cwd = temporaryFolder();
    const of = (language: string, ...lines: readonly string[]): Block => ({ language, lines });
    expect(await follow([of('sh', 'assay data list'), of('text', 'no dataset …')], cwd)).toEqual([]);
    expect(await follow([of('sh', 'assay data list'), of('text', 'two datasets')], cwd)).toHaveLength(1);
    expect(await follow([of('sh', 'assay data list # ends with 3')], cwd)).toHaveLength(1);
    expect(await follow([of('sh', 'assay data lst')], cwd)).toHaveLength(1);
  });
});
