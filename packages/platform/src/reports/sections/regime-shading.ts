import type { RegimeStretch } from '../charts/equity-chart.ts';
import { regimeShade } from '../charts/regime-charts.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';

/** What the shading of an equity curve means. */
export function regimesSentence(shown: readonly ShadedRegime[]): string {
  if (shown.length === 0) return ' No regime but the calm one was known in it, so nothing is shaded.';
  const isKnown = shown.some(({ label }) => label !== 'unknown');
  return isKnown
    ? ' Shaded: the regime of volatility that was known when a period began; the calm one is not.'
    : ' Grey: no regime of volatility was known there.';
}

/** The regimes that a picture shades, each with how dark it is drawn. */
export function shownRegimes(stretches: readonly RegimeStretch[], labels: readonly string[]): readonly ShadedRegime[] {
  const met = [...labels, ...(labels.includes('unknown') ? [] : ['unknown'])].filter((label) =>
    stretches.some((stretch) => stretch.label === label),
  );
  return met.map((label) => ({ label, shade: regimeShade(label, labels) })).filter(({ shade }) => shade > 0);
}

/** A regime that a picture shades, and how dark. */
export interface ShadedRegime {
  readonly label: string;
  readonly shade: number;
}

/** A regime in a legend. */
export function regimeSwatch(label: string, shade: number): Markup {
  const colour = label === 'unknown' ? 'var(--muted)' : 'var(--below)';
  const opacity = label === 'unknown' ? 0.25 : shade;
  return html`<span
    ><i class="swatch shade" style="background:${colour};opacity:${opacity.toFixed(2)}"></i> ${label}</span
  >`;
}
