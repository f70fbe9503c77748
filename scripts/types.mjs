/**
 * Type-checks everything.
 *
 * 1. The packages as they are built, in order, writing declarations only: pure packages see neither Node nor a browser
 *    there, and the declarations let each package be checked under its own compiler flags.
 * 2. The packages with their tests, and the folders outside them.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root, runNode } from './processes.mjs';

const folders = [
  ...readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}`),
  'test',
  'bench',
  'examples',
];
const projects = folders
  .map((folder) => `${folder}/tsconfig.json`)
  .filter((project) => existsSync(path.join(root, project)));

const faults = new Set();
for (const args of [['-b', '--emitDeclarationOnly'], ...projects.map((project) => ['-p', project])]) {
  const { code, output } = await runNode('node_modules/typescript/bin/tsc', [...args, '--pretty', 'false'], {
    capture: true,
  });
  if (code !== 0) faults.add(`tsc ${args.join(' ')}`);
  // The same fault of a file is found once with its tests and once without.
  for (const line of output.split('\n').filter((line) => line !== '')) faults.add(line);
}
for (const line of faults) process.stdout.write(`${line}\n`);
process.exitCode = faults.size > 0 ? 1 : 0;
