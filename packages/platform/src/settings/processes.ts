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

/** Identity of a running process; of this one by default. */
export function processIdentity(pid: number = process.pid): ProcessIdentity {
  return { pid, host: hostname(), boot: bootId(), started: startOf(pid) };
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
 * True when the process is known to be gone: same machine, and another boot, no such number, or the number now belongs
 * to a process that began at another time. A process of another machine is never known to be gone.
 */
export function isProcessGone(identity: ProcessIdentity): boolean {
  if (identity.host !== hostname()) return false;
  if (identity.boot !== bootId()) return true;
  if (!isProcessAlive(identity.pid)) return true;
  const started = startOf(identity.pid);
  return identity.started !== '' && started !== '' && started !== identity.started;
}

function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id').trim();
}

function startOf(pid: number): string {
  // Field 22 of stat; the name in brackets (field 2) may itself hold spaces and brackets.
  const stat = readText(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
