/** Child process of the tests: one backtest in a workspace; arguments: workspace, workers. */
import { runBacktest } from '../../src/research/index.ts';
import { SILENT_PROGRESS } from '../../src/telemetry/index.ts';
import { KILLED_BACKTEST } from './killed-backtest.ts';

const [workspace, workers] = process.argv.slice(2) as [string, string];
await runBacktest({
  ...KILLED_BACKTEST,
  folder: workspace,
  workspace,
  workers: Number(workers),
  memoryBytes: 2 ** 31,
  progress: SILENT_PROGRESS,
  clock: { now: () => Date.now() },
});
