import type { Token } from 'stream-json/parser.js';

/** Writes the tokens of one value as JSON again, numbers as they stood. */
export class JsonText {
  private text = '';
  private depth = 0;
  private needsComma = false;

  /** @returns the text when the value is complete. */
  take(token: Token): string | undefined {
    const isEnd = token.name === 'endObject' || token.name === 'endArray';
    if (this.needsComma && !isEnd) this.text += ',';
    this.text += textOf(token);
    const isStart = token.name === 'startObject' || token.name === 'startArray';
    this.needsComma = !isStart && token.name !== 'keyValue';
    if (isStart) this.depth++;
    if (isEnd) this.depth--;
    return this.depth === 0 && token.name !== 'keyValue' ? this.text : undefined;
  }

  get length(): number {
    return this.text.length;
  }
}

function textOf(token: Token): string {
  switch (token.name) {
    case 'startObject':
      return '{';
    case 'endObject':
      return '}';
    case 'startArray':
      return '[';
    case 'endArray':
      return ']';
    case 'keyValue':
      return `${JSON.stringify(token.value)}:`;
    case 'stringValue':
      return JSON.stringify(token.value);
    default:
      return scalarText(token) || 'null';
  }
}

/** A scalar's text: numbers as they stand, null empty. */
export function scalarText(token: Token): string {
  switch (token.name) {
    case 'stringValue':
      return token.value.trim();
    case 'numberValue':
      return token.value;
    case 'trueValue':
      return 'true';
    case 'falseValue':
      return 'false';
    default:
      return '';
  }
}
