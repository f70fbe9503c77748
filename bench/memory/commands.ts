import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** A command to measure. */
export interface MeasuredCase {
  readonly name: string;
  readonly args: readonly string[];
  /** Which of the two limits it is given. */
  readonly size: 'small' | 'large';
  /** Threads; undefined where the command has none, null where it takes no limit either. */
  readonly workers?: number | null;
}

/** The commands over a history, in the order in which one needs the other. */
export function commandsOver(folder: string, minutes: number): readonly MeasuredCase[] {
  const archive = path.join(folder, 'run.tar.gz');
  const [backtests, research] = [path.join(folder, 'out'), researchConfig(folder, minutes)];
  const strategy = ['--strategy', 'random-entry', '--params', 'seed=1', '--params', 'holdBars=60'];
  const trade = ['backtest', 'run', '--dataset', 'bench', ...strategy, '--params', 'entryProbability=0.02'];
  const one = [...trade, '--instruments', 'COIN0', '--name', 'one'];
  return [
    {
      name: 'data import',
      args: [
        'data',
        'import',
        path.join(folder, 'bars.csv'),
        '--layout',
        path.join(folder, 'layout.yaml'),
        '--name',
        'bench',
        '--quiet',
      ],
      size: 'small',
    },
    { name: 'data audit', args: ['data', 'audit', 'bench'], size: 'small' },
    { name: 'data outcomes', args: ['data', 'outcomes', 'bench', '--horizon', '60m'], size: 'small' },
    { name: 'data resample', args: ['data', 'resample', 'bench', '--to', '1h', '--name', 'hours'], size: 'small' },
    { name: 'data show', args: ['data', 'show', 'bench'], size: 'small' },
    {
      name: 'prove nulls',
      args: ['prove', 'nulls', '--dataset', 'bench', '--instrument', 'COIN0', '--quiet'],
      size: 'small',
    },
    { name: 'backtest, 1 instrument', args: [...one, '--quiet'], size: 'large', workers: 1 },
    {
      name: 'backtest, 2 workers',
      args: [...one, '--quiet', '--params', 'direction=long-short'],
      size: 'large',
      workers: 2,
    },
    { name: 'backtest, all instruments', args: [...trade, '--name', 'all', '--quiet'], size: 'large', workers: 1 },
    {
      name: 'research, 1 instrument',
      args: ['research', 'run', '--config', research, '--once', '--quiet'],
      size: 'large',
      workers: 2,
    },
    { name: 'runs verify', args: ['runs', 'verify', 'latest'], size: 'small', workers: null },
    { name: 'runs export', args: ['runs', 'export', 'latest', archive], size: 'small', workers: null },
    { name: 'runs export-trades', args: ['runs', 'export-trades', 'latest', '--out', backtests], size: 'small' },
    { name: 'explain trade', args: ['explain', 'trade', 'latest', '1'], size: 'small', workers: null },
  ];
}

function researchConfig(folder: string, minutes: number): string {
  const file = path.join(folder, 'search.yaml');
  const pack = {
    ...{ dataset: 'bench', timeframe: '1m', symbols: ['COIN0'] },
    walkForward: { trainSize: Math.floor(minutes / 2), purgeSize: 0, testSize: Math.floor(minutes / 4) - 1 },
  };
  const strategies = [
    { class: 'random-entry', params: { seed: 1, holdBars: 60, entryProbability: 0.02 } },
    {
      class: 'random-entry',
      params: { seed: 2, holdBars: 30, entryProbability: 0.02 },
      sweep: { holdBars: [20, 30, 40, 50, 60, 70, 80, 90, 100, 110] },
    },
  ];
  writeFileSync(file, JSON.stringify({ name: 'search', packs: [pack], strategies }));
  return file;
}
