import type { RankingRow, ReportRow } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../render-report.ts';
import { modelOf, openPage, thinnedReportModel } from '../testing/index.ts';

const model = thinnedReportModel();

async function evidenceText(changes: Partial<RankingRow>): Promise<string> {
  const { multipleTesting, crossValidation, ...plain } = (structuredClone(model.rows[0]) as ReportRow).row;
  void [multipleTesting, crossValidation];
  const page = openPage(
    await renderReport(modelOf(model, { ...(model.rows[0] as ReportRow), row: { ...plain, ...changes } })),
  );
  return (page.document.querySelector('#luck')?.textContent ?? '').replace(/\s+/g, ' ');
}

describe('familyTestsPart', () => {
  it('X-15: shows adjusted p-values and cross-validated records beside the verdict', async () => {
    const cut = { groups: 6, testGroups: 2, splits: 15, purgeSize: 9, embargoSize: 9 };
    const text = await evidenceText({
      multipleTesting: { tests: 12, pValue: 0.004, holm: 0.048, benjaminiHochberg: 0.02 },
      crossValidation: { ...cut, sharpes: [-0.21, 0.4, 0.55, 0.7, 1.2], median: 0.55, lossShare: 0.2 },
    });
    expect(text).toContain('12 rows were tested.');
    expect(text).toContain('1 row is at most 0.05 after Holm.');
    expect(text).toMatch(/0\.004\s*0\.048\s*0\.020/);
    expect(text).toMatch(/[-−]0\.21 to 1\.20, median 0\.55/);
    expect(text).toContain('20.0 %');
  });

  it('says that none is left, and why a figure is missing', async () => {
    const text = await evidenceText({
      multipleTesting: { tests: 3, pValue: null, holm: null, benjaminiHochberg: null },
    });
    expect(text).toContain('None is at most 0.05 after Holm.');
    expect(text).not.toContain('Cross-validated:');
    expect(text).not.toMatch(/\bNaN\b|undefined/);
  });

  it('is not there where nothing was tested', async () => {
    expect(await evidenceText({})).not.toContain('as one test');
  });
});
