import { Argument } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';

/** `assay completion bash|zsh|fish`. */
export function registerCompletion(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
bash: source <(assay completion bash)                    in ~/.bashrc
zsh:  assay completion zsh > "\${fpath[1]}/_assay"         once
fish: assay completion fish > ~/.config/fish/completions/assay.fish`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('../completion/completion-script.ts');
      context.stdout.write(completionScript(shell, program));
    });
}
