/** Prints the digest of the made-up report, as a process of its own renders it. */
import { createHash } from 'node:crypto';
import { renderReport } from '../render-report.ts';
import { thinnedReportModel } from './thinned-model.ts';

const markup = await renderReport(thinnedReportModel());
process.stdout.write(`${createHash('sha256').update(markup).digest('hex')} ${new Date(0).getTimezoneOffset()}\n`);
