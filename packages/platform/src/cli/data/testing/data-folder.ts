import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../../settings/testing/index.ts';
import { runCli } from '../../testing/index.ts';
import type { CliResult } from '../../testing/index.ts';

/** Header of files that the layout `ohlcv-daily` reads. */
export const DAILY_HEADER = 'date,open,high,low,close,volume';

/** A row around a close. */
export function dailyRow(date: string, close: number): string {
  return `${date},${close - 0.5},${close + 1},${close - 1},${close},1000`;
}

/** A new folder with these files in it. */
export function folderWith(files: Readonly<Record<string, readonly string[]>>): string {
  const cwd = temporaryFolder();
  for (const [name, lines] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), `${lines.join('\n')}\n`);
  }
  return cwd;
}

/** Runs `assay data …` in a folder. */
export function data(cwd: string, ...args: readonly string[]): Promise<CliResult> {
  return runCli(['data', ...args], { cwd });
}

/** `assay data import` of daily bars as dataset `prices`. */
export function importDaily(cwd: string, file: string, ...more: readonly string[]): Promise<CliResult> {
  return data(cwd, 'import', file, '--layout', 'ohlcv-daily', '--name', 'prices', ...more);
}
