/**
 * What is wrong with a simulation's settings beyond what the schema sees: rules between keys, dates that are none, and
 * settings that would change nothing.
 */
import type { RiskConfig, SimulationConfig } from '@assay/contracts/schemas';
import { nearestName } from '@assay/core/checks';
import { PlatformError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { resolveCostModel, resolveFinancing } from '@assay/quant/execution';
import { checkAccountModel, checkBreaker } from '@assay/quant/risk';
import { accountModel } from './simulation-account.ts';
import { costInput, feeInputs, financingInput } from './simulation-costs.ts';
import { breakerOf } from './simulation-risk.ts';
import { contractOf } from './simulation-settings.ts';

/**
 * All problems of a simulation's settings; none where `simulationSettings` takes them.
 *
 * @param at - path of the settings in the document, as `experiment`; '' where they stand at its top.
 */
export function simulationProblems(config: SimulationConfig, at: string): readonly ConfigProblem[] {
  const problems = [
    ...accountProblems(config),
    ...contractProblems(config),
    ...costProblems(config),
    ...riskProblems(config.risk),
  ];
  const found = problems.length > 0 ? problems : togetherProblems(config);
  return found.map(({ path, message }) => ({ path: at === '' ? path : `${at}.${path}`, message }));
}

/** The names that the engine and a config have for the same thing, where they differ. */
const ENGINE_NAMES: readonly (readonly [engine: RegExp, config: string])[] = [
  [/^account\.settlement/, 'account.settlementDays'],
  [/floorUnits$/, 'floor'],
  [/\.reset\.drawdown$/, '.reset.recovery'],
  [/\.(reset|action)\.kind$/, '.$1'],
  [/\.times\[(\d+)\]$/, '.payments[$1].time'],
  [/(fundingByInstrument\.[^.]+)\.rates\[(\d+)\]$/, '$1.payments[$2].rate'],
];

/** What the engine says against a part of the settings, in the words of the config. */
function problemsOf(check: () => unknown, placed: (parameter: string) => string): readonly ConfigProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!PlatformError.is(error, 'INVALID_ARGUMENT')) throw error;
    const { parameter, rule, received } = error.context as Record<'parameter' | 'rule' | 'received', unknown>;
    const named = ENGINE_NAMES.reduce((path, [engine, name]) => path.replace(engine, name), String(parameter));
    return [{ path: placed(named), message: `must be ${String(rule)}, was ${String(received)}` }];
  }
}

function accountProblems({ account, currency }: SimulationConfig): readonly ConfigProblem[] {
  const problems = [
    ...problemsOf(
      () => checkAccountModel(accountModel(account)),
      (path) => path,
    ),
  ];
  if (account.kind !== 'reg-t' || currency === 'USD') return problems;
  for (const key of ['perShare', 'minimumEquity'] as const) {
    if (account[key] !== undefined) continue;
    const message = `is required where the currency is ${currency}: its default is an amount of US dollars`;
    problems.push({ path: `account.${key}`, message });
  }
  return problems;
}

function contractProblems({ contract, account, quotes, gates }: SimulationConfig): readonly ConfigProblem[] {
  const { noVolume, volumeShare, quoteSize, marketFill, marginCheck } = contract;
  const isByQuotes = marketFill === 'next-quote';
  const isMargined = account.kind !== 'unlimited' && account.kind !== 'cash';
  const idle: readonly (readonly [isIdle: boolean, path: string, without: string])[] = [
    [noVolume !== undefined && volumeShare === undefined, 'contract.noVolume', 'contract.volumeShare'],
    [quoteSize !== undefined && !isByQuotes, 'contract.quoteSize', 'contract.marketFill: next-quote'],
    [marginCheck !== undefined && !isMargined, 'contract.marginCheck', 'an account on margin (reg-t, fx, crypto)'],
    [
      quotes.dataset !== undefined && quotes.read === 'needed' && !isByQuotes,
      'quotes.dataset',
      'contract.marketFill: next-quote or quotes.read: always',
    ],
    [gates.dataset === undefined && gates.maker !== undefined, 'gates.maker', 'gates.dataset'],
    [gates.dataset === undefined && gates.timeframe !== undefined, 'gates.timeframe', 'gates.dataset'],
  ];
  return idle.flatMap(([isIdle, path, without]) =>
    isIdle ? [{ path, message: `changes nothing without ${without}` }] : [],
  );
}

function costProblems({ costs }: SimulationConfig): readonly ConfigProblem[] {
  const within = (path: string): string => `costs.${path}`;
  const { fees = [], financing = {} } = costs;
  const parts = ['spread', 'slippage', 'commission'] as const;
  return [
    ...parts.flatMap((key) => problemsOf(() => resolveCostModel(costInput({ [key]: costs[key] })), within)),
    ...fees.flatMap((fee, index) =>
      problemsOf(
        () => resolveCostModel({ fees: feeInputs(fee) }),
        (path) => within(path.replace(/^fees\[\d+\]/, `fees[${index}]`)),
      ),
    ),
    ...repeatedFees(fees),
    ...Object.entries(financing).flatMap(([key, value]) =>
      problemsOf(() => resolveFinancing(financingInput({ [key]: value })), within),
    ),
  ];
}

function repeatedFees(fees: NonNullable<SimulationConfig['costs']['fees']>): readonly ConfigProblem[] {
  const seen = new Set<string>();
  return fees.flatMap((fee, index): readonly ConfigProblem[] => {
    const names = feeInputs(fee).map(({ name }) => name);
    const twice = names.find((name) => seen.has(name));
    names.forEach((name) => seen.add(name));
    return twice === undefined ? [] : [{ path: `costs.fees[${index}]`, message: `names '${twice}' a second time` }];
  });
}

function riskProblems(risk: RiskConfig): readonly ConfigProblem[] {
  return [
    ...risk.breakers.flatMap((breaker, index) =>
      problemsOf(
        () => checkBreaker(breakerOf(breaker), `risk.breakers[${index}]`),
        (path) => path,
      ),
    ),
    ...repeatedGroups(risk),
    ...outsideProblems(risk),
    ...(risk.calendar === undefined || risk.breakers.length > 0
      ? []
      : [{ path: 'risk.calendar', message: 'changes nothing without a breaker' }]),
  ];
}

function repeatedGroups({ caps }: RiskConfig): readonly ConfigProblem[] {
  const seen = new Set<string>();
  return caps.flatMap((cap, index): readonly ConfigProblem[] => {
    if (cap.kind !== 'group') return [];
    const isTwice = seen.has(cap.name);
    seen.add(cap.name);
    return isTwice ? [{ path: `risk.caps[${index}].name`, message: `two groups are named '${cap.name}'` }] : [];
  });
}

function outsideProblems({ breakers, outside }: RiskConfig): readonly ConfigProblem[] {
  const known = Object.keys(outside);
  const looked = new Set<string>();
  const problems: ConfigProblem[] = [];
  for (const [index, breaker] of breakers.entries()) {
    if (breaker.kind !== 'external-scale') continue;
    looked.add(breaker.series);
    if (known.includes(breaker.series)) continue;
    const nearest = nearestName(breaker.series, known);
    const hint = nearest === undefined ? 'add it there' : `did you mean '${nearest}'?`;
    problems.push({
      path: `risk.breakers[${index}].series`,
      message: `must be one of risk.outside, was '${breaker.series}'; ${hint}`,
    });
  }
  const unused = known.filter((name) => !looked.has(name));
  problems.push(...unused.map((name) => ({ path: `risk.outside.${name}`, message: 'no breaker looks at it' })));
  return problems;
}

// The pessimistic contract costs twice what is stated, and every run makes it too.
function togetherProblems(config: SimulationConfig): readonly ConfigProblem[] {
  for (const variant of [config.fills, 'pessimistic'] as const) {
    const problems = problemsOf(
      () => contractOf(config, variant),
      (path) => path,
    );
    const under = variant === config.fills ? '' : `, under ${variant} fills`;
    if (problems.length > 0) return problems.map(({ path, message }) => ({ path, message: message + under }));
  }
  return [];
}
