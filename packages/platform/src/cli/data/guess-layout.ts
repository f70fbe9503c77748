import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { PlatformError } from '@assay/core/errors';
import { hasErrorCode } from '../../settings/index.ts';
import { guessLayout } from '../../sources/index.ts';
import type { LayoutGuess } from '../../sources/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { SharedOptions } from '../shared-options.ts';
import { typedCommand } from '../typed-command.ts';
import { guessText } from './guess-text.ts';

/** Options of `assay data layout guess`. */
export interface GuessCommandOptions extends SharedOptions {
  readonly write?: string;
  readonly force?: boolean;
}

/** `assay data layout guess`. */
export async function guessFile(file: string, options: GuessCommandOptions, context: CommandContext): Promise<void> {
  if (options.force === true && options.write === undefined)
    throw new PlatformError('USAGE', '--force would have no effect without --write');
  const guess = await guessLayout(path.resolve(context.cwd, file));
  const isNone = guess.yaml === '';
  const written = options.write === undefined || isNone ? undefined : path.resolve(context.cwd, options.write);
  if (written !== undefined) await writeLayout(written, guess, { options, file });
  if (options.json === true)
    printJson(context, { file, ...guess, written: written === undefined ? null : options.write });
  else printLine(context, guessText(file, guess, { write: options.write, assay: typedCommand(context) }));
  if (isNone) context.endWith(EXIT_CODES.unfitData);
}

async function writeLayout(
  place: string,
  guess: LayoutGuess,
  { options, file }: { readonly options: GuessCommandOptions; readonly file: string },
): Promise<void> {
  const doubts = guess.doubts.filter(({ mustBeDeclared }) => !mustBeDeclared);
  const lines = [
    `# How ${path.basename(file)} seems to be meant. Correct what is wrong, then import with it.`,
    ...doubts.map(({ key, message }) => (key === 'notes' ? `# ${message}` : `# In doubt: ${key}: ${message}`)),
  ];
  try {
    await writeFile(place, `${lines.join('\n')}\n${guess.yaml}`, { flag: options.force === true ? 'w' : 'wx' });
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error;
    throw new PlatformError('USAGE', `'${options.write ?? place}' is there already`, {
      cause: error,
      hint: 'Choose another name, or add --force to write over it.',
    });
  }
}
