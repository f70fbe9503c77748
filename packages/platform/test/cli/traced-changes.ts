/** What a command changes in the file system and asks of the network, as the system itself sees it. */
import { spawnSync } from 'node:child_process';

/** An environment whose home and temporary folder lie where they are said to. */
export function movedEnvironment({
  home,
  temporary,
}: Readonly<Record<'home' | 'temporary', string>>): Readonly<Record<string, string | undefined>> {
  const xdg = Object.fromEntries(['CACHE', 'CONFIG', 'DATA', 'STATE'].map((name) => [`XDG_${name}_HOME`, home]));
  return { PATH: process.env['PATH'], HOME: home, USERPROFILE: home, TMPDIR: temporary, TEMP: temporary, ...xdg };
}

/** True if calls to the system can be traced here. */
export function hasTracer(): boolean {
  return spawnSync('strace', ['-V']).status === 0;
}

/** What stands before a command whose calls are to be written to a file. */
export function tracingTo(file: string): readonly string[] {
  return ['strace', '-f', '-qq', '-e', 'trace=file,%network', '-e', 'signal=none', '-o', file];
}

/** Calls of a trace that name an address of a network, or would reach or offer one. */
export function contacts(trace: string): readonly string[] {
  return trace
    .split('\n')
    .filter((line) => /AF_INET|AF_NETLINK|AF_PACKET|\b(?:connect|bind|listen|sendto)\(/u.test(line));
}

/** True for a folder itself and for everything below it. */
export function isBelow(folder: string): (name: string) => boolean {
  return (name) => name === folder || name.startsWith(`${folder}/`);
}

/** Calls that make, change or remove something by its path. */
const CHANGES =
  /^\d+ +(openat|open|creat|mkdir|mkdirat|rename|renameat2?|unlink|unlinkat|rmdir|link|linkat|symlink|symlinkat|truncate)\((.*)(?:= \d+|<unfinished \.\.\.>)$/u;

/** Absolute paths that a trace of system calls shows to have been changed. */
export function changedPaths(trace: string): readonly string[] {
  const found = trace.split('\n').flatMap((line) => {
    const [, call = '', rest = ''] = CHANGES.exec(line.trimEnd()) ?? [];
    const isReading = call.startsWith('open') && !/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/u.test(rest);
    if (call === '' || isReading) return [];
    const paths = [...rest.matchAll(/"([^"]*)"/gu)].map(([, text = '']) => text);
    return call.startsWith('symlink') ? paths.slice(-1) : paths;
  });
  return [...new Set(found)];
}
