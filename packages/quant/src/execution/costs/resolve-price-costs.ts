import { checkInteger, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type {
  BpsSlippage,
  BpsSpread,
  MinuteFactor,
  ProfileSpread,
  QuotedSpread,
  SlippageModel,
  SpreadModel,
  SquareRootSlippage,
  TickSlippage,
  TickSpread,
  VolumeShareSlippage,
} from './cost-model.ts';
import { checkAscending, checkBps, checkKeys, checkKind, checkWithin } from './input-checks.ts';

/** A spread as a user states it; see the models for each field. */
export type SpreadInput =
  | BpsSpread
  | TickSpread
  /** `factor` is 1 where absent. */
  | (Pick<QuotedSpread, 'kind'> & Partial<QuotedSpread>)
  /** Without steps the factor is 1; `outsideFactor` is the largest factor; without `perVolatility` it does not count. */
  | (Pick<ProfileSpread, 'kind' | 'halfBps'> & Partial<ProfileSpread>);

/** Slippage as a user states it; see the models for each field. */
export type SlippageInput =
  | BpsSlippage
  | TickSlippage
  /** 0.1, 2 and 0.025 where absent. */
  | (Pick<VolumeShareSlippage, 'kind'> & Partial<VolumeShareSlippage>)
  /** `coefficient` is 1 where absent. */
  | (Pick<SquareRootSlippage, 'kind'> & Partial<SquareRootSlippage>);

/**
 * A spread model, checked and filled in.
 *
 * @throws {InvalidArgumentError} if a key is not known or a value is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolveSpread(input: SpreadInput): SpreadModel {
  checkKind('spread', input, ['bps', 'ticks', 'quoted', 'profile']);
  switch (input.kind) {
    case 'bps':
      checkKeys('spread', input, ['kind', 'half']);
      checkBps('spread.half', input.half);
      return { kind: 'bps', half: input.half };
    case 'ticks':
      checkKeys('spread', input, ['kind', 'half']);
      checkWithin('spread.half', input.half, 0);
      return { kind: 'ticks', half: input.half };
    case 'quoted': {
      checkKeys('spread', input, ['kind', 'factor', 'fallbackBps']);
      const { factor = 1 } = input;
      checkWithin('spread.factor', factor, 0);
      return { kind: 'quoted', factor, ...fallback('spread', input) };
    }
    case 'profile':
      return resolveProfile(input);
  }
}

/**
 * A slippage model, checked and filled in.
 *
 * @throws {InvalidArgumentError} if a key is not known or a value is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolveSlippage(input: SlippageInput): SlippageModel {
  checkKind('slippage', input, ['bps', 'ticks', 'volume-share', 'square-root']);
  switch (input.kind) {
    case 'bps':
      checkKeys('slippage', input, ['kind', 'value']);
      checkBps('slippage.value', input.value);
      return { kind: 'bps', value: input.value };
    case 'ticks':
      checkKeys('slippage', input, ['kind', 'value']);
      checkWithin('slippage.value', input.value, 0);
      return { kind: 'ticks', value: input.value };
    case 'volume-share': {
      checkKeys('slippage', input, ['kind', 'coefficient', 'exponent', 'cap', 'fallbackBps']);
      const { coefficient = 0.1, exponent = 2, cap = 0.025 } = input;
      checkWithin('slippage.coefficient', coefficient, 0);
      checkPositive('slippage.exponent', exponent);
      if (!(cap > 0 && cap <= 1)) throw new InvalidArgumentError('slippage.cap', '> 0 and at most 1', cap);
      return { kind: 'volume-share', coefficient, exponent, cap, ...fallback('slippage', input) };
    }
    case 'square-root': {
      checkKeys('slippage', input, ['kind', 'coefficient', 'fallbackBps']);
      const { coefficient = 1 } = input;
      checkWithin('slippage.coefficient', coefficient, 0);
      return { kind: 'square-root', coefficient, ...fallback('slippage', input) };
    }
  }
}

function resolveProfile(input: Extract<SpreadInput, { kind: 'profile' }>): ProfileSpread {
  checkKeys('spread', input, ['kind', 'halfBps', 'byMinute', 'outsideFactor', 'perVolatility', 'fallbackBps']);
  const { halfBps, perVolatility = 0 } = input;
  checkBps('spread.halfBps', halfBps);
  checkWithin('spread.perVolatility', perVolatility, 0);
  const byMinute = (input.byMinute ?? []).map((step, i): MinuteFactor => {
    const path = `spread.byMinute[${i}]`;
    checkKeys(path, step, ['from', 'factor']);
    checkInteger(`${path}.from`, step.from, 0);
    checkWithin(`${path}.factor`, step.factor, 0);
    return { from: step.from, factor: step.factor };
  });
  if (byMinute.length > 0 && byMinute[0].from !== 0) {
    throw new InvalidArgumentError('spread.byMinute[0].from', '0, the session’s opening', byMinute[0].from);
  }
  const minutes = byMinute.map((step) => step.from);
  checkAscending('spread.byMinute', minutes);
  const { outsideFactor = Math.max(...byMinute.map((step) => step.factor), byMinute.length === 0 ? 1 : 0) } = input;
  checkWithin('spread.outsideFactor', outsideFactor, 0);
  return { kind: 'profile', halfBps, byMinute, outsideFactor, perVolatility, ...fallback('spread', input) };
}

function fallback(path: string, input: { readonly fallbackBps?: number }): { readonly fallbackBps?: number } {
  if (input.fallbackBps === undefined) return {};
  checkBps(`${path}.fallbackBps`, input.fallbackBps);
  return { fallbackBps: input.fallbackBps };
}
