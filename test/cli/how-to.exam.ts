import { describe, expect, it } from 'vitest';
import { printedBy } from './testing/how-to-page.ts';

describe('docs/how-to/write-a-strategy.md', () => {
  it('S4-28: all its commands run, the research on four modules too', async () => {
    const stdout = await printedBy('write-a-strategy.md');
    expect(stdout).toMatch(/^4 rows: /mu);
    expect(stdout).toMatch(/Leak check +passed: [\s\S]+Leak check +FAILED: .+first decision in SP500 at/u);
  });
});
