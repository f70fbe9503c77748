import path from 'node:path';
import { PlatformError, withoutCredentials } from '@assay/core/errors';
import { nearestName } from '@assay/core/checks';

/** Environment variables by name, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment variables that Assay reads. */
export const ENVIRONMENT_VARIABLES: readonly string[] = [
  'ASSAY_GATES_PASSWORD',
  'ASSAY_GATES_URL',
  'ASSAY_MEMORY',
  'ASSAY_TELEGRAM_TOKEN',
  'ASSAY_WEBHOOK_URL',
  'ASSAY_WORKERS',
  'ASSAY_WORKSPACE',
];

/** Where the workspace is when nobody says. */
export const DEFAULT_WORKSPACE = 'assay-workspace';

/** Sources of the workspace's place. */
export interface WorkspaceSources {
  /** Value of `--workspace`. */
  readonly option?: string | undefined;
  readonly env?: Environment | undefined;
  /** Folder that a relative path starts from. @default the present one */
  readonly folder?: string | undefined;
}

/**
 * Absolute path of the workspace: command line, else `ASSAY_WORKSPACE`, else `assay-workspace` in the present folder.
 *
 * @throws {PlatformError} USAGE when the command line names an empty path, or an address of a network stands for it.
 */
export function resolveWorkspace(sources: WorkspaceSources = {}): string {
  if (sources.option?.trim() === '') throw new PlatformError('USAGE', "invalid '--workspace': must be a path, was ''");
  const chosen = sources.option ?? readVariable(sources.env, 'ASSAY_WORKSPACE') ?? DEFAULT_WORKSPACE;
  if (/^[a-z][a-z0-9+.-]+:\/\//iu.test(chosen)) {
    const name = sources.option === undefined ? 'ASSAY_WORKSPACE' : '--workspace';
    throw new PlatformError(
      'USAGE',
      `invalid '${name}': must be the path of a folder, was '${withoutCredentials(chosen)}'`,
    );
  }
  return path.resolve(sources.folder ?? process.cwd(), chosen);
}

/** Value of an environment variable; one that is set but blank counts as not set. */
export function readVariable(env: Environment | undefined, name: string): string | undefined {
  const value = env?.[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/**
 * Refuses `ASSAY_*` variables that nothing reads, so that a misspelt one is not silently without effect.
 *
 * @param known - names that other parts read besides `ENVIRONMENT_VARIABLES`.
 * @throws {PlatformError} USAGE naming every unknown variable and the nearest known one.
 */
export function checkEnvironment(env: Environment, known: readonly string[] = []): void {
  const names = [...ENVIRONMENT_VARIABLES, ...known];
  const unknown = Object.keys(env).filter((name) => name.startsWith('ASSAY_') && !names.includes(name));
  if (unknown.length === 0) return;
  const problems = unknown.sort().map((name) => {
    const nearest = nearestName(name, names);
    return `'${name}'${nearest === undefined ? '' : ` (did you mean '${nearest}'?)`}`;
  });
  throw new PlatformError(
    'USAGE',
    `unknown environment ${unknown.length === 1 ? 'variable' : 'variables'}: ${problems.join(', ')}`,
    {
      context: { unknown, known: names },
    },
  );
}
