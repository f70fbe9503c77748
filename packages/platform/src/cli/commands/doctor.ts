import type { Command } from 'commander';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { withJson, withWorkspace, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay doctor`. */
export function registerDoctor(program: Command, context: CommandContext): void {
  const doctor = program
    .command('doctor')
    .description('try everything that Assay needs; ends with 1 where something is missing');
  withJson(withWorkspace(doctor)).action(async (options: SharedOptions) => {
    const { examine, findingsText } = await import('../doctor/examine.ts');
    const findings = await examine(await workspaceOf(options, context));
    const isHealthy = findings.every(({ state }) => state !== 'missing');
    if (options.json === true) printJson(context, { healthy: isHealthy, findings });
    else printLine(context, findingsText(findings));
    if (!isHealthy) context.endWith(EXIT_CODES.failed);
  });
}
