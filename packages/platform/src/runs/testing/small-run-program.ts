/** Makes the small run in the workspace given, telling every stage. */
import { smallRun } from './small-run.ts';

await smallRun(process.argv[2] ?? '', (stage) => process.stdout.write(`${stage}\n`));
