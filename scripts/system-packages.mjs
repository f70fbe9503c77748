/**
 * What some tests need from the system: a tracer of system calls, a server of a store. Where this is Debian and the user is
 * root, what is missing is installed; elsewhere the tests that need it are skipped, each with a notice.
 */
import { spawnSync } from 'node:child_process';

/** Commands that tests run, and the Debian packages that have them. */
const PACKAGES = { strace: 'strace', 'redis-server': 'redis-server' };
const MINUTES = 60_000;

/** Installs what is missing, where it can; says so in a line. */
export function installSystemPackages() {
  const missing = Object.keys(PACKAGES).filter((command) => !isThere(command));
  if (missing.length === 0) return;
  const names = missing.map((command) => PACKAGES[command]);
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    process.stdout.write(
      `not installed: ${names.join(', ')} (needs root on Debian); tests that need them are skipped\n`,
    );
    return;
  }
  process.stdout.write(`installing ${names.join(', ')}\n`);
  if (!install(names)) {
    apt(['update', '-qq']);
    if (!install(names))
      process.stdout.write(`could not install ${names.join(', ')}; tests that need them are skipped\n`);
  }
}

function isThere(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
}

function install(names) {
  return apt(['install', '-y', '-qq', '--no-install-recommends', ...names]);
}

// A service must not start: tests start their own servers, on ports of their own.
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync('apt-get', args, { stdio: 'ignore', timeout: 3 * MINUTES, env }).status === 0;
}
