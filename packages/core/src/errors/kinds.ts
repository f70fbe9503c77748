import { PlatformError } from './platform-error.ts';
import type { JsonSafe, PlatformErrorOptions } from './platform-error.ts';

/** The caller passed something outside a parameter's domain; the caller must act. */
export class InvalidArgumentError extends PlatformError {
  constructor(parameter: string, rule: string, received: unknown, options: PlatformErrorOptions = {}) {
    const was = describeValue(received);
    super('INVALID_ARGUMENT', `invalid '${parameter}': must be ${rule}, was ${was}`, {
      ...options,
      context: { parameter, rule, received: was, ...options.context },
    });
    this.name = 'InvalidArgumentError';
  }
}

/** The data are wrong or not fit for the use asked of them; the data's owner must act. */
export class DataError extends PlatformError {
  constructor(message: string, options: PlatformErrorOptions & { readonly code?: 'DATA_INVALID' | 'DATA_UNFIT' } = {}) {
    super(options.code ?? 'DATA_INVALID', message, options);
    this.name = 'DataError';
  }
}

/** One problem of a configuration, with the place where it stands. */
export interface ConfigProblem {
  /** Path of the key, as `strategies[0].params.fast`. */
  readonly path: string;
  readonly message: string;
}

/** A configuration is wrong; lists every problem found, not the first. */
export class ConfigError extends PlatformError {
  readonly problems: readonly ConfigProblem[];

  constructor(where: string, problems: readonly ConfigProblem[], options: PlatformErrorOptions = {}) {
    const lines = problems.map((problem) => `  - ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`);
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super('CONFIG_INVALID', `${where}: ${count}\n${lines.join('\n')}`, {
      ...options,
      context: { where, problems: problems.map((p) => ({ path: p.path, message: p.message })), ...options.context },
    });
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Something that was asked for by name does not exist. */
export class NotFoundError extends PlatformError {
  constructor(what: string, name: string, options: PlatformErrorOptions = {}) {
    super('NOT_FOUND', `${what} '${name}' was not found`, { ...options, context: { what, name, ...options.context } });
    this.name = 'NotFoundError';
  }
}

/** Our own bug: a state that the code promises never to reach. */
export class InvariantError extends PlatformError {
  constructor(message: string, context: Readonly<Record<string, JsonSafe | undefined>> = {}) {
    super('INVARIANT_VIOLATED', `invariant: ${message}`, {
      context,
      hint: 'This is a defect of Assay: please report it.',
    });
    this.name = 'InvariantError';
  }
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 80 ? `${value.slice(0, 77)}...` : value}'`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return `an array of length ${(value as unknown as ArrayLike<unknown>).length}`;
  }
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
