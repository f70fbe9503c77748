/**
 * Checks that every room imports only what architecture.tiers.mjs allows (rules in .dependency-cruiser.mjs).
 *
 * Also fails when a source file was not looked at: with a TypeScript that it cannot read, dependency-cruiser finds no
 * module at all and calls that a success.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root, runNode } from './processes.mjs';

const folders = ['packages', 'apps'].filter((folder) => existsSync(path.join(root, folder)));
const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders];
const { output } = await runNode('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', args, { capture: true });

let result;
try {
  result = JSON.parse(output);
} catch {
  process.stderr.write(`the boundary check did not run:\n${output}\n`);
  process.exit(1);
}

const { totalCruised, totalDependenciesCruised, violations } = result.summary;
const cruised = new Set(result.modules.map((module) => module.source));
const missed = sourceFiles().filter((file) => !cruised.has(file));

for (const { rule, from, to, cycle } of violations) {
  const way = cycle === undefined ? to : cycle.map((step) => step.name).join(' → ');
  process.stdout.write(`${rule.severity} ${rule.name}: ${from === way ? from : `${from} → ${way}`}\n`);
}
for (const file of missed) process.stdout.write(`error not-cruised: ${file}\n`);
process.stdout.write(
  `${violations.length + missed.length} boundary violations (${totalCruised} modules, ${totalDependenciesCruised} dependencies cruised)\n`,
);
process.exitCode = violations.length + missed.length > 0 || cruised.size === 0 ? 1 : 0;

/** Every TypeScript source of the packages, as paths from the root. */
function sourceFiles() {
  return readdirSync(path.join(root, 'packages')).flatMap((name) => {
    const folder = path.join('packages', name, 'src');
    if (!existsSync(path.join(root, folder))) return [];
    const files = readdirSync(path.join(root, folder), { recursive: true });
    return files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(folder, file).split(path.sep).join('/'));
  });
}
