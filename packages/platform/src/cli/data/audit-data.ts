import path from 'node:path';
import { auditContents, resolveDataset, verifyDataset } from '../../lakehouse/index.ts';
import type { ContentsAudit, DatasetManifest, Severity, Verification } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { withLake } from '../with-lake.ts';
import { inventoryOf } from './audit-inventory.ts';
import { PICTURE_STRETCHES, pictureKind, writePicture } from './audit-picture.ts';
import { auditText, subjectFindings } from './audit-text.ts';
import type { AuditNews } from './audit-text.ts';

/** Options of `assay data audit`. */
export interface AuditCommandOptions extends SharedOptions {
  /** Neither warnings nor missing bars. */
  readonly strict?: boolean;
  /** File that the coverage is drawn into. */
  readonly picture?: string;
}

interface Audited {
  readonly manifest: DatasetManifest;
  readonly verification: Verification;
  readonly audit: ContentsAudit;
}

const NOTHING: ContentsAudit = { series: [], tables: [], across: [], stretches: undefined };

/** `assay data audit`: the bytes against the manifest, then the bars against what bars can be. */
export async function auditData(
  reference: string,
  options: AuditCommandOptions,
  context: CommandContext,
): Promise<void> {
  const picture = options.picture === undefined ? undefined : path.resolve(context.cwd, options.picture);
  if (picture !== undefined) pictureKind(picture);
  const { manifest, verification, audit } = await audited(reference, options, context);
  const inventory = inventoryOf(manifest, audit, context.clock.now());
  const findings = subjectFindings(audit);
  const news: AuditNews = { manifest, verification, inventory, findings, counts: countsOf(verification, findings) };
  if (picture !== undefined) await writePicture(picture, audit, news);
  const missing = [...inventory.series, ...inventory.tables].reduce((sum, one) => sum + (one.missingBars ?? 0), 0);
  const isLacking = news.counts.warning > 0 || missing > 0;
  const isRefused = news.counts.error > 0 || (options.strict === true && isLacking);
  if (options.json === true) printJson(context, jsonOf(news, audit));
  else {
    const isOnlyStrict = isRefused && news.counts.error === 0;
    const drawn = options.picture === undefined ? [] : ['', `coverage drawn to ${options.picture}`];
    printLine(context, [auditText(news), ...(isOnlyStrict ? strictLines(news, missing) : []), ...drawn].join('\n'));
  }
  if (isRefused) context.endWith(EXIT_CODES.unfitData);
}

function strictLines({ counts }: AuditNews, missing: number): readonly string[] {
  return [
    '',
    `strict: refused, because of ${countOf(counts.warning, 'warning')} and ${countOf(missing, 'missing bar')}`,
  ];
}

async function audited(reference: string, options: AuditCommandOptions, context: CommandContext): Promise<Audited> {
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  return withLake({ workspace, memoryBytes, readOnly: true }, async (lake) => {
    const manifest = await resolveDataset(lake, reference);
    const verification = await verifyDataset(lake, manifest);
    // A damaged object has nothing that could be audited.
    if (verification.problems.length > 0) return { manifest, verification, audit: NOTHING };
    const limits = { readAt: context.clock.now() };
    const stretches = options.picture === undefined ? undefined : PICTURE_STRETCHES;
    return { manifest, verification, audit: await auditContents(lake, manifest, { limits, stretches }) };
  });
}

function countsOf(verification: Verification, findings: AuditNews['findings']): Readonly<Record<Severity, number>> {
  const counts = { error: verification.problems.length, warning: 0, info: 0 };
  for (const { finding } of findings) counts[finding.severity]++;
  return counts;
}

function jsonOf(news: AuditNews, { series, tables, across }: ContentsAudit): Record<string, unknown> {
  const { manifest, verification, inventory, counts } = news;
  const reports = series.map(({ report }) => report);
  return {
    dataset: manifest.name,
    version: manifest.version,
    counts,
    inventory,
    verification,
    reports,
    tables,
    across,
  };
}
