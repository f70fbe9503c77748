import { InvariantError, PlatformError } from '@assay/core/errors';

/** What kept a file from being read or written, and what its user can do. */
interface Cause {
  readonly codes: readonly string[];
  /** How the system words it where there is no code. */
  readonly words: RegExp;
  readonly hint: string;
}

const ELSEWHERE = 'choose another place, as with --workspace';

const CAUSES: readonly Cause[] = [
  {
    codes: ['ENOSPC'],
    words: /no space left/iu,
    hint: `The disk is full: make room, or ${ELSEWHERE}, and give the same command again.`,
  },
  {
    codes: ['EDQUOT'],
    words: /quota exceeded/iu,
    hint: `Your quota of disk space is used up: make room, or ${ELSEWHERE}.`,
  },
  {
    codes: ['EROFS'],
    words: /read-only file system/iu,
    hint: `The file system can only be read: ${ELSEWHERE}.`,
  },
  {
    codes: ['EACCES', 'EPERM'],
    words: /permission denied|not permitted/iu,
    hint: `The user who runs the command has no right to that file or folder: grant it, or ${ELSEWHERE}.`,
  },
  {
    codes: ['EMFILE', 'ENFILE'],
    words: /too many open files/iu,
    hint: 'The system allows no more open files: raise the limit (ulimit -n), or use fewer workers (--workers).',
  },
  {
    codes: ['EIO'],
    words: /input\/output error/iu,
    hint: `The disk failed: check it, or ${ELSEWHERE}.`,
  },
];

/** How the database begins the text of an error that is not ours: what it could not read or write, or hold. */
const DATABASE_IO = /^IO Error: /u;
const DATABASE_MEMORY = /^Out of Memory Error: /u;

/**
 * Any error as one that Assay raises on purpose: what the system or the disk refused is a failure from outside, any other
 * foreign error a defect of ours.
 */
export function asPlatformError(error: unknown): PlatformError {
  if (PlatformError.is(error)) return error;
  const plain = error instanceof Error ? error : new Error(String(error));
  const { code, syscall } = plain as NodeJS.ErrnoException;
  if (typeof code === 'string' && typeof syscall === 'string') return systemFailure(plain);
  if (DATABASE_IO.test(plain.message)) return databaseFailure(plain);
  if (DATABASE_MEMORY.test(plain.message)) {
    return new PlatformError('MEMORY_LIMIT', `the database ran out of memory: ${firstLine(plain.message)}`, {
      cause: error,
      hint: 'Allow more with --memory, or ask for less at once.',
    });
  }
  return new InvariantError(plain.message, { stack: plain.stack });
}

function systemFailure(error: NodeJS.ErrnoException): PlatformError {
  const { code = '', syscall, path } = error;
  return external(error, error.message, {
    context: { code, syscall, path },
    hint: CAUSES.find(({ codes }) => codes.includes(code))?.hint,
  });
}

function databaseFailure(error: Error): PlatformError {
  const message = firstLine(error.message).replace(DATABASE_IO, '');
  const path = /"([^"]+)"/u.exec(message)?.[1];
  return external(error, `the database could not read or write: ${message}`, {
    context: { path },
    hint: CAUSES.find(({ words }) => words.test(error.message))?.hint,
  });
}

interface Facts {
  readonly context: Readonly<Record<string, string | undefined>>;
  readonly hint: string | undefined;
}

function external(cause: Error, message: string, { context, hint }: Facts): PlatformError {
  const options = { cause, context };
  return new PlatformError('EXTERNAL_FAILURE', message, hint === undefined ? options : { ...options, hint });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
