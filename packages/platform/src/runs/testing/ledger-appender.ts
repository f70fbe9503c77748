/** Appends trials to a ledger in batches; prints the number of the last trial of each batch that is on the disk. */
import { appendTrials } from '../ledger.ts';

const [workspace = '', from = '0', count = '0', batch = '1'] = process.argv.slice(2);
const end = Number(from) + Number(count);
for (let start = Number(from); start < end; start += Number(batch)) {
  const numbers = Array.from({ length: Math.min(Number(batch), end - start) }, (_, index) => start + index);
  const trials = numbers.map((number) => ({ key: number.toString(16).padStart(16, '0'), number }));
  await appendTrials(workspace, trials, { runId: 'f'.repeat(16), now: () => 0 });
  process.stdout.write(`${numbers.at(-1)}\n`);
}
