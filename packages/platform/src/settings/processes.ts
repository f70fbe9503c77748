import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells one process of one machine from every other, also after its number has been given away again. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Names the boot of the machine, or '' where the system does not say. */
  readonly boot: string;
  /** When the process began, in the system's own unit, or '' where the system does not say. */
  readonly started: string;
}

/** States of a process that runs no more: a zombie that its parent has not reaped, and one that is being removed. */
const ENDED_STATES: readonly string[] = ['Z', 'X', 'x'];

/** Identity of a running process; of this one by default. */
export function processIdentity(pid: number = process.pid): ProcessIdentity {
  return { pid, host: hostname(), boot: bootId(), started: statOf(pid).started };
}

/** True when a process with this number exists on this machine, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * True when the process is known to be gone: same machine, and another boot, no such number, a number whose process has
 * ended and only waits to be taken note of by its parent, or one that now belongs to a process that began at another
 * time. A process of another machine is never known to be gone.
 */
export function isProcessGone(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return false;
  if (identity.boot !== bootId()) return true;
  if (!isProcessAlive(identity.pid)) return true;
  const { state, started } = statOf(identity.pid);
  if (ENDED_STATES.includes(state)) return true;
  return identity.started !== '' && started !== '' && started !== identity.started;
}

function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id').trim();
}

/** State and start of a process, each '' where the system does not say. */
function statOf(pid: number): { readonly state: string; readonly started: string } {
  // Fields 3 and 22 of stat; the name in brackets (field 2) may itself hold spaces and brackets.
  const stat = readText(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', started: fields[19] ?? '' };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
