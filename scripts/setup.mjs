/**
 * Makes the checkout ready, then runs one of its scripts: `node scripts/setup.mjs SCRIPT [argument …]`.
 *
 * Plain JavaScript without dependencies that Node 20 can read, because it runs in a fresh clone.
 * 1. Installs what package-lock.json names, where that is not in node_modules yet.
 * 2. Starts SCRIPT on the Node that came with it, with the same terminal, signals and exit code.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  bundledName,
  findBundledNode,
  OLDEST_MAJOR,
  planStart,
  refusal,
  startOn,
} from '../packages/platform/bin/runtime.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = path.join(root, 'node_modules', '.bin');

/** What keeps node_modules from being the one that the lockfile describes; undefined when it is. */
function whyInstall() {
  const installedPath = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return 'nothing is installed yet';
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(installedPath);
  const changed = Object.entries(wanted).find(([place, entry]) => {
    if (!place.startsWith('node_modules/') && !place.includes('/node_modules/')) return false;
    const present = installed[place];
    return present === undefined ? entry.optional !== true : !isSamePackage(present, entry);
  });
  if (changed !== undefined) return `${changed[0]} is not the one of package-lock.json`;
  const name = bundledName();
  if (name === undefined || findBundledNode(pathToFileURL(path.join(root, 'package.json'))) !== undefined)
    return undefined;
  return Object.hasOwn(wanted, `node_modules/${name.split('/')[0]}`) ? 'the bundled Node is missing' : undefined;
}

function isSamePackage(present, wanted) {
  return present.link === wanted.link && present.version === wanted.version && present.integrity === wanted.integrity;
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** Runs `npm ci` quietly; its messages are shown only when it fails. */
function install() {
  process.stderr.write('installing dependencies… ');
  const started = performance.now();
  // An old Node would warn once for every package that asks for a newer one, which is why the warnings are off.
  const options = ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  const npm = process.env.npm_execpath;
  const result =
    npm === undefined
      ? spawnSync('npm', options, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' })
      : spawnSync(process.execPath, [npm, ...options], { cwd: root, encoding: 'utf8' });
  if (result.error !== undefined || result.status !== 0) {
    process.stderr.write(`failed\n${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
    process.exit(result.status ?? 1);
  }
  process.stderr.write(`done in ${Math.round((performance.now() - started) / 1000)} s\n`);
}

/**
 * Asks the script to stop when the shell that npm put before this process is gone: npm passes a signal on to that shell,
 * which dies of it and tells nobody. A signal that comes here by itself ends the watch, so that it is passed on once.
 */
function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) process.emit('SIGTERM');
  }, 200).unref();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => clearInterval(timer));
}

function main() {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) {
    process.stderr.write('usage: node scripts/setup.mjs SCRIPT [argument …]\n');
    process.exit(2);
  }
  if (whyInstall() !== undefined) install();

  const plan = planStart({
    version: process.versions.node,
    execPath: process.execPath,
    execArgv: process.execArgv,
    flags: [],
    findBundled: () => findBundledNode(pathToFileURL(path.join(root, 'package.json'))),
    handedOver: false,
  });
  if (plan.action === 'refuse') {
    process.stderr.write(`${refusal(process.versions.node)}\n`);
    process.exit(2);
  }
  const nodes = plan.action === 'start' ? plan.nodes : [process.execPath];
  endWithParent();
  startOn(nodes, [path.join(root, script), ...args], {
    stay: true,
    cwd: root,
    // `node` of every further step is the bundled one too.
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
    onFailure: (error) => {
      process.stderr.write(`could not start Node ${OLDEST_MAJOR} or newer: ${error.message}\n`);
      process.exit(2);
    },
  });
}

main();
