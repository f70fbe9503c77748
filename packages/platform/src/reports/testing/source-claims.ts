import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A piece of a sentence that stands in the source of a page. */
export interface SourceClaim {
  readonly file: string;
  readonly line: number;
  /** The longest run of words of the literal: what a page must hold where the sentence is said. */
  readonly words: string;
  /** Whether the source says it only where a condition holds. */
  readonly isConditional: boolean;
}

const FEWEST_WORDS = 4;

/** Every literal of a file that reads as part of a sentence. Error messages, class names and table titles of few words are none. */
export function claimsIn(file: string): readonly SourceClaim[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const claims: SourceClaim[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isThrowStatement(node)) return;
    const words = longestWords(node);
    if (words !== undefined) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      claims.push({ file: file.replace(/^.*\/reports\//, ''), line, words, isConditional: isConditional(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return claims;
}

function longestWords(node: ts.Node): string | undefined {
  const texts = ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]
    : ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)
      ? [node.text]
      : [];
  const pieces = texts
    .flatMap((text) => text.split(/<[^>]*>?|^[^<>]*>/))
    .map((text) => text.replace(/\s+/g, ' ').trim());
  const longest = pieces.reduce((most, piece) => (piece.length > most.length ? piece : most), '');
  return longest.split(' ').length >= FEWEST_WORDS && /[a-z]{2,} [a-z]{2,}/i.test(longest) ? longest : undefined;
}

/** Within a branch of `?:`, the markup of `when`, or what follows an `if`. */
function isConditional(node: ts.Node): boolean {
  for (
    let child: ts.Node = node, parent = node.parent;
    !ts.isSourceFile(child);
    child = parent, parent = child.parent
  ) {
    if (ts.isConditionalExpression(parent) && child !== parent.condition) return true;
    if (ts.isIfStatement(parent) && child !== parent.expression) return true;
    if (ts.isCallExpression(parent) && parent.expression.getText() === 'when' && child !== parent.arguments[0])
      return true;
    if (ts.isBlock(parent) && parent.statements.some((one) => ts.isIfStatement(one) && one.pos < child.pos))
      return true;
  }
  return false;
}
