import { Option } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { AuditCommandOptions } from '../data/audit-data.ts';
import type { RepairCommandOptions } from '../data/repair-data.ts';
import { withRequired } from '../shared-options.ts';
import { withDataOptions } from './data-options.ts';

/** `assay data audit` and `assay data repair`. */
export function registerAudit(data: Command, context: CommandContext): void {
  const audit = data
    .command('audit')
    .description('verify and audit every series of a dataset; ends with 3 where it finds an error')
    .argument('<name[@version]>', 'the dataset')
    .option('--strict', 'end with 3 where it finds a warning or a bar is missing, too')
    .option('--picture <file>', 'draw which bars are there, by instrument and time, into a .html or .svg file');
  withDataOptions(audit).action(async (reference: string, options: AuditCommandOptions) => {
    const { auditData } = await import('../data/audit-data.ts');
    await auditData(reference, options, context);
  });
  registerRepair(data, context);
}

function registerRepair(data: Command, context: CommandContext): void {
  const repair = withRequired(
    data
      .command('repair')
      .description('fill missing bars and replace faulty ones from a second dataset that agrees with the first')
      .argument('<name>', 'the dataset; its latest version is repaired')
      .option('--instrument <id...>', 'only these (default: all that both have)')
      .option('--dry-run', 'say what would be repaired and write nothing'),
    new Option('--from <name[@version]>', 'the second source: same instruments, same timeframe'),
  );
  withDataOptions(repair).action(async (reference: string, options: RepairCommandOptions) => {
    const { repairData } = await import('../data/repair-data.ts');
    await repairData(reference, options, context);
  });
}
