import type { Command } from 'commander';
import { bashScript } from './bash-script.ts';
import { commandShapes } from './command-shapes.ts';
import { fishScript } from './fish-script.ts';
import { zshScript } from './zsh-script.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** A script that completes the commands, options and choices of `program` in a shell. */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  return SCRIPTS[shell](commandShapes(program));
}
