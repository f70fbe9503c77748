import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const BARS = 10_000_000;
const MEBIBYTES = 200;

describe('a long history', () => {
  it('X-17: of 10 million bars is made within 200 MB, the whole process counted', () => {
    const module = new URL('./random-walk.ts', import.meta.url).href;
    const script = `
      const { randomWalkSource } = await import(${JSON.stringify(module)});
      const options = { seed: 1, bars: ${BARS}, calendar: 'continuous', timeframe: '1m' };
      let bars = 0;
      for (const chunk of randomWalkSource(options).series[0].chunks()) bars += chunk.length;
      console.log(JSON.stringify({ bars, kibibytes: process.resourceUsage().maxRSS }));
    `;
    const args = ['--conditions=source', '--input-type=module', '--eval', script];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    const { bars, kibibytes } = JSON.parse(stdout) as { readonly bars: number; readonly kibibytes: number };
    console.log(`${bars} bars in ${Math.round(kibibytes / 1024)} MiB`);
    expect(bars).toBe(BARS);
    expect(kibibytes / 1024).toBeLessThan(MEBIBYTES);
  });
});
