/** Opens an audit and appends to it for ever, several lines at a time; prints the number of each line that is written. */
import { openAudit } from '../audit.ts';

const audit = await openAudit(process.argv[2] ?? '', { now: () => 0 });
for (;;) {
  const entries = await Promise.all([1, 2, 3].map((part) => audit.append('tick', { part, note: 'x'.repeat(500) })));
  process.stdout.write(`${entries.at(-1)?.seq}\n`);
}
