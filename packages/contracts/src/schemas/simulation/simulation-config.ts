import { z } from 'zod';
import { accountSchema } from './account.ts';
import { contractSchema } from './contract.ts';
import { costsSchema } from './costs.ts';
import { riskSchema } from './risk.ts';
import { sizingSchema } from './sizing.ts';
import { currencyCode, finite, positive, symbol } from './values.ts';

/** The exact ledger counts millionths of a currency unit up to 2^53. */
const MOST_CASH = 9_000_000_000;
const LEAST_CASH = 0.000001;

const conversion = z
  .strictObject({
    dataset: z
      .string()
      .min(1)
      .optional()
      .describe('Dataset that holds the exchange rates, as name or name@version. Default: that of the pack.'),
    timeframe: z.string().min(1).optional().describe('Bar length of the rates. Default: that of the pack.'),
    series: z
      .record(currencyCode, symbol)
      .optional()
      .describe(
        "Per foreign currency the symbol whose closes convert it. Default: the pair of it and the account's currency, either way round.",
      ),
    maxAgeDays: positive.default(10).describe('Oldest rate that converts, in days since its bar was known.'),
  })
  .describe('Exchange rates for instruments in other currencies.');

const quotes = z
  .strictObject({
    read: z
      .enum(['needed', 'always'])
      .default('needed')
      .describe(
        'Read the quotes of the instruments where market orders wait for them (contract.marketFill: next-quote), or also for strategies that look at quotes only.',
      ),
    dataset: z
      .string()
      .min(1)
      .optional()
      .describe('Dataset that holds the quotes, as name or name@version. Default: that of the pack.'),
  })
  .describe('Snapshots of both sides of the market, from tables of quotes.');

const gates = z
  .strictObject({
    dataset: z
      .string()
      .min(1)
      .optional()
      .describe('Dataset that holds gates of the instruments, as name or name@version. Default: none is read.'),
    maker: z
      .string()
      .min(1)
      .optional()
      .describe('Who made the gates, as codec. Default: the only maker in the dataset.'),
    timeframe: z
      .string()
      .min(1)
      .optional()
      .describe('Of the bars that the gates were made of. Default: that of the pack.'),
  })
  .describe('Gates for strategies that trade them: each counts from the moment it was available.');

/** What a simulation is made under: money, fills, costs, limits. The fields of `experiment` and of a backtest profile. */
export const simulationFields = {
  cash: finite
    .min(LEAST_CASH, `must be at least ${LEAST_CASH}, the unit of the ledger`)
    .max(
      MOST_CASH,
      `must be at most ${MOST_CASH}, and less where the account is to grow: the ledger holds 9007 million`,
    )
    .default(100_000)
    .describe('Money at the start, in the currency of the account.'),
  currency: currencyCode.default('USD').describe('Currency of the account.'),
  account: accountSchema.default({ kind: 'unlimited' }),
  fills: z
    .enum(['base', 'pessimistic', 'optimistic'])
    .default('base')
    .describe('Variant of the fill contract; pessimistic costs twice, optimistic half.'),
  contract: contractSchema.prefault({}),
  degenerateOpen: z
    .enum(['next-close', 'refuse', 'accept'])
    .default('next-close')
    .describe('A fill at an open that only repeats the previous close: at the next close, not at all, or as it is.'),
  costs: costsSchema.prefault({}),
  sizing: sizingSchema.default({ kind: 'target-weight', weight: 1 }),
  maxGrossExposure: positive
    .optional()
    .describe(
      'Largest gross exposure as a multiple of equity. Default: 1; of accounts on margin what their initial margin allows.',
    ),
  risk: riskSchema.prefault({}),
  actions: z
    .enum(['auto', 'off'])
    .default('auto')
    .describe(
      'Corporate actions of the dataset: settled where they are known (auto: of adjusted series mergers and delistings only, as their prices hold the rest), or left out.',
    ),
  conversion: conversion.prefault({}),
  quotes: quotes.prefault({}),
  gates: gates.prefault({}),
};

/** The simulation's settings as a document of their own. */
export const simulationConfigSchema = z.strictObject(simulationFields);

/** Parsed and defaulted settings of a simulation. */
export type SimulationConfig = z.output<typeof simulationConfigSchema>;
/** What an account may hold. */
export type AccountConfig = SimulationConfig['account'];
/** Differences from a shipped fill contract. */
export type ContractConfig = SimulationConfig['contract'];
/** What trading and holding costs. */
export type CostsConfig = SimulationConfig['costs'];
/** How what a strategy wants becomes lots. */
export type SizingConfig = SimulationConfig['sizing'];
/** Caps and circuit breakers. */
export type RiskConfig = SimulationConfig['risk'];
/** Exchange rates. */
export type ConversionConfig = SimulationConfig['conversion'];
/** Where a series beside the traded ones is read from. */
export type OutsideConfig = RiskConfig['outside'][string];
