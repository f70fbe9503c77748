import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { exportRun } from '../../runs/index.ts';
import { formatMemory } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { namedRun } from './verify-run.ts';

/** `assay runs export`. */
export async function exportRunCommand(
  reference: string,
  file: string,
  options: SharedOptions,
  context: CommandContext,
): Promise<void> {
  if (!/\.(tar\.gz|tgz)$/u.test(file)) {
    throw new PlatformError('USAGE', `invalid '<file>': must end in .tar.gz, was '${file}'`, {
      hint: 'For tables of trades, equity and returns use `assay runs export-trades`.',
    });
  }
  const archive = path.resolve(context.cwd, file);
  const made = await exportRun({ ...(await namedRun(reference, options, context)), archive });
  if (options.json === true) return printJson(context, made);
  const lines = [
    `wrote ${file}: ${countOf(made.files, 'file')}, ${formatMemory(made.bytes)}`,
    `sha-256 ${made.sha256}`,
    '',
    'Elsewhere, with Assay installed:',
    `  tar -xzf ${path.basename(file)}`,
    `  assay runs verify ./${made.folder}`,
    `  assay runs replay ./${made.folder}`,
  ];
  printLine(context, lines.join('\n'));
}
