/** `npm run bench [-- NAME …]`: runs the programs of bench/ one after the other, or only those named. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { endWithChildren, root, runNode } from './processes.mjs';

const folder = path.join(root, 'bench');
const programs = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.bench.ts')) : [];
const names = programs.map((file) => file.replace('.bench.ts', '')).sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));

if (names.length === 0 || unknown.length > 0) {
  const problem = names.length === 0 ? 'bench/ holds no *.bench.ts' : `no bench '${unknown.join("', '")}'`;
  process.stderr.write(`${problem}; there are: ${names.join(', ') || 'none'}\n`);
  process.exit(2);
}

endWithChildren();
for (const name of wanted.length > 0 ? wanted : names) {
  process.stdout.write(`\n== ${name}\n`);
  const { code } = await runNode(`bench/${name}.bench.ts`, [], { flags: ['--conditions=source', '--expose-gc'] });
  if (code !== 0) process.exitCode = 1;
}
