import lit from 'eslint-plugin-lit';
import tseslint from 'typescript-eslint';

/** What a folder may not import (the map in README, "Where things are"). */
const forbid = (files, patterns, extra = {}) => ({
  files,
  ignores: ['**/*.test.ts'],
  rules: {'no-restricted-imports': ['error', {patterns}], ...extra},
});

const compositionRoots = {
  regex: '(^|/)(main|engine-worker|host)\\.ts$|/sw/',
  message: 'Nothing imports a composition root.',
};
const outsideQueue = (message) => ({
  regex: '(^|/)(adapters|store|components|sw)/|^(\\.\\./)+transcode/|(^|/)app(-api)?\\.ts$',
  message,
});

export default tseslint.config(
  {
    ignores: [
      '**/*.d.ts',
      'dist/**',
      'node_modules/**',
      '.cache/**',
      '.carryon/**',
      'test-results/**',
      'scripts/**/*.mjs',
      '*.config.js',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', {checksVoidReturn: {attributes: false}}],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_'}],
      '@typescript-eslint/await-thenable': 'error',
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  {files: ['src/components/**/*.ts'], plugins: {lit}, rules: lit.configs['flat/recommended'].rules},
  forbid(
    ['src/queue/**/*.ts'],
    [outsideQueue('The core imports itself only.'), {regex: '^[^.]', message: 'The core imports no library.'}],
    {
      'no-restricted-globals': [
        'error',
        ...[
          'fetch',
          'indexedDB',
          'navigator',
          'window',
          'document',
          'self',
          'setTimeout',
          'setInterval',
          'Date',
          'crypto',
          'Math',
        ]
          .map((name) => ({name, message: 'The world comes in through ports.'}))
          .filter((g) => g.name !== 'Math'),
      ],
    },
  ),
  {
    files: ['src/queue/**/*.test.ts', 'src/queue/testing/**/*.ts'],
    rules: {'no-restricted-globals': 'off', 'no-restricted-imports': 'off'},
  },
  forbid(
    ['src/adapters/**/*.ts'],
    [
      compositionRoots,
      {regex: '/(store|components)/|/app\\.ts$', message: 'An adapter knows the core, and one outside thing.'},
    ],
  ),
  forbid(
    ['src/transcode/**/*.ts'],
    [
      {
        regex: '/(queue|adapters|store|components|sw)/|/app\\.ts$',
        message: 'The media worker imports itself and its media libraries.',
      },
    ],
  ),
  forbid(
    ['src/store/**/*.ts'],
    [compositionRoots, {regex: '/(adapters|components|transcode)/', message: 'The store reads the app and the core.'}],
  ),
  forbid(
    ['src/components/**/*.ts'],
    [
      compositionRoots,
      {regex: '/(adapters|transcode)/|/app\\.ts$', message: 'Components read the store and fire events.'},
    ],
  ),
  forbid(
    ['src/sw/**/*.ts'],
    [{regex: '/(store|components)/|/app\\.ts$', message: 'The service worker composes queue and adapters.'}],
  ),
  forbid(['gateway/**/*.ts'], [{regex: '(^|/)src/', message: 'The gateway shares nothing with the app.'}]),
  forbid(['h5/**/*.ts'], [{regex: '(^|/)(src|gateway)/', message: 'What goes into a deck knows nothing around it.'}]),
  forbid(
    ['src/app.ts'],
    [compositionRoots, {regex: '/(components|store|transcode)/', message: 'app drives the store and the channel.'}],
  ),
);
