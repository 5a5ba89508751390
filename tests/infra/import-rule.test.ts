/** The import rule of docs/architecture.md refuses each direction it forbids, and nothing that it allows. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CACHE, ROOT } from '../../scripts/lib/paths';

let folder: string;
beforeEach(() => {
  // Inside the project, so that packages resolve as they do from src.
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'import-rule-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** "rule: importing file" for each violation of a small project; files are given with the modules they import. */
function broken(files: Record<string, readonly string[]>): string[] {
  const tsconfig = { compilerOptions: { module: 'ESNext', moduleResolution: 'bundler', jsx: 'react-jsx', paths: { '@/*': ['./src/*'] } } };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  for (const [file, imports] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    const lines = imports.map((name, i) => `import * as m${i} from '${name}';\nexport const x${i}: unknown = m${i};`);
    writeFileSync(join(folder, file), `${lines.join('\n')}\nexport const own = true;\n`);
  }
  const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const run = spawnSync(process.execPath, [cruiser, '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', 'src'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const report = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return [...new Set(report.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();
}

it('allows app -> datacenter -> stages -> catalog -> core, React in app and Detail, the runtime in local', () => {
  expect(
    broken({
      'src/core/trace.ts': [],
      'src/catalog/gpus.ts': ['@/core/trace'],
      'src/stages/gateway/modeled.ts': ['@/core/trace', '@/catalog/gpus'],
      'src/stages/gateway/Detail.tsx': ['react', '@/core/trace'],
      'src/datacenter/model-trace.ts': ['../stages/gateway/modeled', '@/core/trace'],
      'src/local/client.ts': ['@/core/trace', '@huggingface/transformers'],
      'src/app/main.tsx': ['react', 'recharts', '@/datacenter/model-trace', '@/local/client', '@/stages/gateway/Detail'],
    }),
  ).toEqual([]);
});

it('refuses every import that points up', () => {
  const upward = {
    'src/core/bad.ts': '@/catalog/other',
    'src/catalog/bad.ts': '@/stages/other',
    'src/stages/gateway/modeled.ts': '@/datacenter/other',
    'src/stages/gateway/Detail.tsx': '@/app/other',
    'src/datacenter/bad.ts': '@/local/other',
    'src/local/bad.ts': '@/datacenter/other',
    'src/remote/bad.ts': '@/app/other',
    'src/decisions/bad.ts': '@/local/other',
    'src/accuracy/bad.ts': '@/app/other',
  };
  const targets = Object.values(upward).map((to) => [`${to.replace('@', 'src')}.ts`, []] as const);
  const found = broken({ ...Object.fromEntries(targets), ...Object.fromEntries(Object.entries(upward).map(([from, to]) => [from, [to]])) });
  expect(found).toEqual(Object.keys(upward).map((from) => `${from.split('/')[1] ?? ''}-looks-down: ${from}`).sort());
});

it('keeps React, Details, the model runtime and Node where they belong', () => {
  const found = broken({
    'src/core/a.ts': ['react'],
    'src/core/b.ts': ['node:fs'],
    'src/datacenter/a.ts': ['react-dom/client'],
    'src/local/a.ts': ['zustand'],
    'src/stages/gateway/modeled.ts': ['recharts'],
    'src/stages/gateway/Detail.tsx': [],
    'src/stages/gateway/about.ts': ['./Detail'],
    'src/app/a.ts': ['@huggingface/transformers'],
    'src/app/share/a.ts': ['react'],
  });
  expect(found).toEqual([
    'detail-only-from-app: src/stages/gateway/about.ts',
    'no-node-in-src: src/core/b.ts',
    'react-only-in-app: src/core/a.ts',
    'react-only-in-app: src/datacenter/a.ts',
    'react-only-in-app: src/local/a.ts',
    'react-only-in-app: src/stages/gateway/modeled.ts',
    'runtime-only-in-local: src/app/a.ts',
    'shared-codec-without-react: src/app/share/a.ts',
  ]);
});

it('finds cycles and imports that lead nowhere', () => {
  const found = broken({ 'src/core/a.ts': ['./b'], 'src/core/b.ts': ['./a'], 'src/core/c.ts': ['./nowhere'] });
  expect(found.map((line) => line.split(':')[0])).toEqual(expect.arrayContaining(['no-cycles', 'resolvable']));
});
