/**
 * Reads an expression by recursive descent, one function for each level of binding, loosest first:
 * or, and, not, comparison (which does not chain), + and -, * and /, minus of one value, and what stands alone.
 */
import { BAR_FIELDS, call, MAX_DEPTH, MAX_TEXT, numberLiteral, SESSION_FIELDS } from './expression.ts';
import type { Expression } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import type { Span } from './expression-error.ts';
import { tokensOf } from './lexer.ts';
import type { Token } from './lexer.ts';
import { unknownName } from './unknown-name.ts';

/** An expression with its text and the place of each of its nodes in it. */
export interface ParsedExpression {
  readonly expression: Expression;
  readonly text: string;
  readonly spans: ReadonlyMap<Expression, Span>;
}

/** Brackets, minus signs and `not` that may be open at once: an expression of the greatest depth, each node in brackets. */
const MAX_OPEN = 2 * MAX_DEPTH;

const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='];

/**
 * Reads the text of an expression.
 *
 * `or` binds loosest, then `and`, `not`, comparisons, `+` and `-`, `*` and `/`, the minus of one value; a chain of `and`
 * or of `or` is one call, a chain of arithmetic is read from the left. Names of functions, types and the domains of
 * windows are not looked at: `checkExpression` does.
 *
 * @throws {ExpressionError} at the first place where the text is no expression, or if it has more than 10,000
 * characters or is nested more than 100 deep.
 *
 * @remarks
 * Source: this project.
 */
export function parseExpression(text: string): Expression {
  return parseLocated(text).expression;
}

/** As `parseExpression`, with the place of each node. */
export function parseLocated(text: string): ParsedExpression {
  if (text.length > MAX_TEXT) {
    const problem = `has ${text.length} characters, ${MAX_TEXT} are allowed`;
    throw new ExpressionError(text, { from: MAX_TEXT, to: MAX_TEXT + 1 }, problem);
  }
  return new Parser(text).parse();
}

class Parser {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private readonly spans: Map<Expression, Span> = new Map<Expression, Span>();
  private readonly depths: Map<Expression, number> = new Map<Expression, number>();
  private position: number = 0;
  private open: number = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokensOf(text);
  }

  parse(): ParsedExpression {
    const expression = this.or();
    if (this.next.kind !== 'end')
      throw this.fault(this.next, `'${this.next.text}' is out of place: ${this.afterValue()}`);
    return { expression, text: this.text, spans: this.spans };
  }

  private get next(): Token {
    return this.tokens[this.position];
  }

  private or(): Expression {
    return this.chain('or', () => this.chain('and', () => this.not()));
  }

  /** One call for a whole chain. */
  private chain(name: string, part: () => Expression): Expression {
    const { from } = this.next;
    const parts = [part()];
    while (this.takes('name', name)) parts.push(part());
    return parts.length === 1 ? parts[0] : this.place(call(name, ...parts), from);
  }

  private not(): Expression {
    const { from } = this.next;
    if (!this.takes('name', 'not')) return this.comparison();
    const argument = this.nested(() => this.not());
    return this.place(call('not', argument), from);
  }

  private comparison(): Expression {
    const { from } = this.next;
    const left = this.sum();
    if (!this.isComparison()) return left;
    const { text } = this.take();
    const found = this.place(call(text, left, this.sum()), from);
    if (!this.isComparison()) return found;
    throw this.fault(this.next, "comparisons do not chain; join two with 'and', as in a < b and b < c");
  }

  private isComparison(): boolean {
    return this.next.kind === 'symbol' && COMPARISONS.includes(this.next.text);
  }

  private sum(): Expression {
    return this.fromLeft(['+', '-'], () => this.fromLeft(['*', '/'], () => this.minus()));
  }

  private fromLeft(signs: readonly string[], part: () => Expression): Expression {
    const { from } = this.next;
    let left = part();
    while (this.next.kind === 'symbol' && signs.includes(this.next.text)) {
      const { text } = this.take();
      left = this.place(call(text, left, part()), from);
    }
    return left;
  }

  private minus(): Expression {
    const { from } = this.next;
    if (!this.takes('symbol', '-')) return this.alone();
    if (this.next.kind === 'number') return this.number(from, -1);
    const argument = this.nested(() => this.minus());
    return this.place(call('negate', argument), from);
  }

  private alone(): Expression {
    const token = this.next;
    if (token.kind === 'number') return this.number(token.from, 1);
    if (token.kind === 'parameter') {
      this.take();
      return this.place({ kind: 'parameter', name: token.text.slice(1) }, token.from);
    }
    if (token.kind === 'name') return this.named(token);
    if (!this.takes('symbol', '(')) throw this.missingValue(token);
    const inside = this.nested(() => this.or());
    this.close(token);
    return inside;
  }

  private number(from: number, sign: 1 | -1): Expression {
    const token = this.take();
    const value = sign * Number(token.text);
    if (!Number.isFinite(value)) throw this.fault(token, 'the number is too large');
    return this.place(numberLiteral(value), from);
  }

  private named(token: Token): Expression {
    const { text, from } = token;
    if (text === 'true' || text === 'false') {
      this.take();
      return this.place({ kind: 'boolean', value: text === 'true' }, from);
    }
    if (['and', 'or', 'not'].includes(text)) throw this.missingValue(token);
    this.take();
    const bracket = this.next;
    if (this.takes('symbol', '(')) return this.place(call(text, ...this.arguments(bracket)), from);
    const name = [...BAR_FIELDS, ...SESSION_FIELDS].find((field) => field === text);
    if (name === undefined) throw this.fault(token, unknownName('field', text));
    return this.place({ kind: 'field', name }, from);
  }

  private arguments(bracket: Token): readonly Expression[] {
    const found: Expression[] = [];
    if (this.takes('symbol', ')')) return found;
    do found.push(this.nested(() => this.or()));
    while (this.takes('symbol', ','));
    this.close(bracket);
    return found;
  }

  private close(bracket: Token): void {
    if (this.takes('symbol', ')')) return;
    if (this.next.kind === 'end') throw this.fault(bracket, "this '(' is not closed");
    throw this.fault(this.next, `'${this.next.text}' is out of place: ${this.afterValue()} or ')'`);
  }

  private nested<T>(inside: () => T): T {
    this.open += 1;
    if (this.open > MAX_OPEN) throw this.fault(this.next, `is nested more than ${MAX_OPEN} deep`);
    const found = inside();
    this.open -= 1;
    return found;
  }

  private place(expression: Expression, from: number): Expression {
    const span = { from, to: this.tokens[this.position - 1].to };
    const depths = expression.kind === 'call' ? expression.arguments.map((one) => this.depths.get(one) ?? 0) : [];
    const depth = 1 + Math.max(0, ...depths);
    if (depth > MAX_DEPTH) throw this.fault(span, `is nested more than ${MAX_DEPTH} deep`);
    this.depths.set(expression, depth);
    this.spans.set(expression, span);
    return expression;
  }

  private take(): Token {
    const token = this.next;
    this.position += 1;
    return token;
  }

  private takes(kind: Token['kind'], text: string): boolean {
    if (this.next.kind !== kind || this.next.text !== text) return false;
    this.position += 1;
    return true;
  }

  private afterValue(): string {
    return "an operator such as '+', '<' or 'and' is expected";
  }

  private missingValue(token: Token): ExpressionError {
    const what = token.kind === 'end' ? 'the expression ends where' : `'${token.text}' stands where`;
    return this.fault(token, `${what} a value is expected: a number, a field such as close, a function or '('`);
  }

  private fault(span: Span, problem: string): ExpressionError {
    return new ExpressionError(this.text, span, problem);
  }
}
