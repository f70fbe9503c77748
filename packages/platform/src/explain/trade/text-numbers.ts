/** Ledger units as currency, every digit shown. */
export function money(units: number): string {
  const size = Math.abs(units);
  const whole = Math.floor(size / 1e6);
  const rest = String(Math.round(size - whole * 1e6)).padStart(6, '0');
  return `${units < 0 ? '-' : ''}${whole.toLocaleString('en-US')}.${rest}`;
}

/** A count with its noun: `1 number`, `2 numbers`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** A price with the decimals of its tick, or with more where it has more. */
export function priceText(price: number | null, tickSize: string): string {
  if (price === null) return '–';
  const fixed = price.toFixed(tickSize.split('.')[1]?.length ?? 0);
  return Number(fixed) === price ? fixed : String(price);
}
