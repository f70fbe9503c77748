import { readdirSync, readFileSync } from 'node:fs';
import nodePlugin from 'eslint-plugin-n';
import tseslint from 'typescript-eslint';
import { purePackages } from './architecture.tiers.mjs';

const tests = ['**/*.test.ts', '**/*.exam.ts', '**/testing/**', 'test/**'];
const pure = purePackages.map((name) => `packages/${name}/**`);
const rootFiles = ['*.js', '*.mjs', '*.ts', 'scripts/**', 'test/**', 'bench/**', 'examples/**'];

const manifest = (name) => JSON.parse(readFileSync(new URL(`packages/${name}/package.json`, import.meta.url), 'utf8'));
const workspaces = readdirSync(new URL('packages', import.meta.url)).map(manifest);
/** What a file outside the packages may import besides the root's own dependencies: what the workspaces declare. */
const workspaceModules = new Set(workspaces.flatMap((one) => [one.name, ...Object.keys(one.dependencies ?? {})]));
const testModules = ['vitest', 'fast-check'];

const skipped = { skipBlankLines: true, skipComments: true };

const defaultExport = { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' };
const restrictedSyntax = [
  { selector: 'ExportAllDeclaration', message: 'Name what index.ts exports; no `export *`.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The current time comes from an injected clock.',
  },
];

const sizes = {
  'max-lines': ['error', { max: 400, ...skipped }],
  'max-lines-per-function': ['error', { max: 60, ...skipped }],
  'max-params': ['error', 4],
  'max-depth': ['error', 3],
  complexity: ['error', 12],
};

const habits = {
  eqeqeq: 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-restricted-syntax': ['error', defaultExport, ...restrictedSyntax],
};

export default tseslint.config(
  {
    ignores: ['**/node_modules/', '**/dist/', 'stage/', 'coverage/', '**/assay-workspace/', '**/.cache/', '**/*.d.ts'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,mjs,ts}'],
    plugins: { n: nodePlugin },
    rules: { ...sizes, ...habits, 'n/no-extraneous-import': 'error' },
  },
  { files: ['**/*.{js,mjs}'], rules: { 'no-unused-vars': 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An interface may be asynchronous where one of its implementations has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  // Kernels are long and nested where the mathematics is.
  {
    files: ['packages/core/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 100, ...skipped }], 'max-depth': ['error', 4] },
  },
  {
    files: pure.map((glob) => `${glob}/*.ts`),
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pure packages take the time as an argument.' },
        { object: 'Math', property: 'random', message: 'Pure packages take an Rng.' },
      ],
    },
  },
  {
    files: tests,
    rules: {
      'max-lines': ['error', { max: 600, ...skipped }],
      'max-lines-per-function': 'off',
      'n/no-extraneous-import': ['error', { allowModules: testModules }],
      // Tests read artefacts as plain JSON.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'no-console': 'off',
    },
  },
  {
    files: rootFiles,
    rules: { 'n/no-extraneous-import': ['error', { allowModules: [...workspaceModules, ...testModules] }] },
  },
  // Tools ask for a default export of their configuration.
  {
    files: ['*.js', '*.mjs', '*.ts', '.*.mjs', '**/*.reporter.mjs'],
    rules: { 'no-restricted-syntax': ['error', ...restrictedSyntax] },
  },
  // The root configuration files belong to no TypeScript project.
  { files: ['*.ts'], extends: [tseslint.configs.disableTypeChecked] },
);
