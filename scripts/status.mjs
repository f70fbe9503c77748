/**
 * `npm run status`: writes docs/status.md, which says for every row of the specification what proves it.
 *
 * A row is known by its id. The tests that prove it are those whose name, or the name of a `describe` around them, holds
 * the id; they are read from the test files without running them. docs/status-rows.yaml holds each row's title and what is
 * known to be missing. The page is never rosier than the tests:
 * - `works`: at least one test, `scope: whole`, nothing missing;
 * - `partly`: at least one test, but something is missing or nobody has reviewed the whole row;
 * - `not yet`: no test.
 *
 * `--check` writes nothing and exits 1 when the page is not current; `--root FOLDER` works on another folder.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { parse } from 'yaml';

const ROW_ID = /(?<![\w-])(?:(?:S[0-4]|X)-\d\d|F[1-3])(?![\w-])/gu;
const TEST_FILE = /[.](?:test|exam)[.]ts$/u;
const TEST_FOLDERS = ['packages', 'test', 'examples'];
const NEVER_RUN = new Set(['skip', 'todo', 'fails']);

/** Every test file below the folders, as sorted paths from the root. */
function testFiles(root) {
  const found = TEST_FOLDERS.filter((folder) => existsSync(path.join(root, folder))).flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true }).map((file) => path.join(folder, file)),
  );
  return found
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => TEST_FILE.test(file) && !/(?:^|\/)(?:node_modules|dist)\//u.test(file))
    .sort();
}

/** The function that is called by `it('…')`, `it.each(…)('…')`, `test.skipIf(…)('…')`: its name and what follows it. */
function calledName(call) {
  const parts = [];
  let node = call.expression;
  while (!ts.isIdentifier(node)) {
    if (ts.isPropertyAccessExpression(node)) parts.unshift(node.name.text);
    else if (!ts.isCallExpression(node) && !ts.isTaggedTemplateExpression(node)) return undefined;
    node = ts.isTaggedTemplateExpression(node) ? node.tag : node.expression;
  }
  return { name: node.text, modifiers: parts };
}

/** The text of a name, with `…` where a template literal computes it. */
function titleOf(node) {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('…');
}

/** Every test of a file as `{ file, line, names }`, the outermost `describe` first. */
function testsOf(root, file) {
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const tests = [];
  const visit = (node, names) => {
    let inside = names;
    const called = ts.isCallExpression(node) ? calledName(node) : undefined;
    const title = called === undefined ? undefined : titleOf(node.arguments[0]);
    if (title !== undefined && ['describe', 'suite', 'it', 'test'].includes(called.name)) {
      if (called.modifiers.some((modifier) => NEVER_RUN.has(modifier))) return;
      inside = [...names, title];
      if (called.name === 'it' || called.name === 'test') tests.push({ file, names: inside });
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, []);
  return tests;
}

/** Row id → the names that hold it, each as `{ file, name }`, without repeats. */
function proofsOf(tests) {
  const proofs = new Map();
  for (const { file, names } of tests) {
    for (const name of names) {
      for (const [id] of name.matchAll(ROW_ID)) {
        const known = proofs.get(id) ?? new Map();
        known.set(`${file}: ${name}`, { file, name });
        proofs.set(id, known);
      }
    }
  }
  return proofs;
}

function stateOf(row, proofs) {
  if (proofs.length === 0) return 'not yet';
  return row.scope === 'whole' && row.missing === undefined ? 'works' : 'partly';
}

function missingOf(row, state) {
  if (row.missing !== undefined) return row.missing;
  return state === 'partly' ? 'not reviewed' : '';
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ').trim();

function proofCell({ file, name }) {
  return `${file}${file.endsWith('.exam.ts') ? ' (`npm run exams`)' : ''}: ${cell(name)}`;
}

/** The page, from the rows and the proofs. */
function render(rows, proofs) {
  const lines = Object.entries(rows).map(([id, row]) => {
    const found = [...(proofs.get(id)?.values() ?? [])];
    const state = stateOf(row, found);
    const cells = [id, cell(row.title), state, found.map(proofCell).join('<br>'), cell(missingOf(row, state))];
    return { state, text: `| ${cells.join(' | ')} |` };
  });
  const counts = ['works', 'partly', 'not yet'].map(
    (state) => `${lines.filter((line) => line.state === state).length} ${state}`,
  );
  return [
    '# Status',
    '',
    '<!-- Written by `npm run status` from the names of the tests and docs/status-rows.yaml; not edited by hand. -->',
    '',
    'What is asked for, and the tests that prove it. A row works when tests prove the whole of it; it works partly when a',
    'test proves some of it and the rest is missing or has not been reviewed. `npm test` runs every test named here, except',
    'those marked `npm run exams`, which take longer.',
    '',
    `${counts.join(', ')}.`,
    '',
    '| Row | What | State | Proved by | Missing |',
    '|---|---|---|---|---|',
    ...lines.map((line) => line.text),
    '',
  ].join('\n');
}

/** What is wrong with the data file or with ids in test names. */
function problemsOf(rows, proofs) {
  const problems = [];
  for (const [id, row] of Object.entries(rows)) {
    const unknown = Object.keys(row).filter((key) => !['title', 'scope', 'missing'].includes(key));
    for (const key of unknown) problems.push(`${id}: unknown key '${key}'`);
    if (typeof row.title !== 'string') problems.push(`${id}: has no title`);
    if (row.scope !== undefined && row.scope !== 'whole')
      problems.push(`${id}: scope must be 'whole', was '${row.scope}'`);
  }
  for (const [id, found] of proofs) {
    if (!Object.hasOwn(rows, id)) problems.push(`no row '${id}', named in ${[...found.keys()].join(' and ')}`);
  }
  return problems;
}

function main() {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, root: { type: 'string' } } });
  const root = path.resolve(values.root ?? fileURLToPath(new URL('..', import.meta.url)));
  const page = path.join(root, 'docs', 'status.md');
  const rows = parse(readFileSync(path.join(root, 'docs', 'status-rows.yaml'), 'utf8'));
  const proofs = proofsOf(testFiles(root).flatMap((file) => testsOf(root, file)));

  const problems = problemsOf(rows, proofs);
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  const text = render(rows, proofs);
  if (values.check !== true) {
    writeFileSync(page, text);
  } else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
    process.stderr.write('docs/status.md is not current: run `npm run status` and commit what it writes\n');
    process.exitCode = 1;
  }
}

main();
