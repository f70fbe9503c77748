import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { compactSvg } from './compact-svg.ts';

function compacted(markup: string): string {
  const { document } = new JSDOM(`<svg>${markup}</svg>`).window;
  const svg = document.querySelector('svg') as Element;
  compactSvg(svg);
  return svg.innerHTML;
}

describe('compactSvg', () => {
  it('joins lines and ticks that are alike, and no others', () => {
    const lines =
      '<g><line x1="1" x2="9.04" y1="2" y2="2"></line><line x1="1" x2="9" y1="4" y2="4"></line><line stroke="red" x1="0" x2="1" y1="0" y2="0"></line></g>';
    expect(compacted(lines)).toBe('<g><path d="M1 2h8M1 4h8"></path><path stroke="red" d="M0 0h1"></path></g>');
    const ticks =
      '<g><path transform="translate(72,10.04)" d="M0,0L-6,0"></path><path transform="translate(72,20)" d="M0,0L-6,0"></path></g>';
    expect(compacted(ticks)).toBe('<g><path d="M72 10h-6M72 20h-6"></path></g>');
  });

  it('joins shaded bands, but leaves bars apart', () => {
    const rect = '<rect x="1" y="2" width="3" height="4"></rect><rect x="8" y="2" width="3" height="4"></rect>';
    expect(compacted(`<g aria-label="rect">${rect}</g>`)).toBe(
      '<g aria-label="rect"><path d="M1 2h3v4h-3zM8 2h3v4h-3z"></path></g>',
    );
    expect(compacted(`<g aria-label="bar">${rect}</g>`)).toContain('<rect x="8"');
  });

  it('draws dots that are alike as one path, and keeps those that are not', () => {
    const dots = [1, 2, 3].map((x) => `<circle cx="${x}" cy="5" r="2"></circle>`).join('');
    expect(compacted(`<g fill="red">${dots}</g>`)).toBe(
      '<g fill="none" stroke="red" stroke-width="4" stroke-linecap="round"><path d="M1 5h0M2 5h0M3 5h0"></path></g>',
    );
    expect(compacted(`<g fill="red">${dots.replace('r="2"', 'r="3"')}</g>`)).toContain('<circle');
  });

  it('puts a text where it is moved to, keeps its letters aligned and rounds what no screen shows', () => {
    const text = '<g transform="translate(0,9.333)"><text y="0.32em" transform="translate(72,10.06)">a</text></g>';
    expect(compacted(text)).toBe('<g transform="translate(0,9.3)"><text y="10.1" x="72" dy="0.32em">a</text></g>');
    const rotated = '<text y="1em" transform="translate(1,2) rotate(90)">a</text>';
    expect(compacted(rotated)).toBe(rotated);
  });
});
