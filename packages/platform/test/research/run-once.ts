/** Child process of the tests: one research run in a workspace; arguments: workspace, config, workers. */
import { runResearch } from '../../src/research/index.ts';
import { SILENT_PROGRESS } from '../../src/telemetry/index.ts';

const [workspace, configPath, workers] = process.argv.slice(2) as [string, string, string];
await runResearch({
  configPath,
  workspace,
  workers: Number(workers),
  memoryBytes: 2 ** 31,
  progress: SILENT_PROGRESS,
  clock: { now: () => Date.now() },
});
