/**
 * Programs of the system that some tests need: a tracer, with which they watch what a command asks of the system, and a server
 * of a gate store. Without them those tests are skipped, and counted as such.
 */
import { spawnSync } from 'node:child_process';

/** Programs, what asks for their version, the package that has them, and what is skipped without them. */
export const TOOLS = [
  { program: 'strace', version: '-V', packageName: 'strace', skipped: 'what it watches' },
  {
    program: 'redis-server',
    version: '--version',
    packageName: { 'apt-get': 'redis-server', apk: 'redis', dnf: 'redis' },
    skipped: 'what asks a real server',
  },
];

/** Package managers by the command that asks them for a package. */
const MANAGERS = [
  ['apt-get', 'install', '-y', '-qq', '--no-install-recommends'],
  ['apk', 'add', '--quiet'],
  ['dnf', 'install', '-y', '-q'],
];

/** Longest that an installation may take. */
const PATIENCE_MS = 120_000;

/**
 * Sees to it that a tool is there, where the user may install it: on Linux, as root.
 *
 * @param tool - one of `TOOLS`.
 * @param world - `platform`, `uid`, `run` (starts a program, returns its exit code, null where it could not) and `say`.
 * @returns true if the tool is there now.
 */
export function ensureTool({ program, version, packageName, skipped }, { platform, uid, run, say }) {
  if (platform !== 'linux') return false;
  const isThere = () => run([program, version]) === 0;
  if (isThere()) return true;
  const manager = MANAGERS.find(([name]) => run([name, '--version']) === 0);
  if (uid !== 0 || manager === undefined) {
    say(`${program} is not there${uid === 0 ? '' : ', and only root can install it'}: ${skipped} is skipped`);
    return false;
  }
  const [name] = manager;
  say(`installing ${program} with ${name}, for the tests`);
  const install = [...manager, typeof packageName === 'string' ? packageName : packageName[name]];
  // A fresh machine has no list of packages yet.
  if (run(install) !== 0 && name === 'apt-get' && run(['apt-get', 'update', '-qq']) === 0) run(install);
  if (isThere()) return true;
  say(`${program} could not be installed: ${skipped} is skipped`);
  return false;
}

/** The same for every tool and this machine; what the package manager prints is not shown, and no service is started. */
export function ensureToolsHere() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const world = {
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    run: ([program, ...args]) => spawnSync(program, args, { stdio: 'ignore', env, timeout: PATIENCE_MS }).status,
    say: (text) => process.stdout.write(`${text}\n`),
  };
  for (const tool of TOOLS) ensureTool(tool, world);
}
