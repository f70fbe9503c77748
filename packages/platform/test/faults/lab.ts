/** A workspace in which every long command has something to do, and copies of it. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLakehouse, publishDataset } from '../../src/lakehouse/index.ts';
import { plantedEdge, randomWalk } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { writeBarsFiles } from '../data/bars-files.ts';
import { runCommand } from '../data/command.ts';
import { suspiciousMarkets } from '../research/suspicious-markets.ts';

/** Runs that a lab holds, by the name of their config. */
export type LabRuns = Readonly<Record<'cycle' | 'suspects' | 'boxed', string>>;

/** A workspace that is copied, never changed. */
export interface Lab {
  readonly root: string;
  readonly runs: LabRuns;
  /** Row of run `suspects` that waits for an acknowledgement. */
  readonly suspiciousRow: string;
  /** A fresh copy; its workspace is `assay-workspace` in it. */
  copy(): string;
  remove(): void;
}

/** Workspace in the folder in which a command is given. */
export const WORKSPACE = 'assay-workspace';

const BARS = 1500;
const COSTS = '{ halfSpreadBps: 0.2, slippageBps: 0.2, commissionBps: 0.1 }';
const cycleConfig = (seed: number): string => `
name: cycle
packs: [{ name: edge, dataset: edge, timeframe: 1d }]
strategies:
  - { class: time-series-momentum, params: { rebalanceBars: 1, direction: long-short }, sweep: { lookback: [1, 2] } }
  - { class: random-entry, params: { holdBars: 5 }, sweep: { seed: [1, 2] } }
experiment: { seed: ${seed}, costs: ${COSTS}, walkForward: { trainSize: 2y, testSize: 1y } }
evaluation: { kill: { maxFragility: 1, maxWalkForwardLoss: 1, confidence: 0.8 } }
`;
const SUSPECTS = `
name: suspects
packs: [{ name: lab, dataset: lab, timeframe: 1d }]
strategies:
  - { class: time-series-momentum, params: { rebalanceBars: 1, direction: long-short }, sweep: { lookback: [1, 2] } }
experiment: { costs: ${COSTS}, walkForward: { trainSize: 2y, testSize: 1y }, stress: { enabled: false } }
`;
/** Its row is held: there is something to judge in the lockbox. */
const BOXED = `
name: boxed
packs: [{ name: lab, dataset: lab, timeframe: 1d }]
strategies:
  - { class: time-series-momentum, params: { rebalanceBars: 1, direction: long-short }, sweep: { lookback: [1, 2] } }
experiment: { costs: ${COSTS}, walkForward: { trainSize: 2y, testSize: 1y }, stress: { enabled: false } }
evaluation: { lockbox: { from: 2004-06-01 } }
`;
const ACTIONS_LAYOUT = `
kind: actions
columns: { time: date, type: type, value: value }
time: { format: iso-date, at: session-open }
calendar: us-equity
subject: { from: file-name }
unit: USD
format: csv
`;

const edge = (bars: number): DatasetContent =>
  plantedEdge({ seed: 5, bars, instruments: ['EDGE'], lag: 1, strength: 0.2 });

/** Builds the lab in a temporary folder. */
export async function makeLab(): Promise<Lab> {
  const root = mkdtempSync(path.join(tmpdir(), 'assay-lab-'));
  const made = path.join(root, 'made');
  writeInputs(made);
  await importInputs(made);
  await publish(made, 'edge', edge(BARS));
  await publish(made, 'walk', randomWalk({ seed: 6, bars: BARS, instruments: ['WALK'] }));
  await publish(made, 'lab', suspiciousMarkets([{ id: 'STEADY', run: 12, drift: 0.006, noise: 0.0005 }]));
  const runs = { cycle: '', suspects: '', boxed: '' };
  for (const [name, file] of [
    ['cycle', 'cycle-1.yaml'],
    ['suspects', 'suspects.yaml'],
    ['boxed', 'boxed.yaml'],
  ] as const) {
    await runCommand(made, ['research', 'run', '--once', '--quiet', '--config', file, '--workers', '1']);
    runs[name] = publishedRun(made, name);
  }
  await publish(made, 'edge', edge(BARS + 400));
  let copies = 0;
  return {
    root,
    runs,
    suspiciousRow: 'time-series-momentum.lab.STEADY',
    copy: () => {
      const folder = path.join(root, `copy-${++copies}`);
      cpSync(made, folder, { recursive: true, verbatimSymlinks: true });
      return folder;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function writeInputs(folder: string): void {
  const instruments = ['AAA', 'BBB'];
  writeBarsFiles(folder, [
    { name: 'first.csv', instruments, from: 0, bars: 2000 },
    { name: 'second.csv', instruments, from: 0, bars: 2000, seed: 2 },
    { name: 'more.csv', instruments: [...instruments, 'CCC'], from: 1900, bars: 1000 },
  ]);
  const lines = readFileSync(path.join(folder, 'first.csv'), 'utf8').split('\n');
  writeFileSync(path.join(folder, 'gaps.csv'), lines.filter((_, index) => index === 0 || index % 97 !== 0).join('\n'));
  mkdirSync(path.join(folder, 'actions'));
  writeFileSync(path.join(folder, 'actions.yaml'), ACTIONS_LAYOUT);
  writeFileSync(
    path.join(folder, 'actions', 'WALK.csv'),
    'date,type,value\n2001-01-03,cash-dividend,0.5\n2002-01-07,split,2\n',
  );
  writeFileSync(path.join(folder, 'cycle-1.yaml'), cycleConfig(1));
  writeFileSync(path.join(folder, 'cycle-2.yaml'), cycleConfig(2));
  writeFileSync(path.join(folder, 'suspects.yaml'), SUSPECTS);
  writeFileSync(path.join(folder, 'boxed.yaml'), BOXED);
}

async function importInputs(folder: string): Promise<void> {
  const bars = ['--layout', './bars.yaml', '--name'];
  await runCommand(folder, ['data', 'import', 'first.csv', ...bars, 'prices']);
  await runCommand(folder, ['data', 'import', 'gaps.csv', ...bars, 'gaps', '--accept-unfit']);
  await runCommand(folder, ['data', 'import', 'actions/WALK.csv', '--layout', './actions.yaml', '--name', 'events']);
}

async function publish(folder: string, name: string, content: DatasetContent): Promise<void> {
  const lake = openLakehouse(path.join(folder, WORKSPACE, 'lake'), { threads: 1 });
  try {
    await publishDataset(lake, { name, ...content, createdAt: 0, acceptUnfit: true });
  } finally {
    await lake.close();
  }
}

/** Id of the run whose results stand under a name. */
export function publishedRun(folder: string, name: string): string {
  const [cycle] = readdirSync(path.join(folder, WORKSPACE, 'published', 'research', name, 'history'));
  if (cycle === undefined) throw new Error(`nothing is published under '${name}'`);
  return cycle;
}
