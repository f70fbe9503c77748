/** Publishes one cycle after the other, each file of a cycle full of the cycle's own number. */
import { publishResults } from '../publish.ts';

const [workspace = '', first = '0', links = 'links'] = process.argv.slice(2);
for (let number = Number(first); ; number++) {
  const content = `${number}\n`.repeat(2000);
  await publishResults({
    workspace,
    area: 'research',
    name: 'demo',
    runId: number.toString(16).padStart(16, '0'),
    files: { 'rankings.json': content, 'report.html': content, 'summary.json': content },
    symbolicLinks: links === 'links',
  });
  process.stdout.write(`${number}\n`);
}
