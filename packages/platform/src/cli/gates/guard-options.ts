import { nearestName } from '@assay/core/checks';
import { PlatformError } from '@assay/core/errors';
import { DEFAULT_GUARDS, REGIME_FILTERS } from '@assay/quant/signals';
import type { GateGuards } from '@assay/quant/signals';

/** Guards as typed: `maxHazard=0.2,regimes=trend`; what is not named is as by default. */
export function guardsOf(text: string | undefined): GateGuards {
  const given = (text ?? '').split(',').map((part) => part.trim());
  if (text === undefined) return DEFAULT_GUARDS;
  return { ...DEFAULT_GUARDS, ...Object.fromEntries(given.map(guardOf)) };
}

function guardOf(text: string): readonly [string, number | string | boolean] {
  const [name = '', value = '', ...more] = text.split('=');
  const isKnown = Object.hasOwn(DEFAULT_GUARDS, name) && more.length === 0;
  if (!isKnown) throw unknownGuard(name);
  return [name, valueOf(name as keyof GateGuards, value)];
}

function valueOf(name: keyof GateGuards, text: string): number | string | boolean {
  const usual = DEFAULT_GUARDS[name];
  if (name === 'regimes') return checked(name, text, REGIME_FILTERS.join(', '), isFilter(text));
  if (typeof usual === 'number')
    return Number(checked(name, text, 'a number', text !== '' && Number.isFinite(Number(text))));
  if (typeof usual === 'boolean')
    return checked(name, text, 'true or false', /^(?:true|false)$/u.test(text)) === 'true';
  return checked(name, text, 'a word', text !== '');
}

function isFilter(text: string): boolean {
  return (REGIME_FILTERS as readonly string[]).includes(text);
}

function checked(...[name, text, rule, isRight]: readonly [string, string, string, boolean]): string {
  if (isRight) return text;
  throw badValue(name, rule, text);
}

function unknownGuard(name: string): PlatformError {
  const names = Object.keys(DEFAULT_GUARDS);
  const nearest = nearestName(name, names);
  return new PlatformError('USAGE', `invalid '--guards': there is no guard '${name}'`, {
    hint: nearest === undefined ? `Guards are ${names.join(', ')}.` : `Did you mean '${nearest}'?`,
  });
}

function badValue(name: string, rule: string, value: string): PlatformError {
  return new PlatformError('USAGE', `invalid '--guards': ${name} must be ${rule}, was '${value}'`);
}

/** Guards that are not as by default, as `maxHazard 0.2`. */
export function guardWords(guards: GateGuards): string {
  const changed = Object.entries(guards).filter(([name, value]) => value !== DEFAULT_GUARDS[name as keyof GateGuards]);
  if (changed.length === 0) return `default guards: hazard at most ${guards.maxHazard}`;
  return `guards: hazard at most ${guards.maxHazard}, ${changed.map(([name, value]) => `${name} ${value}`).join(', ')}`;
}
