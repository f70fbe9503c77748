import type { CostsConfig } from '@assay/contracts/schemas';
import { IBKR_US_SHARES_FIXED, IBKR_US_SHARES_TIERED, US_REGULATORY_FEES } from '@assay/quant/execution';
import type {
  CommissionInput,
  CostInput,
  CostModelInput,
  FeeScheduleInput,
  FinancingInput,
  ShortCostInput,
} from '@assay/quant/execution';
import { moneyAsUnits } from './money-as-units.ts';

type CommissionConfig = NonNullable<CostsConfig['commission']>;
type FeeConfig = NonNullable<CostsConfig['fees']>[number];
type OwnFeeConfig = Exclude<FeeConfig, string>;
type FinancingConfig = NonNullable<CostsConfig['financing']>;

/** Published schedules by the name a config gives them, and the name they carry. */
const PUBLISHED_FEES: Readonly<Record<Exclude<FeeConfig, OwnFeeConfig | 'us-regulatory'>, string>> = {
  'sec-section-31': 'SEC section 31',
  'finra-taf-shares': 'FINRA trading activity fee (shares)',
  'finra-taf-options': 'FINRA trading activity fee (options)',
  'occ-clearing': 'OCC clearing',
  'occ-exercise': 'OCC exercise',
};

/**
 * Costs as the engine takes them: the short form where only its keys are stated, else part by part, short keys becoming
 * parts in basis points. What is not stated has its default in either form.
 */
export function costInput(costs: CostsConfig): CostInput {
  const { spread, slippage, commission, fees, financing } = costs;
  if ([spread, slippage, commission, fees, financing].every((part) => part === undefined)) return shortInput(costs);
  const parts: CostModelInput = {
    spread: spread === undefined ? spreadOf(costs) : defined(spread),
    slippage: slippage === undefined ? slippageOf(costs) : defined(slippage),
    commission: commission === undefined ? commissionOf(costs) : commissionInput(commission),
    fees: fees?.flatMap(feeInputs),
    financing: financing === undefined ? undefined : financingInput(financing),
  };
  return defined(parts);
}

function shortInput({ halfSpreadBps, slippageBps, commissionBps, minimumCommission }: CostsConfig): ShortCostInput {
  const minimumCommissionUnits = minimumCommission === undefined ? undefined : moneyAsUnits(minimumCommission);
  return defined({ halfSpreadBps, slippageBps, commissionBps, minimumCommissionUnits });
}

function spreadOf({ halfSpreadBps }: CostsConfig): CostModelInput['spread'] {
  return halfSpreadBps === undefined ? undefined : { kind: 'bps', half: halfSpreadBps };
}

function slippageOf({ slippageBps }: CostsConfig): CostModelInput['slippage'] {
  return slippageBps === undefined ? undefined : { kind: 'bps', value: slippageBps };
}

/** What a commission in basis points is where a config states its minimum only. */
const DEFAULT_COMMISSION_BPS = 0.5;

function commissionOf({ commissionBps, minimumCommission }: CostsConfig): CommissionInput | undefined {
  if (commissionBps === undefined && minimumCommission === undefined) return undefined;
  const value = commissionBps ?? DEFAULT_COMMISSION_BPS;
  return { kind: 'bps', value, minimumUnits: moneyAsUnits(minimumCommission ?? 0) };
}

function commissionInput(commission: CommissionConfig): CommissionInput {
  if (commission === 'ibkr-us-shares-fixed') return IBKR_US_SHARES_FIXED;
  if (commission === 'ibkr-us-shares-tiered') return IBKR_US_SHARES_TIERED;
  const { minimum, ...terms } = commission;
  const minimumUnits = minimum === undefined ? undefined : moneyAsUnits(minimum);
  if (terms.kind !== 'bps') return defined({ ...terms, minimumUnits });
  const { perOrder, ...share } = terms;
  return defined({
    ...share,
    minimumUnits,
    perOrderUnits: perOrder === undefined ? undefined : moneyAsUnits(perOrder),
  });
}

/** The schedules that one entry of a config's fees stands for. */
export function feeInputs(fee: FeeConfig): readonly FeeScheduleInput[] {
  if (fee === 'us-regulatory') return US_REGULATORY_FEES;
  if (typeof fee === 'string') return US_REGULATORY_FEES.filter(({ name }) => name === PUBLISHED_FEES[fee]);
  const { roundUp, rates, ...terms } = fee;
  return [
    defined({
      ...terms,
      rates: rates.map(({ maximum, ...rate }) =>
        defined({ ...rate, maximumUnits: maximum === undefined ? undefined : moneyAsUnits(maximum) }),
      ),
      roundUpUnits: roundUp === undefined ? undefined : moneyAsUnits(roundUp),
    }),
  ];
}

/** Financing as the engine takes it. */
export function financingInput({
  fundingByInstrument,
  rolloverByInstrument,
  ...rates
}: FinancingConfig): FinancingInput {
  return defined({
    ...rates,
    rolloverByInstrument: mapped(rolloverByInstrument, (one) => defined({ ...one, rates: defined(one.rates) })),
    fundingByInstrument: mapped(fundingByInstrument, ({ payments, ...terms }) =>
      defined({
        ...terms,
        times: payments.map(({ time }) => Date.parse(time)),
        rates: payments.map(({ rate }) => rate),
      }),
    ),
  });
}

function mapped<T, U>(
  record: Readonly<Record<string, T>> | undefined,
  change: (value: T) => U,
): Readonly<Record<string, U>> | undefined {
  if (record === undefined) return undefined;
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

type Defined<T> = T extends object ? { [K in keyof T]: Exclude<T[K], undefined> } : T;

/** An object without what is undefined: the engine tells an absent key from a stated one. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as Defined<T>;
}
