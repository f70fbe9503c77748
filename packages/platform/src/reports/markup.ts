/** HTML that is safe to place in a page. Made by `html` only, which escapes every text it is given. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text, which is escaped, and markup, which is not. Numbers are formatted first. */
export type Child = string | Markup | readonly Child[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Control characters, and those that reverse the direction of what follows: neither belongs into a name.
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text without characters that change how a screen shows what stands around them. */
export function plainText(text: string): string {
  return text.replace(UNSAFE, '\uFFFD');
}

/** Text as it stands in HTML, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A template whose texts are escaped and whose markup is kept; its own indentation is not. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Markup {
  const markup = parts.map((part, index) => {
    const text = part.replace(/\s*\n\s*/g, '\n');
    return index < children.length ? text + render(children[index] ?? '') : text;
  });
  return { markup: markup.join('') };
}

/** The same for markup that leaves out end tags which HTML does not need: under this name no formatter adds them. */
export const compact: typeof html = html;

/** Markup that was made elsewhere and is known to be safe: the product's own styles, and charts serialised by a DOM. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** The markup, or nothing where the condition does not hold. */
export function when(condition: boolean, markup: () => Child): Child {
  return condition ? markup() : '';
}

function render(child: Child): string {
  if (typeof child === 'string') return escapeHtml(child);
  return 'markup' in child ? child.markup : child.map(render).join('');
}
