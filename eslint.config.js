import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const randomness = {
  object: 'Math',
  property: 'random',
  message: 'Draw from randomStream(seed, name) of core/random, so that the same scenario gives the same trace.',
};

/**
 * A number on screen is computed from the scenario, measured, or quoted with its source; none is typed into a view.
 * Digits that belong to a name (p50, H100) are words. `CONTENT` is what a reader sees: text between tags, literals
 * in braces between tags, and the attributes that are read out or shown.
 */
const DIGITS = String.raw`/(^|[^A-Za-z0-9])[0-9]/`;
const CONTENT = ':matches(JSXElement, JSXFragment) > JSXExpressionContainer';
const SPOKEN = 'JSXAttribute[name.name=/^(title|alt|placeholder|label|aria-label|aria-description|aria-valuetext)$/]';
const typedNumbers = [
  `JSXText[value=${DIGITS}]`,
  ...['', '> ConditionalExpression ', '> LogicalExpression '].flatMap((inside) => [
    `${CONTENT} ${inside}> Literal[raw=/^['"]?.*([^A-Za-z0-9]|^)[0-9]/]`,
    `${CONTENT} ${inside}> TemplateLiteral > TemplateElement[value.raw=${DIGITS}]`,
  ]),
  `${SPOKEN} > Literal[value=${DIGITS}]`,
  `${SPOKEN} > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=${DIGITS}]`,
].map((selector) => ({
  selector,
  message: 'A number typed into a view. Compute it from the trace, or keep it with its source in catalog/ or about.ts.',
}));

/** Words typed into a view are in one language only. Names of keys and code are the same in all. */
const WORD = String.raw`/[a-z]{3}/`;
const NO_TEXT = ':not(JSXElement[openingElement.name.name=/^(code|kbd)$/])';
const untranslated = [
  `${NO_TEXT} > JSXText[value=${WORD}]`,
  ...['', '> ConditionalExpression ', '> LogicalExpression '].flatMap((inside) => [
    `${CONTENT} ${inside}> Literal[raw=/^['"].*[a-z]{3}/]`,
    `${CONTENT} ${inside}> TemplateLiteral > TemplateElement[value.raw=/(^|[^A-Za-z-])[a-z]{3,}/]`,
  ]),
  `${SPOKEN} > Literal[value=/^(?!https?:).*[a-z]{3}/]`,
  `${SPOKEN} > JSXExpressionContainer > Literal[value=/[a-z]{3}/]`,
  `${SPOKEN} > JSXExpressionContainer > ConditionalExpression > Literal[value=/[a-z]{3}/]`,
  `${SPOKEN} > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=/(^|[^A-Za-z-])[a-z]{3,}/]`,
].map((selector) => ({ selector, message: 'A text typed into a view. Give it to t() or rich() of core/text and app/ui/rich, so that it is translated.' }));

export default defineConfig(
  globalIgnores(['dist/', '.cache/', 'shots/', 'coverage/', 'public/']),
  // A rule is right everywhere or it is changed here: comments cannot switch one off.
  { linterOptions: { noInlineConfig: true } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-properties': ['error', randomness],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Handlers in JSX and promises in effects are answered by Result values, not by rejections.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['src/**/*.tsx'],
    extends: [jsxA11y.flatConfigs.recommended],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      // The plugin's other rules prepare code for the React Compiler, which is not used here.
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'react-hooks/purity': 'error',
      'react-hooks/set-state-in-render': 'error',
      'react-hooks/static-components': 'error',
      // A region that scrolls must take the focus, or the keyboard cannot scroll it (WCAG 2.1.1).
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['region', 'group', 'log', 'tabpanel'] }],
    },
  },
  {
    files: ['src/app/**/*.tsx', 'src/stages/*/Detail.tsx'],
    rules: { 'no-restricted-syntax': ['error', ...typedNumbers, ...untranslated] },
  },
  {
    files: ['**/*.{js,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: { globals: { module: 'writable', process: 'readonly', globalThis: 'readonly' } },
  },
);
