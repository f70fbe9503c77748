import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A piece of a sentence that stands in the source of a page. */
export interface SourceClaim {
  readonly file: string;
  readonly line: number;
  /** The longest run of words of the literal: what a page must hold where the sentence is said. */
  readonly words: string;
  /** Name of the function or constant at the top of the file that says it. */
  readonly within: string;
}

const FEWEST_WORDS = 3;

/** Errors, thrown or not: nobody reads them in a result. */
const ERRORS = /Error$/u;

/** Every literal of a file that reads as part of a sentence. Error messages, class names and titles of few words are none. */
export function claimsIn(file: string): readonly SourceClaim[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const claims: SourceClaim[] = [];
  const visit = (node: ts.Node, within: string): void => {
    if (isSilent(node)) return;
    const words = longestWords(node);
    if (words !== undefined) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      claims.push({ file: file.replace(/^.*\/src\//, ''), line, words, within });
    }
    ts.forEachChild(node, (child) => visit(child, within));
  };
  for (const statement of source.statements) visit(statement, nameOf(statement));
  return claims;
}

function nameOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations[0]?.name.getText() ?? '';
  return ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) ? (statement.name?.text ?? '') : '';
}

function isSilent(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isThrowStatement(node) || ts.isTypeNode(node)) return true;
  return ts.isNewExpression(node) && ERRORS.test(node.expression.getText());
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
  const isSentence = longest.split(' ').length >= FEWEST_WORDS && /[a-z]{2,} [a-z]{2,}/i.test(longest);
  // Rules of style are no words.
  return isSentence && !longest.includes('{') ? longest : undefined;
}
