import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The root folder of the checkout. */
export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What a finished process left behind. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a process is started; `onStdout` sees everything printed so far, `kill` ends or signals it. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onStdout?: (soFar: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs a program to its end. */
export function run(file: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece;
    options.onStdout?.(stdout, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** A new empty folder in the system's temporary one. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), 'assay-house-')));
}

/** Writes a file of a folder, with the folders on the way to it. */
export function plant(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** Links every installed package into `folder`, and the workspaces to `folder`'s own packages. */
export function linkModules(folder: string): void {
  const modules = path.join(folder, 'node_modules');
  mkdirSync(path.join(modules, '@assay'), { recursive: true });
  for (const name of readdirSync(path.join(ROOT, 'node_modules'))) {
    if (name !== '@assay') symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  }
  for (const name of readdirSync(path.join(folder, 'packages'))) {
    symlinkSync(path.join(folder, 'packages', name), path.join(modules, '@assay', name));
  }
}

const COPIED = ['packages', 'scripts', 'architecture.tiers.mjs', 'eslint.config.js', '.dependency-cruiser.mjs'];
const COPIED_SETTINGS = ['package.json', 'tsconfig.json', 'tsconfig.base.json', 'test/tsconfig.json'];

/** A copy of the sources and of the house's configuration, to plant faults in. */
export function scratchCopy(): { folder: string; remove: () => void } {
  const folder = temporaryFolder();
  for (const name of [...COPIED, ...COPIED_SETTINGS].filter((file) => existsSync(path.join(ROOT, file)))) {
    cpSync(path.join(ROOT, name), path.join(folder, name), {
      recursive: true,
      filter: (file) => !/[/\\](?:node_modules|dist)(?:[/\\]|$)|[.]tsbuildinfo$/u.test(path.relative(ROOT, file)),
    });
  }
  linkModules(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
