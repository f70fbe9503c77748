import { nearestName } from '@assay/core/checks';
import { PlatformError } from '@assay/core/errors';
import { DEFAULT_GUARDS, DERIVED_GUARDS } from '@assay/quant/signals';
import type { GateGuards } from '@assay/quant/signals';
import { parameterFault, strategyByName } from '@assay/quant/strategy';
import type { ParameterSpec } from '@assay/quant/strategy';

/** Guards with what each may be: as parameters of the strategy that holds gates against them. */
const SPECS: ReadonlyMap<string, ParameterSpec> = new Map(
  strategyByName('gates')
    .parameters.filter(({ name }) => Object.hasOwn(DEFAULT_GUARDS, name))
    .map((spec) => [spec.name, spec]),
);

/** The guard that follows the gates before one. */
const IN_TURN = 'hazardPercentile';

/** Guards as typed: `maxHazard=0.2,regimes=trend`; what is not named is as by default. */
export function guardsOf(text: string | undefined): GateGuards {
  if (text === undefined) return DEFAULT_GUARDS;
  const given = text.split(',').map((part) => guardOf(part.trim()));
  const names = given.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new PlatformError('USAGE', `invalid '--guards': ${twice} stands twice`);
  return { ...DEFAULT_GUARDS, ...Object.fromEntries(given) };
}

function guardOf(text: string): readonly [string, number | string | boolean] {
  const [name = '', written, ...more] = text.split('=');
  const spec = SPECS.get(name);
  if (spec === undefined) throw unknownGuard(name);
  if (isDerived(name)) throw guardOfDerived(name);
  if (name === IN_TURN) throw guardInTurn();
  const value = more.length > 0 || written === undefined ? undefined : valueOf(spec, written.trim());
  if (value !== undefined && parameterFault(spec, value) === undefined) return [name, value];
  const was = written === undefined ? 'nothing: write it after =' : `'${[written, ...more].join('=')}'`;
  throw new PlatformError('USAGE', `invalid '--guards': ${name} must be ${ruleOf(spec)}, was ${was}`, {
    hint: spec.description,
  });
}

function valueOf({ type }: ParameterSpec, text: string): number | string | boolean | undefined {
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (type === 'choice') return text;
  return text === '' ? undefined : Number(text);
}

function ruleOf(spec: ParameterSpec): string {
  if (spec.type === 'choice') return (spec.choices ?? []).join(', ');
  if (spec.type === 'boolean') return 'true or false';
  return `${spec.type === 'integer' ? 'a whole number' : 'a number'} from ${spec.min ?? 0} to ${spec.max ?? '∞'}`;
}

function unknownGuard(name: string): PlatformError {
  const names = [...SPECS.keys()].filter((one) => !isDerived(one) && one !== IN_TURN);
  const nearest = nearestName(name, names);
  return new PlatformError('USAGE', `invalid '--guards': there is no guard '${name}'`, {
    hint: nearest === undefined ? `Guards are ${names.join(', ')}.` : `Did you mean '${nearest}'?`,
  });
}

function isDerived(name: string): boolean {
  return (DERIVED_GUARDS as readonly string[]).includes(name);
}

function guardOfDerived(name: string): PlatformError {
  return new PlatformError(
    'USAGE',
    `invalid '--guards': ${name} judges what is derived from candles, and stored gates never`,
    {
      hint: `Leave it out here; a backtest takes it as a parameter, --params ${name}=…`,
    },
  );
}

function guardInTurn(): PlatformError {
  return new PlatformError(
    'USAGE',
    `invalid '--guards': ${IN_TURN} judges gates in the order in which they take over in a backtest, and stored gates one by one never`,
    { hint: `Leave it out here and set maxHazard; a backtest takes it as a parameter, --params ${IN_TURN}=…` },
  );
}

/** Guards as people read them: hazard, and those that are not as by default. */
export function guardWords(guards: GateGuards): string {
  const changed = Object.entries(guards).filter(([name, value]) => value !== DEFAULT_GUARDS[name as keyof GateGuards]);
  const others = changed.filter(([name]) => name !== 'maxHazard').map(([name, value]) => `, ${name} ${value}`);
  const hazard = guards.maxHazard >= 1 ? 'any hazard' : `hazard at most ${guards.maxHazard}`;
  return `${changed.length === 0 ? 'default guards' : 'guards'}: ${hazard}${others.join('')}`;
}
