import { describe, expect, it } from 'vitest';
import { ensureTool, TOOLS } from '../../scripts/system-tools.mjs';
import type { SystemTool } from '../../scripts/system-tools.mjs';

const [STRACE, REDIS] = TOOLS as readonly [SystemTool, SystemTool];

const programOf = (words: readonly string[]): string =>
  words.includes('redis') ? 'redis-server' : String(words.at(-1));

/** A machine on which some programs are there, and what was asked of it. */
function machine(programs: readonly string[], { uid = 0, platform = 'linux', lists = true } = {}) {
  const [there, asked, said]: [Set<string>, string[], string[]] = [new Set(programs), [], []];
  let hasLists = lists;
  const run = (words: readonly string[]): number | null => {
    const [program = '', verb = ''] = words;
    if (!there.has(program)) return null;
    if (verb.startsWith('-')) return 0;
    asked.push(`${program} ${verb}`);
    if (verb === 'update') hasLists = true;
    if ((verb === 'install' || verb === 'add') && hasLists) there.add(programOf(words));
    return verb === 'update' || hasLists ? 0 : 100;
  };
  return { asked, said, world: { platform, uid, run, say: (text: string) => void said.push(text) } };
}

describe('ensureTool', () => {
  it('X-16: asks for nothing where strace is there', () => {
    const { world, asked, said } = machine(['strace', 'apt-get']);
    expect(ensureTool(STRACE, world)).toBe(true);
    expect([asked, said]).toEqual([[], []]);
  });

  it.each([
    ['apt-get', { lists: true }, ['apt-get install']],
    ['apt-get', { lists: false }, ['apt-get install', 'apt-get update', 'apt-get install']],
    ['apk', { lists: true }, ['apk add']],
  ])('X-16: installs it with %s as root', (manager, options, calls) => {
    const { world, asked, said } = machine([manager], options);
    expect(ensureTool(STRACE, world)).toBe(true);
    expect(asked).toEqual(calls);
    expect(said).toEqual([`installing strace with ${manager}, for the tests`]);
  });

  it.each([
    [
      'another user',
      ['apt-get'],
      { uid: 1000 },
      ['strace is not there, and only root can install it: what it watches is skipped'],
    ],
    ['no package manager', [], {}, ['strace is not there: what it watches is skipped']],
    ['another system', ['apt-get'], { platform: 'darwin' }, []],
  ])('X-16: installs nothing and says why: %s', (_, programs, options, words) => {
    const { world, asked, said } = machine(programs, options);
    expect(ensureTool(STRACE, world)).toBe(false);
    expect(asked).toEqual([]);
    expect(said).toEqual(words);
  });

  it('asks each package manager for the name that it knows', () => {
    const { world } = machine(['apk']);
    expect(ensureTool(REDIS, world)).toBe(true);
  });

  it('X-16: says so where the installation fails', () => {
    const { world, said } = machine(['dnf'], { lists: false });
    expect(ensureTool(STRACE, world)).toBe(false);
    expect(said.at(-1)).toBe('strace could not be installed: what it watches is skipped');
  });
});
