import type { Instrument } from '../../market/index.ts';

/**
 * The moment at which an instrument ceases to exist; undefined where it does not.
 *
 * Source: this project.
 */
export function expiryOf(instrument: Instrument): number | undefined {
  return instrument.kind === 'future' || instrument.kind === 'option' ? instrument.expiry : undefined;
}
