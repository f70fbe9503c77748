import { PlatformError } from '@assay/core/errors';
import type { GaussianHmm } from '../hmm/hidden-markov-model.ts';
import type { ResolvedRegimeOptions } from './regime-options.ts';

const METHOD = 'volatility-hmm/1';
const DIGITS = 9;
const FNV_OFFSET_BASIS = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** The name of a way to find regimes: method, its version, and a hash of the options. */
export function regimeDefinition(options: ResolvedRegimeOptions): string {
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${METHOD}+${hash(JSON.stringify(sorted))}`;
}

/**
 * The name of one fit: the definition, and a hash of when it was fitted and to what. Parameters count with nine digits,
 * so that rounding in the last ones makes no other version.
 */
export function fitVersion(definition: string, fittedAt: number, model: GaussianHmm | undefined): string {
  const text = JSON.stringify([definition, fittedAt, model ?? null], (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(DIGITS) : value,
  );
  return `${definition}+${hash(text)}`;
}

/** FNV-1a with 64 bits over an ASCII text, as 16 hexadecimal digits. */
function hash(text: string): string {
  let result = FNV_OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) {
    result = BigInt.asUintN(64, (result ^ BigInt(text.charCodeAt(i))) * FNV_PRIME);
  }
  return result.toString(16).padStart(16, '0');
}

/** What `checkRegimeVersion` reads of a series. */
export interface VersionedRegimes {
  readonly definition: string;
  readonly fits: readonly { readonly version: string }[];
}

/**
 * Throws unless the regimes contain the fit that a strategy was built on.
 *
 * Later fits of the same schedule may follow: they come from the same definition and the same past. Other options, another
 * start of the history or restated data make other versions.
 *
 * @param stored - the version that the strategy keeps: `fits[i].version` of the series it was built on.
 * @throws {PlatformError} CONFLICT, with the stored version and what the series has.
 *
 * @remarks
 * Source: this project.
 */
export function checkRegimeVersion(stored: string, regimes: VersionedRegimes): void {
  if (regimes.fits.some(({ version }) => version === stored)) return;
  const hasSameOptions = stored.startsWith(`${regimes.definition}+`);
  const cause = hasSameOptions
    ? 'the options are the same, but no fit of this history is that fit: the data were restated or begin elsewhere'
    : `these regimes are defined as '${regimes.definition}': the options or the method differ`;
  throw new PlatformError('CONFLICT', `regime version '${stored}' is not among these regimes: ${cause}`, {
    context: { stored, definition: regimes.definition, newest: regimes.fits.at(-1)?.version ?? null },
    hint: 'Use the options and the data that the strategy was built on, or build the strategy anew on these regimes.',
  });
}
