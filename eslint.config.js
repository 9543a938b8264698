import tseslint from 'typescript-eslint';

/** A room reads only the room before it (docs/architecture): the message names the right one. */
function forbid(files, patterns) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: patterns.map(([group, message]) => ({ group, message, allowTypeImports: false })) },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist/**', 'data/**', 'node_modules/**', '**/dist/**'] },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
    },
  },
  forbid(
    ['dashboard/**'],
    [
      [
        ['**/pipelines/**', '**/models/**', '**/semantic/**', '**/warehouse/**'],
        'dashboard talks HTTP: use server/contracts.',
      ],
    ],
  ),
  forbid(
    ['models/**'],
    [[['**/semantic/**', '**/server/**', '**/dashboard/**'], 'models reads crm.* and crm_log.* only.']],
  ),
  forbid(
    ['semantic/**'],
    [[['**/pipelines/**', '**/models/**', '**/server/**', '**/dashboard/**'], 'semantic reads star.* only.']],
  ),
  forbid(
    ['pipelines/{sources,mapping,sync,config,demo,canonical}/**'],
    [
      [
        ['**/models/**', '**/semantic/**', '**/server/**', '**/dashboard/**'],
        'pipelines knows nothing to its right.',
      ],
    ],
  ),
);
