// What is not allowed in the pages. Layout is prettier's business; sizes of files, the order of
// imports between features and the content policy are checked by tests/sources.test.ts.
import js from '@eslint/js'
import prettier from 'eslint-config-prettier/flat'
import compat from 'eslint-plugin-compat'
import vue from 'eslint-plugin-vue'
import { defineConfig, globalIgnores } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'

export default defineConfig(
  globalIgnores([
    'dist',
    'e2e/shots',
    'src/api/generated.ts',
    'src/api/words.ts',
    'src/components.d.ts',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { rules: { eqeqeq: 'error', 'no-restricted-globals': ['error', 'event', 'name'] } },
  {
    files: ['**/*.{ts,vue}'],
    extends: [tseslint.configs.recommended, vue.configs['flat/recommended']],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        parser: tseslint.parser,
        projectService: { allowDefaultProject: ['vite.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      // A component's hook or listener may be asynchronous; its page shows what fails.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A `default` would hide the member that was added to an enum and forgotten here.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false },
      ],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      // Chinese text uses the ideographic space.
      'no-irregular-whitespace': 'off',
      'vue/no-irregular-whitespace': [
        'error',
        { skipStrings: true, skipTemplates: true, skipHTMLTextContents: true },
      ],
      'vue/no-static-inline-styles': 'error',
      'vue/no-v-html': 'error',
      // An optional property is undefined when it is not given; its type says so.
      'vue/require-default-prop': 'off',
    },
  },
  {
    // The browser floor: `browserslist` in package.json. Vite lowers syntax, not interfaces.
    files: ['src/**/*.{ts,vue}'],
    extends: [compat.configs['flat/recommended']],
  },
  {
    files: ['*.{js,ts}', '{e2e,scripts}/**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    // Functions that run in the page of a test stand among those that run in node.
    files: ['e2e/**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  prettier,
)
