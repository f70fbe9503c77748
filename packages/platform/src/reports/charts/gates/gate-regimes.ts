/** How each regime is drawn: a colour of the Okabe–Ito palette and a letter, so that nothing is told by colour alone. */
export const REGIME_DRAWN: Readonly<Record<string, { readonly fill: string; readonly letter: string }>> = {
  bull: { fill: '#009e73', letter: 'B' },
  bear: { fill: '#d55e00', letter: 'S' },
  'mean-revert': { fill: '#0072b2', letter: 'M' },
  chaotic: { fill: '#cc79a7', letter: 'C' },
};

/** What regimes are called in a legend. */
export const REGIME_WORDS: Readonly<Record<string, string>> = {
  bull: 'B bull',
  bear: 'S bear',
  'mean-revert': 'M mean-revert',
  chaotic: 'C chaotic',
};
