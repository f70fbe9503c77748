/** Facts below one another: what, in a column, and what is said of it; an empty name goes on with the one above. */
export function factLines(facts: readonly (readonly [name: string, text: string])[]): readonly string[] {
  const width = Math.max(0, ...facts.map(([name]) => name.length)) + 2;
  return facts.map(([name, text]) => `  ${name.padEnd(width)}${text}`);
}
