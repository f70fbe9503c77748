import path from 'node:path';
import type { Command } from 'commander';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { shellWord, typedCommand } from '../typed-command.ts';
import { withJson, withResources, withWorkspace } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import type { ResearchRunOptions } from '../research/run-research-command.ts';

interface InitOptions extends SharedOptions {
  readonly force?: boolean;
}

/** `assay research run`, `assay research init` and `assay research schema`. */
export function registerResearch(program: Command, context: CommandContext): void {
  const research = program.command('research').description('from one config to judged strategies');
  const run = research
    .command('run')
    .description('evaluate, judge and publish what a config asks for')
    .option('--config <file>', 'research config (YAML)', 'research.yaml')
    .option('--once', 'run one cycle and end; without it cycles repeat')
    .option('--dry-run', 'print the plan and the schedule, touch nothing')
    .option('--prior-trials <n>', 'trials made elsewhere on the same data (default: as the config says)');
  withJson(withResources(withWorkspace(run))).action(async (options: ResearchRunOptions) => {
    const { runResearchCommand } = await import('../research/run-research-command.ts');
    await runResearchCommand(options, context);
  });
  const init = research
    .command('init')
    .description('write a commented example config, and its JSON Schema beside it')
    .argument('[file]', 'where to write it', 'research.yaml')
    .option('--force', 'replace the file if it exists');
  withJson(init).action((file: string, options: InitOptions) => initCommand(file, options, context));
  research
    .command('schema')
    .description('print the JSON Schema of research configs')
    .action(async () => {
      const { researchJsonSchema } = await import('../../research/index.ts');
      printLine(context, JSON.stringify(researchJsonSchema(), null, 2));
    });
}

async function initCommand(file: string, options: InitOptions, context: CommandContext): Promise<void> {
  const { writeExampleConfig } = await import('../../research/index.ts');
  const written = await writeExampleConfig(path.resolve(context.cwd, file), options.force === true);
  if (options.json === true) return printJson(context, written);
  const assay = typedCommand(context);
  const lines = [
    `wrote ${written.config}`,
    `wrote ${written.schema}`,
    `Next: ${assay} data sample, then ${assay} research run --config ${shellWord(file)} --once`,
  ];
  printLine(context, lines.join('\n'));
}
