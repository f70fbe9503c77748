import { checkInteger, checkNonEmpty, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { Currency, InstrumentId } from '../../market/index.ts';

/** Where a cap lies: a fraction of equity, or whole ledger units of the account's currency. Finite and > 0. */
export type CapLimit = { readonly weight: number } | { readonly units: number };

/**
 * A limit that openings respect. Worths are in the account's currency, at the prices the caller gives.
 *
 * - `instrument`: |worth| of one instrument's position; of each, or of those listed.
 * - `currency`: |sum of signed worths in a currency|; of each currency but the account's own, or of the one named.
 * - `group`: gross (Σ |worth|) or net (|Σ worth|) over the instruments listed.
 * - `gross`, `net`: the same over all positions.
 * - `order-notional`: |worth| of what one order opens. `order-lots`: the lots that one order opens.
 */
export type Cap =
  | {
      readonly kind: 'instrument';
      readonly limit: CapLimit;
      readonly instruments?: readonly InstrumentId[] | undefined;
    }
  | { readonly kind: 'currency'; readonly limit: CapLimit; readonly currency?: Currency | undefined }
  | {
      readonly kind: 'group';
      /** Shown in refusals. */
      readonly name: string;
      readonly instruments: readonly InstrumentId[];
      readonly measure: 'gross' | 'net';
      readonly limit: CapLimit;
    }
  | { readonly kind: 'gross'; readonly limit: CapLimit }
  | { readonly kind: 'net'; readonly limit: CapLimit }
  | { readonly kind: 'order-notional'; readonly limit: CapLimit }
  | {
      readonly kind: 'order-lots';
      /** Whole, ≥ 1. */
      readonly lots: number;
    };

const KINDS: readonly Cap['kind'][] = [
  'instrument',
  'currency',
  'group',
  'gross',
  'net',
  'order-notional',
  'order-lots',
];

/**
 * The name under which a cap reduces or refuses an order: `cap-gross`, `cap-group:banks`, `cap-currency:EUR`.
 *
 * @remarks
 * Source: this project.
 */
export function capName(cap: Cap): string {
  if (cap.kind === 'group') return `cap-group:${cap.name}`;
  if (cap.kind === 'currency' && cap.currency !== undefined) return `cap-currency:${cap.currency}`;
  return `cap-${cap.kind}`;
}

/**
 * Throws unless every cap is in its domain and no two groups share a name.
 *
 * @throws {InvalidArgumentError} if one is not.
 *
 * @remarks
 * Source: this project.
 */
export function checkCaps(caps: readonly Cap[]): void {
  const groups = new Set<string>();
  for (const [i, cap] of caps.entries()) {
    const where = `caps[${i}]`;
    checkOneOf(`${where}.kind`, cap.kind, KINDS);
    if (cap.kind === 'order-lots') checkInteger(`${where}.lots`, cap.lots, 1);
    else checkLimit(`${where}.limit`, cap.limit);
    if (cap.kind === 'instrument' && cap.instruments !== undefined) {
      checkNonEmpty(`${where}.instruments`, cap.instruments);
    }
    if (cap.kind !== 'group') continue;
    checkOneOf(`${where}.measure`, cap.measure, ['gross', 'net']);
    checkNonEmpty(`${where}.name`, cap.name);
    checkNonEmpty(`${where}.instruments`, cap.instruments);
    if (groups.has(cap.name)) throw new InvalidArgumentError(`${where}.name`, 'a name of its own', cap.name);
    groups.add(cap.name);
  }
}

function checkLimit(where: string, limit: CapLimit): void {
  if ('units' in limit) checkInteger(`${where}.units`, limit.units, 1);
  else checkPositive(`${where}.weight`, limit.weight);
}
