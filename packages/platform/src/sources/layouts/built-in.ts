import { CURRENCY_LAYOUTS } from './built-in/currencies.ts';
import { EQUITY_LAYOUTS } from './built-in/equity.ts';
import { OPTION_LAYOUTS } from './built-in/options.ts';
import { OTHER_LAYOUTS } from './built-in/others.ts';
import type { LayoutSource } from './built-in/parts.ts';
import { VALUE_LAYOUTS } from './built-in/series.ts';
import { checkLayout } from './check-layout.ts';
import type { Layout } from './layout.ts';

/** The built-in layouts as they would stand in files, by name. */
export const LAYOUT_SOURCES: Readonly<Record<string, LayoutSource>> = Object.freeze({
  ...EQUITY_LAYOUTS,
  ...CURRENCY_LAYOUTS,
  ...OTHER_LAYOUTS,
  ...OPTION_LAYOUTS,
  ...VALUE_LAYOUTS,
});

/** Layouts that need no file, by name. */
export const BUILT_IN_LAYOUTS: Readonly<Record<string, Layout>> = Object.freeze(
  Object.fromEntries(Object.entries(LAYOUT_SOURCES).map(([name, source]) => [name, checkLayout(source, name)])),
);
