/** Where and with what a run is made: facts for its audit, no part of any identity, and no secret among them. */
import { canonicalJson, sha256Hex } from '../settings/index.ts';
import type { Environment } from '../settings/index.ts';
import type { AuditDetails } from './audit.ts';

/** Variables that can change how a program behaves, by name or by how they begin. */
const TOLD: readonly RegExp[] = [/^ASSAY_/u, /^NODE_/u, /^LC_/u, /^(LANG|LANGUAGE|TZ|UV_THREADPOOL_SIZE)$/u];

/** What a name holds that is nobody's business. */
const SECRET = /TOKEN|SECRET|PASSW|CREDENTIAL|AUTH|API_?KEY|_KEY$|_URL$|COOKIE/iu;

/** The parts of a process that its facts are taken from. */
export interface ProcessFacts {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly pid: number;
  readonly env: Environment;
}

/**
 * Node, platform and a digest of the environment. The digest covers the variables that are named beside it; of a variable
 * that may hold a secret it is only told that it was set.
 */
export function originFacts({ version, platform, arch, pid, env }: ProcessFacts): AuditDetails {
  const set = Object.keys(env)
    .filter((name) => env[name] !== undefined && TOLD.some((pattern) => pattern.test(name)))
    .sort();
  const variables = set.filter((name) => !SECRET.test(name));
  const values = Object.fromEntries(variables.map((name) => [name, env[name]]));
  return {
    ...{ node: version, platform, arch, pid },
    environment: {
      digest: sha256Hex(canonicalJson(values)),
      variables,
      withheld: set.filter((name) => SECRET.test(name)),
    },
  };
}
