// Runs a small grid in the workspace given and writes a line whenever its progress is written down.
import { SILENT_PROGRESS } from '../../../telemetry/index.ts';
import { runGrid } from '../run-grid.ts';
import { smallGrid } from './small-grid.ts';

const [workspace = ''] = process.argv.slice(2);
await runGrid({
  ...smallGrid(workspace),
  progress: SILENT_PROGRESS,
  onProgress: ({ cells }) => void process.stdout.write(`${cells.finished}\n`),
});
process.stdout.write('done\n');
