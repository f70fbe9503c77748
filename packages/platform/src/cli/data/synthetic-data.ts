import { PlatformError } from '@assay/core/errors';
import { syntheticDataset } from '../../sources/index.ts';
import type { SyntheticKind } from '../../sources/index.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { publishContent } from './publish-content.ts';

type TextName = 'start' | 'calendar' | 'timeframe';
type ListName = 'pairs' | 'volatilities' | 'drifts';
type NumberName =
  | 'instruments'
  | 'drift'
  | 'volatility'
  | 'lag'
  | 'strength'
  | 'states'
  | 'persistence'
  | 'jumpRate'
  | 'jumpMean'
  | 'jumpDeviation'
  | 'blocks'
  | 'within'
  | 'between'
  | 'crypto'
  | 'cryptoVolatility'
  | 'short'
  | 'shortBars'
  | 'spread'
  | 'rate'
  | 'crashDay'
  | 'crashReturn';

/** Options of the kinds of markets, by the names that the generators know them by. */
type OptionName = TextName | ListName | NumberName;

/** How each option is read. */
const PARSERS: Readonly<Record<OptionName, (flag: string, text: string) => unknown>> = {
  instruments: numberOf,
  start: textOf,
  calendar: textOf,
  timeframe: textOf,
  drift: numberOf,
  volatility: numberOf,
  lag: numberOf,
  strength: numberOf,
  states: numberOf,
  persistence: numberOf,
  volatilities: numbersOf,
  drifts: numbersOf,
  jumpRate: numberOf,
  jumpMean: numberOf,
  jumpDeviation: numberOf,
  blocks: numberOf,
  within: numberOf,
  between: numberOf,
  crypto: numberOf,
  cryptoVolatility: numberOf,
  short: numberOf,
  shortBars: numberOf,
  pairs: textsOf,
  spread: numberOf,
  rate: numberOf,
  crashDay: numberOf,
  crashReturn: numberOf,
};

const MARKET: readonly OptionName[] = ['instruments', 'start', 'calendar', 'timeframe', 'drift', 'volatility'];
const STATES: readonly OptionName[] = ['states', 'persistence', 'volatilities', 'drifts'];

/** Which options have an effect on which kind. */
const EFFECTIVE: Readonly<Record<SyntheticKind, readonly OptionName[]>> = {
  'random-walk': MARKET,
  'planted-edge': [...MARKET, 'lag', 'strength'],
  'regime-switching': ['instruments', 'start', 'calendar', 'timeframe', ...STATES],
  jumps: [...MARKET, 'jumpRate', 'jumpMean', 'jumpDeviation'],
  'correlated-panel': [
    ...(['instruments', 'start', 'drift', 'volatility', 'blocks', 'within', 'between'] as const),
    ...(['crypto', 'cryptoVolatility', 'short', 'shortBars'] as const),
  ],
  fx: ['start', 'timeframe', 'drift', 'volatility', 'pairs', 'spread'],
  'option-chain': ['start', 'drift', 'volatility', 'rate', 'crashDay', 'crashReturn'],
};

/** Options of `assay data synthetic`, as typed. */
export interface SyntheticCommandOptions extends SharedOptions, Readonly<Partial<Record<OptionName, string>>> {
  readonly kind: SyntheticKind;
  readonly name: string;
  readonly seed: string;
  readonly bars: string;
}

/** `assay data synthetic`. */
export async function publishSynthetic(options: SyntheticCommandOptions, context: CommandContext): Promise<void> {
  const { kind, name, seed } = options;
  const given = (Object.keys(PARSERS) as OptionName[]).filter((option) => options[option] !== undefined);
  checkEffect(kind, given);
  const parsed = given.map((option) => [option, PARSERS[option](flagOf(option), options[option] as string)] as const);
  const market: unknown = { seed, bars: numberOf('--bars', options.bars), ...Object.fromEntries(parsed) };
  // Each generator checks its own options, wherever they come from.
  const content = syntheticDataset(kind, market as never);
  const remarks = [content.provenance.description];
  await publishContent({ name, content, remarks }, options, context);
}

function checkEffect(kind: SyntheticKind, given: readonly OptionName[]): void {
  const idle = given.filter((option) => !EFFECTIVE[kind].includes(option));
  if (idle.length === 0) return;
  const kinds = (Object.keys(EFFECTIVE) as SyntheticKind[]).filter((other) =>
    idle.every((option) => EFFECTIVE[other].includes(option)),
  );
  const names = idle.map(flagOf).join(' and ');
  throw new PlatformError('USAGE', `${names} would have no effect on --kind ${kind}`, {
    hint: kinds.length === 0 ? 'No kind takes them together.' : `These kinds take it: ${kinds.join(', ')}.`,
  });
}

function flagOf(option: OptionName): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function textOf(_flag: string, text: string): string {
  return text;
}

function textsOf(_flag: string, text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

function numberOf(flag: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new PlatformError('USAGE', `invalid '${flag}': must be a number, was '${text}'`);
}

function numbersOf(flag: string, text: string): readonly number[] {
  return textsOf(flag, text).map((part) => numberOf(flag, part));
}
