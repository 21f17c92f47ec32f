import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What engines compute differently, or what lets the machine into a run. */
const APPROXIMATED = [
  ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp'],
  ...['expm1', 'hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
];
const FORBIDDEN_GLOBALS = [
  ...['Date', 'Promise', 'WeakRef', 'FinalizationRegistry', 'Intl', 'performance', 'process'],
  ...['crypto', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'],
  ...['require', 'console'],
];
const deterministic = {
  'no-restricted-globals': [
    'error',
    {
      globals: FORBIDDEN_GLOBALS.map((name) => ({
        name,
        message: 'Only src/cli may touch the machine.',
      })),
      checkGlobalObject: true,
      globalObjects: ['global'],
    },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: 'Draw from a stream of the run.' },
    ...APPROXIMATED.map((property) => ({
      object: 'Math',
      property,
      message: 'Engines approximate it differently.',
    })),
    ...['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase'].map(
      (property) => ({ property, message: 'It depends on the machine.' }),
    ),
  ],
  'no-restricted-imports': ['error', { patterns: ['node:*', 'fs', 'path', 'os', 'crypto'] }],
  'no-restricted-syntax': [
    'error',
    { selector: "BinaryExpression[operator='**']", message: 'Engines approximate it differently.' },
    {
      selector: "AssignmentExpression[operator='**=']",
      message: 'Engines approximate it differently.',
    },
    { selector: ':function[async=true]', message: 'Promises order events by microtasks.' },
    { selector: 'AwaitExpression', message: 'Promises order events by microtasks.' },
    {
      selector: "Program > VariableDeclaration[kind!='const']",
      message: 'State belongs to a run, not to a module.',
    },
    {
      selector: "Program > ExportNamedDeclaration > VariableDeclaration[kind!='const']",
      message: 'State belongs to a run, not to a module.',
    },
  ],
};

export default tseslint.config(
  { ignores: ['dist', 'types', 'docs/api', 'node_modules'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.mjs', '*.js', '*.cjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Indexing typed columns within their bounds is what the kernel does all day.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `{ rule: _rule, ...rest }` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/cli/**', 'src/jest/**', 'src/simulation/leak-guard.ts'],
    rules: deterministic,
  },
  { files: ['tests/**', 'bench/**'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs', 'Application'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['**/*.js', '**/*.cjs', 'Application'],
    languageOptions: {
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        __dirname: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
