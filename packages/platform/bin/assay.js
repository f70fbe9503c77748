#!/usr/bin/env node
/** The `assay` command: finds the Node to run on, then runs src/main (in a checkout) or dist/main (as published). */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import {
  filesRefusal,
  findBundledNode,
  HANDOVER_VARIABLE,
  HEAP_FLAGS,
  LEAST_OPEN_FILES,
  openFilesAllowed,
  planStart,
  QUIET_FLAGS,
  refusal,
  SECRETIVE_FLAGS,
  startOn,
} from './runtime.js';

const here = import.meta.url;
const source = new URL('../src/main/main.ts', here);
const built = new URL('../dist/main/main.js', here);
// Node does not run TypeScript below node_modules, so what is installed there is always the built form.
const inCheckout = !fileURLToPath(here).split(/[/\\]/u).includes('node_modules') && existsSync(source);

const main = inCheckout ? source : built;

const plan = planStart({
  version: process.versions.node,
  execPath: process.execPath,
  execArgv: process.execArgv,
  flags: [...(inCheckout ? ['--conditions=source'] : []), ...QUIET_FLAGS, ...SECRETIVE_FLAGS, ...HEAP_FLAGS],
  findBundled: () => findBundledNode(here),
  handedOver: process.env[HANDOVER_VARIABLE] === '1',
});

const openFiles = openFilesAllowed();

if (openFiles !== undefined && openFiles < LEAST_OPEN_FILES) {
  process.stderr.write(`${filesRefusal(openFiles)}\n`);
  process.exitCode = 1;
} else if (plan.action === 'refuse') {
  process.stderr.write(`${refusal(process.versions.node)}\n`);
  process.exitCode = 2;
} else if (plan.action === 'start') {
  startOn(plan.nodes, [...plan.flags, fileURLToPath(here), ...process.argv.slice(2)], {
    env: { ...process.env, [HANDOVER_VARIABLE]: '1' },
    onFailure: (error) => {
      process.stderr.write(`assay: could not start ${plan.nodes.join(' or ')}: ${error.message}\n`);
      process.exitCode = 2;
    },
  });
} else if (!existsSync(main)) {
  process.stderr.write(`assay: this installation is incomplete, ${fileURLToPath(main)} is missing: install again.\n`);
  process.exitCode = 2;
} else {
  delete process.env[HANDOVER_VARIABLE];
  module.enableCompileCache();
  await import(main.href);
}
