import { describe, expect, it } from 'vitest';
import { DEFAULT_GUARDS } from '@assay/quant/signals';
import { noiseRates, noiseText } from './noise-rates.ts';

describe('noiseRates', () => {
  it('X-08, S0-12: names the instruments whose bars are gone', async () => {
    const made = { codec: { nullDraws: 100 }, bars: () => Promise.resolve(undefined) };
    const rates = await noiseRates(made, DEFAULT_GUARDS, ['EURUSD']);
    expect(rates).toMatchObject({ ownBars: [], withoutBars: ['EURUSD'] });
    expect(noiseText(rates)).toContain('LOOK: the bars that gates of EURUSD were made of are gone');
  });
});
