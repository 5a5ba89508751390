/** The rules that keep the app honest are themselves checked: each must refuse what it is there to refuse. */
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths';

const VIEW = 'src/app/main.tsx';
let eslint: ESLint;

beforeAll(() => {
  // Type information is not what is tested here, and the texts below are not in the project.
  eslint = new ESLint({
    cwd: ROOT,
    overrideConfig: [{ files: ['**/*.tsx', '**/*.ts'], languageOptions: { parserOptions: { projectService: false } }, rules: {} }],
    ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted-'),
  });
});

async function complaints(code: string, filePath = VIEW): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  const messages = result?.messages ?? [];
  expect(messages.filter((message) => message.fatal)).toEqual([]);
  return messages.map((message) => message.ruleId ?? '');
}

const view = (jsx: string): string => `export const View = ({ ms, on }: { ms: number; on: boolean }) => ${jsx};\nvoid View;`;

describe('a number typed into a view is refused', () => {
  it.each([
    '<p>Takes 42 ms</p>',
    '<p>~400 ms</p>',
    '<p>{42}</p>',
    '<>{0.5} s</>',
    "<p>{'12 ms'}</p>",
    '<p>{`about 12 ms`}</p>',
    '<p>{on ? 12 : ms}</p>',
    '<p>{on && 12}</p>',
    '<p title="95 % of the time">{ms}</p>',
    '<p aria-label={`12 of ${ms}`}>{ms}</p>',
  ])('%s', async (jsx) => {
    expect(await complaints(view(jsx))).toContain('no-restricted-syntax');
  });

  it('also in the inspector of a stage', async () => {
    expect(await complaints(view('<p>5 ms</p>'), 'src/stages/gateway/Detail.tsx')).toContain('no-restricted-syntax');
  });

  it.each([
    '<p>{ms} ms, p50, H100</p>',
    '<rect width={12} x="3" />',
    '<p>{ms.toFixed(1)}</p>',
    '<p>{[ms, ms].slice(0, 1).join()}</p>',
    '<p className="mt-2">{on ? ms : null}</p>',
  ])('%s is allowed', async (jsx) => {
    expect(await complaints(view(jsx))).toEqual([]);
  });
});

describe('a text typed into a view is refused: it could not be translated', () => {
  it.each([
    '<p>Total time</p>',
    "<p>{on ? 'open' : ms}</p>",
    "<p>{on && 'closed'}</p>",
    '<p>{`${ms} of all`}</p>',
    '<button aria-label="Close" />',
    '<img alt={`The lane of ${ms}`} />',
    "<button title={on ? 'Open' : 'Close'} />",
  ])('%s', async (jsx) => {
    expect(await complaints(view(jsx))).toContain('no-restricted-syntax');
  });

  it.each([
    "<p>{t('Total time')}</p>",
    '<p><kbd>Enter</kbd> {ms} ms</p>',
    '<p>TTFT</p>',
    '<input placeholder="https://example.org/models/" />',
    "<p className={on ? 'mt-2' : 'mb-2'}>{ms}</p>",
  ])('%s is allowed', async (jsx) => {
    expect(await complaints(view(jsx))).toEqual([]);
  });
});

describe('Math.random is refused', () => {
  it.each(['src/core/random.ts', 'src/app/main.tsx', 'src/datacenter/model-trace.ts'])('in %s', async (file) => {
    expect(await complaints('export const x: number = Math.random();', file)).toContain('no-restricted-properties');
    expect(await complaints('const { random } = Math; export const x: number = random();', file)).toContain('no-restricted-properties');
  });
});
