import type { Rng } from '@assay/core/random';
import { barTimes, lastClose } from './bar-times.ts';
import { without } from './facts.ts';
import { generateMarket, instrumentRng } from './generate-market.ts';
import { inMemory } from './generated.ts';
import type { GeneratedContent, GeneratedDataset, GeneratedTable } from './generated.ts';
import { resolveMarket } from './options.ts';
import type { ResolvedMarket } from './options.ts';
import { resolveStates, transitionMatrix } from './regime-options.ts';
import type { RegimeState, RegimeSwitchingOptions } from './regime-options.ts';
import { generatedValues } from './table-source.ts';
import type { ValueRow } from './table-source.ts';

/**
 * Random walks whose drift and volatility follow a Markov chain of states, one chain for each instrument.
 *
 * The truth is the table of values `<ID>.state`: for the close of every bar the number of the state, from 0, that the whole
 * bar was drawn in. Nobody in the market can know it, so it is available only at the last bar's close. The first state is
 * drawn by the share of time that the chain spends in each in the long run.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the calendar ends before the last bar.
 */
export function regimeSwitching(options: RegimeSwitchingOptions): GeneratedContent {
  return inMemory(regimeSwitchingSource(options));
}

/** The same market in chunks. */
export function regimeSwitchingSource(options: RegimeSwitchingOptions): GeneratedDataset {
  const states = resolveStates(options);
  const market = resolveMarket(without(options, ['states', 'persistence', 'volatilities', 'drifts']));
  const laws = states.map(({ drift, volatility }) => ({ drift, volatility, added: 0 }));
  return generateMarket(market, {
    name: 'regime-switching',
    parameters: { states: states.map((state) => ({ ...state })), transition: transitionMatrix(states) },
    replaces: ['drift', 'volatility'],
    description: `synthetic: random walks that switch between ${states.length} states of drift and volatility`,
    notes: ['Truth: the values <ID>.state, the state each bar was drawn in; never to be used as an input.'],
    laws: (id) => {
      const chain = stateChain(market, id, states);
      return { law: () => laws[chain.next().value] as (typeof laws)[number] };
    },
    tables: (hash) =>
      market.instruments.map((id): GeneratedTable =>
        generatedValues({
          ...{ id: `${id}.state`, unit: 'state', hash, rowCount: market.bars },
          rows: () => stateRows(market, stateChain(market, id, states)),
        }),
      ),
  });
}

/** The states of one instrument's bars, without end. */
function* stateChain(market: ResolvedMarket, id: string, states: readonly RegimeState[]): Generator<number, never> {
  const rng = instrumentRng(market.seed, id).fork('states');
  for (let state = firstState(rng, states); ;) {
    yield state;
    if (rng.nextFloat() < (states[state] as RegimeState).persistence) continue;
    const other = rng.nextInt(states.length - 1);
    state = other < state ? other : other + 1;
  }
}

/** In the long run the chain is in a state for a share of time in proportion to 1 / (1 - persistence). */
function firstState(rng: Rng, states: readonly RegimeState[]): number {
  const stays = states.map(({ persistence }) => 1 / (1 - persistence));
  let left = rng.nextFloat() * stays.reduce((sum, stay) => sum + stay, 0);
  for (const [state, stay] of stays.entries()) {
    left -= stay;
    if (left < 0) return state;
  }
  return states.length - 1;
}

function* stateRows(market: ResolvedMarket, chain: Generator<number, never>): Generator<ValueRow> {
  const availableAt = lastClose(market, market.bars);
  for (const { close } of barTimes(market)) yield { eventTime: close, availableAt, value: chain.next().value };
}
