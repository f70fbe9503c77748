import type { Lab } from './lab.ts';
import type { Pair } from './together.ts';

const IN_USE = /is in use by process \d+/u;

const importing = (file: string): readonly string[] => [
  ...['data', 'import', file, '--layout', './bars.yaml', '--name', 'prices', '--quiet'],
];

/** Pairs of commands that read or write the same of a workspace. */
export function pairs(lab: Pick<Lab, 'runs' | 'suspiciousRow'>): readonly Pair[] {
  return [...runningPairs(), ...otherPairs(lab)];
}

function runningPairs(): readonly Pair[] {
  const research = (config: string): readonly string[] => [
    ...['research', 'run', '--once', '--config', config, '--workers', '1', '--quiet'],
  ];
  const backtest = (lookback: number, name: string): readonly string[] => [
    ...['backtest', 'run', '--strategy', 'time-series-momentum', '--params', `lookback=${lookback},rebalanceBars=1`],
    ...['--dataset', 'edge', '--name', name, '--no-stress', '--workers', '1', '--quiet'],
  ];
  return [
    {
      name: 'two research runs of one config',
      first: research('cycle-2.yaml'),
      second: research('cycle-2.yaml'),
      ...{ refusal: IN_USE, leavesTheSame: true },
    },
    {
      name: 'two research runs of one name and other seeds',
      first: research('cycle-1.yaml'),
      second: research('cycle-2.yaml'),
      there: [/published\/research\/cycle\/rankings\.json$/u],
    },
    { name: 'a research run and a new version of its data', first: research('cycle-2.yaml'), second: synthetic() },
    { name: 'a research run and an import', first: research('cycle-2.yaml'), second: importing('second.csv') },
    {
      name: 'a research run and data gc',
      first: research('cycle-2.yaml'),
      second: ['data', 'gc'],
      leavesTheSame: true,
    },
    {
      name: 'a research run and runs rebuild-ledger',
      first: research('cycle-2.yaml'),
      second: ['runs', 'rebuild-ledger'],
      leavesTheSame: true,
    },
    {
      name: 'two backtests',
      first: backtest(5, 'one'),
      second: backtest(7, 'other'),
      trials: 2,
      there: [/published\/backtests\/one\/summary\.json$/u, /published\/backtests\/other\/summary\.json$/u],
    },
  ];
}

function otherPairs({ runs, suspiciousRow }: Pick<Lab, 'runs' | 'suspiciousRow'>): readonly Pair[] {
  const acknowledge = ['verdict', 'acknowledge', runs.suspects, suspiciousRow, '--reason', 'made this way'];
  const forward = ['verdict', 'forward', runs.cycle, '--workers', '1', '--quiet'];
  return [
    { name: 'an import and data gc', first: importing('second.csv'), second: ['data', 'gc'], leavesTheSame: true },
    { name: 'two imports', first: importing('second.csv'), second: importing('more.csv') },
    {
      name: 'two acknowledgements',
      first: acknowledge,
      second: acknowledge,
      ...{ refusal: /was acknowledged on|in use by (?:process|another command)/u, leavesTheSame: true },
    },
    {
      name: 'an acknowledgement and a later judgement',
      first: acknowledge,
      second: forward,
      there: [new RegExp(`published/research/cycle/forward\\.json$`, 'u')],
    },
    {
      name: 'two later judgements',
      first: forward,
      second: forward,
      ...{ refusal: IN_USE, leavesTheSame: true },
    },
    {
      name: 'a later judgement and the removal of its run',
      first: forward,
      second: ['runs', 'remove', runs.cycle, '--force'],
      refusal: /is in use by process|no run|was removed meanwhile/u,
    },
  ];
}

function synthetic(): readonly string[] {
  return ['data', 'synthetic', '--kind', 'jumps', '--seed', '3', '--bars', '3000', '--name', 'edge'];
}
