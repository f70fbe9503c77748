/** What commands print, of results that turn each other's sentences round. */
import type { ForwardRecord, VerdictExplanation } from '@assay/contracts/schemas';
import { acknowledgedText } from '../../src/cli/verdict/acknowledge.ts';
import { outlookText } from '../../src/cli/verdict/forward.ts';
import { forwardText } from '../../src/cli/verdict/forward-text.ts';
import { describeOutcome, howToGoOn } from '../../src/cli/describe-outcome.ts';
import { comparisonText } from '../../src/cli/runs/diff-runs.ts';
import { rebuiltText } from '../../src/cli/runs/rebuild-ledger.ts';
import { recordLines } from '../../src/cli/runs/record-text.ts';
import { replayText } from '../../src/cli/runs/replay-run.ts';
import { verificationText } from '../../src/cli/runs/verify-run.ts';
import { runDataText } from '../../src/cli/run-data-text.ts';
import { EXPLAINED_METRICS, explainMetric } from '../../src/explain/index.ts';
import { verdictText } from '../../src/explain/verdict/verdict-text.ts';
import { thinnedReportModel } from '../../src/reports/testing/index.ts';
import { gateTerminalTexts } from './gate-terminal-texts.ts';
import { gridTexts } from './grid-texts.ts';
import { proofTexts } from './proof-texts.ts';
import { tradeTexts } from './trade-texts.ts';
import { COMPARISONS, FORWARD_RECORDS } from './other-pages.ts';

/** Results as far as their texts read them. */
type Part = never;

const problem = { where: 'audit.jsonl, line 3', what: 'the hash differs', expected: 'a', found: 'b' };
const VERIFIED = {
  ...{ runId: 'a', folder: '/f', state: 'finished', ok: true, auditHead: 'c', problems: [], notes: [] },
  checked: { auditLines: 3, files: 5, bytes: 900, publishedFiles: 4, ledger: true },
};

function verifications(): readonly string[] {
  const broken = { ...VERIFIED, ok: false, problems: [problem], notes: ['one'] };
  const alone = {
    ...VERIFIED,
    notes: ['it stands alone'],
    checked: { ...VERIFIED.checked, publishedFiles: null, ledger: false },
  };
  const many = { ...broken, state: 'unfinished', problems: Array.from({ length: 30 }, () => problem), notes: [] };
  return [VERIFIED, alone, broken, many].map((one) => verificationText(one as Part));
}

const file = (name: string, equal: boolean): object => ({ name, equal });
const REPLAYED = {
  ...{ runId: 'a', folder: '/f', kind: 'research', ok: true, codeVersion: { recorded: '1', replayed: '1' } },
  ...{ files: [file('steps/a', true), file('run.json', true)], differences: [], notes: [] },
};

function replays(): readonly string[] {
  const difference = { file: 'run.json', what: 'differs', at: 'rows[0]', offset: 9, recorded: '1', replayed: '2' };
  const other = { ...REPLAYED, codeVersion: { recorded: '1', replayed: '2' } };
  const files = [file('steps/a', true), file('steps/b', false), file('run.json', false)];
  const differs = { ...other, ok: false, files, notes: ['x'] };
  const twelve = Array.from({ length: 12 }, () => ({ ...difference, at: 'byte 3' }));
  return [
    replayText(REPLAYED as Part, { all: false, borrowed: 0 }),
    replayText(other as Part, { all: true, borrowed: 2 }),
    replayText({ ...differs, differences: [difference] } as Part, { all: false, borrowed: 1 }),
    replayText({ ...differs, differences: [{ file: 'x', what: 'is missing' }] } as Part, { all: true, borrowed: 0 }),
    replayText({ ...differs, differences: twelve } as Part, { all: false, borrowed: 0 }),
  ];
}

const RULE: VerdictExplanation['rules'][number] = {
  ...{ stage: 'kill', rule: 'max-drawdown', effect: 'killed', value: 0.6, comparison: '<=', limit: 0.5 },
  ...{ outcome: 'failed', sentence: 'maximum drawdown: 60 %', dependsOnFamily: true },
};
const CHANGE = {
  rule: 'max-drawdown',
  quantity: 'limit',
  actual: 0.5,
  needed: 0.6,
  checked: true,
  sentence: 'it would',
};
const VERDICT: VerdictExplanation = {
  ...{ runId: 'a', row: 'b', verdict: 'killed', decidedBy: 'kill: damage', rules: [RULE], counterfactuals: [CHANGE] },
};

function verdicts(): readonly string[] {
  const passed = { ...RULE, outcome: 'passed' as const, dependsOnFamily: false };
  return [
    verdictText(VERDICT),
    verdictText({ ...VERDICT, counterfactuals: [{ ...CHANGE, checked: false }] }),
    verdictText({ ...VERDICT, counterfactuals: [] }),
    verdictText({ ...VERDICT, verdict: 'candidate', rules: [passed], counterfactuals: [] }),
  ];
}

function records(): readonly string[] {
  const whole = {
    explain: { rows: ['a'], strategies: [{ parameterSets: 4 }], datasets: ['d@1'], benchmark: 'buy and hold' },
    understand: 'trends continue',
    execute: { trials: 4, priorTrials: 2, fillContract: 'base/1', seed: 1 },
    interpret: { rows: [{ id: 'a', excessSharpe: 0.4 }], investigate: [{ id: 'a' }] },
    validate: { ran: [{ check: 'leak', rows: 2, passed: 2 }], notRun: [] },
    decide: { rows: [{ verdict: 'killed' }] },
    partial: false,
  };
  const other = {
    ...whole,
    interpret: { rows: [{ id: 'a', excessSharpe: null }], investigate: [] },
    validate: { ran: [{ check: 'leak', rows: 2, passed: 1 }], notRun: [{ check: 'overfitting' }] },
  };
  const none = Object.fromEntries(Object.keys(whole).map((name) => [name, null]));
  return [whole, other, { ...none, partial: true }].map((one) => recordLines(one as Part).join('\n'));
}

function laterTexts(): readonly string[] {
  const kept = { page: '/p', published: '/q', isNew: true };
  const texts = FORWARD_RECORDS.map((record: ForwardRecord, index) =>
    forwardText(record, (index % 2 === 0 ? kept : { page: '/p', published: undefined, isNew: false }) as Part),
  );
  const account = { id: 'p.A', dataset: 'd@2', judgedTo: '2020', newest: '2021', hasLaterBars: true };
  const outlook = {
    runId: 'a',
    name: 'n',
    frozenAt: '2020-01-05',
    accounts: [account],
    rows: [{ id: 'r', verdict: 'killed', params: {} }],
  };
  const ended = { ...outlook, accounts: [{ ...account, hasLaterBars: false, endsBefore: '2021' }] };
  const acknowledged = { suspicions: ['sharpe'], trades: 9, fills: 18, unchecked: [] as string[] };
  const done = (unchecked: string[], checks: object[]): string =>
    acknowledgedText({
      folder: '/f',
      row: { id: 'r', acknowledged: { ...acknowledged, unchecked }, promotion: { checks } },
    } as Part);
  return [
    ...texts,
    ...[outlook, ended].map((one) => outlookText(one as Part)),
    done([], []),
    done(['a level'], [{ passed: false, item: 'min-trades' }]),
  ];
}

const WORLD = {
  stdout: { write: () => true },
  stderr: { write: () => true },
  env: {},
  cwd: '/here',
  clock: { now: () => 0 },
};

function outcomes(): readonly string[] {
  const rows = thinnedReportModel().rankings.rows;
  const summary = {
    ...{
      name: 'n',
      counts: { rows: 8, candidates: 1, killed: 5, insufficient: 1, suspicious: 1 },
      workers: 2,
      seconds: 3,
    },
    ...{ trials: { thisRun: 5, prior: 2, declared: 0 }, data: {} },
  };
  const since = { cycle: 'c', runId: 'b', generatedAt: '2026-01-02T00:00:00Z' };
  const changes = { since, newCandidates: [], lostCandidates: [], rows: [] as object[] };
  const moved = { id: 'x', verdict: { from: 'killed', to: 'killed' }, score: { from: 0.1, to: 0.2 } };
  const became = { id: 'y', verdict: { from: 'killed', to: 'candidate' }, score: { from: 0.1, to: 0.1 } };
  const outcome = {
    of: 'd@1',
    instrument: 'A',
    horizon: '5bars',
    dataset: 'o@1',
    added: 4,
    upgraded: 1,
    problem: null,
  };
  const continued = [
    {
      step: 'pack',
      account: 'p.B',
      dataset: 'd@1',
      instrument: 'B',
      timeframe: '1d',
      code: 'DATA_UNFIT',
      reason: 'gaps',
    },
  ];
  const promotion = {
    promotable: false,
    checks: [{ item: 'min-trades', value: 3, limit: 20, comparison: '>=', passed: false }],
  };
  const unknown = { ...promotion, checks: [{ ...promotion.checks[0], value: null }] };
  const told = (origin: string, more: object, shown: readonly object[] = rows): string =>
    describeOutcome(
      { runId: 'abcdef0123456789', origin, rankings: { rows: shown }, summary: { ...summary, ...more } } as Part,
      '/here/assay-workspace',
      WORLD,
    );
  const candidate = (of: object): object => ({ ...rows.find(({ verdict }) => verdict === 'candidate'), promotion: of });
  return [
    told('created', {}),
    told('resumed', { trials: { thisRun: 5, prior: 2, declared: 7 }, changes: { ...changes, rows: [moved, became] } }),
    told('reopened', { counts: { ...summary.counts, candidates: 0 }, changes }),
    told('created', {
      outcomes: [outcome, { ...outcome, instrument: null, problem: 'a full disk' }],
      data: { continued },
    }),
    ...[promotion, unknown].map((one) => told('created', {}, [candidate(one)])),
    howToGoOn('/here/assay-workspace', WORLD),
  ];
}

function dataTexts(): readonly string[] {
  const { data } = thinnedReportModel();
  const [inventory] = data.datasets;
  const [series] = inventory?.series ?? [];
  const full = {
    ...series,
    missingBars: 0,
    missingSessions: 0,
    missingDates: [],
    lateBars: 0,
    join: { shared: 9, lost: 1, lostShare: 0.1 },
  };
  const unknown = { ...full, expectedBars: null, missingBars: null, join: null };
  const unfit = { ...inventory, unfit: [{ instrument: 'A', timeframe: '1d', problem: 'gaps' }], files: 3 };
  const pack = {
    ...{ account: 'p.A', contentHash: '0123456789abcdef', instruments: 1, timeframe: '1d', bars: 500 },
    ...{ asked: { from: '2016-01-04', to: null }, covered: { from: '2016-01-04', to: '2018-12-28' } },
  };
  const lacking = [
    { unit: 'sessions', before: 2, inside: 0, after: 0 },
    { unit: 'sessions', before: 0, inside: 3, after: 0 },
    { unit: 'sessions', before: 0, inside: null, after: 4 },
    { unit: 'sessions', before: 0, inside: 0, after: 0 },
  ];
  const continued = [
    {
      step: 'outcomes',
      account: 'p.B',
      dataset: 'd@1',
      instrument: 'B',
      timeframe: '1d',
      code: 'DATA_UNFIT',
      reason: 'gaps',
    },
  ];
  return [
    data,
    { datasets: [{ ...inventory, series: [full] }], stale: [], beside: ['dividends of A'], packs: [pack] },
    { datasets: [{ ...unfit, series: [unknown] }], stale: [], continued },
    { datasets: [], stale: [] },
    ...lacking.map((coverage) => ({
      datasets: [{ ...inventory, series: [{ ...full, coverage }] }],
      stale: [],
      packs: [pack],
    })),
    {
      datasets: [
        { ...unfit, unfit: Array.from({ length: 25 }, () => 'A'), series: Array.from({ length: 25 }, () => full) },
      ],
      stale: [],
    },
  ].map((one) => runDataText(one as Part));
}

function rebuilt(): readonly string[] {
  const result = { trials: 9, runs: 2, fromRuns: 5, fromOld: 4, old: 'old.jsonl' };
  return [undefined, result, { ...result, old: null }].map((one) => rebuiltText(one as Part));
}

/** All of them. */
export function terminalTexts(): readonly string[] {
  return [
    ...verifications(),
    ...replays(),
    ...COMPARISONS.map((one) => comparisonText(one, false)),
    comparisonText({ ...(COMPARISONS[0] as (typeof COMPARISONS)[number]), inputs: manyInputs() }, false),
    ...tradeTexts(),
    ...verdicts(),
    ...EXPLAINED_METRICS.map((name) => Object.values(explainMetric(name)).join(' ')),
    ...proofTexts(),
    ...records(),
    ...laterTexts(),
    ...outcomes(),
    ...dataTexts(),
    ...rebuilt(),
    ...gridTexts(),
    ...gateTerminalTexts(),
  ];
}

function manyInputs(): (typeof COMPARISONS)[number]['inputs'] {
  return Array.from({ length: 30 }, (_, index) => ({ path: `a.${index}`, first: 1, second: 2 }));
}
