/** Which user modules are being evaluated at this moment, told by whoever opens a sandbox to whoever wants to know. */
import { channel } from 'node:diagnostics_channel';
import { basename } from 'node:path';

/** A sandbox was opened for the module, or closed where `module` is null. `id` is unique within its thread. */
export interface SandboxAnnouncement {
  readonly kind: 'sandbox';
  readonly id: number;
  /** File name of the module. */
  readonly module: string | null;
}

const announcements = channel('assay:sandbox');
let announced = 0;

/** Tells that a sandbox is opened for the module at `entry`; the function returned tells that it is closed. */
export function announceSandbox(entry: string): () => void {
  const id = announced++;
  const announce = (module: string | null): void =>
    announcements.publish({ kind: 'sandbox', id, module } satisfies SandboxAnnouncement);
  announce(basename(entry));
  return () => announce(null);
}

/** Passes every announcement of this thread on. */
export function onSandboxAnnouncement(listener: (announcement: SandboxAnnouncement) => void): void {
  announcements.subscribe((message) => listener(message as SandboxAnnouncement));
}
