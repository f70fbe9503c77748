import { PlatformError } from '@assay/core/errors';
import { plantedEdge, randomWalk } from '../../sources/index.ts';
import type { SyntheticMarketOptions } from '../../sources/index.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { publishContent } from './publish-content.ts';

/** Options of `assay data synthetic`, as typed. */
export interface SyntheticCommandOptions extends SharedOptions {
  readonly kind: 'random-walk' | 'planted-edge';
  readonly name: string;
  readonly seed: string;
  readonly bars: string;
  readonly instruments?: string;
  readonly start?: string;
  readonly calendar?: SyntheticMarketOptions['calendar'];
  readonly drift?: string;
  readonly volatility?: string;
  readonly lag?: string;
  readonly strength?: string;
}

/** `assay data synthetic`. */
export async function publishSynthetic(options: SyntheticCommandOptions, context: CommandContext): Promise<void> {
  const number = (name: 'bars' | 'instruments' | 'drift' | 'volatility' | 'lag' | 'strength'): number | undefined =>
    options[name] === undefined ? undefined : numberOf(name, options[name]);
  const market: SyntheticMarketOptions = {
    seed: options.seed,
    bars: number('bars') as number,
    instruments: number('instruments'),
    start: options.start,
    calendar: options.calendar,
    drift: number('drift'),
    volatility: number('volatility'),
  };
  const edge = { lag: number('lag'), strength: number('strength') };
  if (options.kind === 'random-walk') checkNoEdge(edge);
  const content = options.kind === 'random-walk' ? randomWalk(market) : plantedEdge({ ...market, ...edge });
  const remarks = [content.provenance.description];
  await publishContent({ name: options.name, content, remarks }, options, context);
}

function numberOf(name: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new PlatformError('USAGE', `invalid '--${name}': must be a number, was '${text}'`);
}

function checkNoEdge(edge: Readonly<Record<string, number | undefined>>): void {
  const given = Object.keys(edge).filter((name) => edge[name] !== undefined);
  if (given.length === 0) return;
  const names = given.map((name) => `--${name}`).join(' and ');
  throw new PlatformError('USAGE', `${names} would have no effect on a random walk`, {
    hint: 'Use --kind planted-edge for a market with an edge.',
  });
}
