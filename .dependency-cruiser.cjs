/**
 * The import rule of docs/architecture.md: app -> decisions -> datacenter | local | remote -> stages -> catalog -> core.
 * Type imports count too: a type from above is knowledge of what is above.
 */
const DETAIL = '^src/stages/[^/]+/Detail\\.tsx$';
const REACT = '(^|/)node_modules/(react|react-dom|@types/react|@types/react-dom|zustand|recharts|motion|lucide-react|@base-ui|tinykeys)(/|$)';

/** `room` may import itself and what lies below it, nothing else of src. */
const room = (name, from, below) => ({
  name,
  comment: `${name.replace('-looks-down', '')} may import only ${below.join(', ')}`,
  severity: 'error',
  from,
  to: { path: '^src/', pathNot: `^src/(${below.join('|')})/` },
});

module.exports = {
  forbidden: [
    room('core-looks-down', { path: '^src/core/' }, ['core']),
    room('catalog-looks-down', { path: '^src/catalog/' }, ['catalog', 'core']),
    room('stages-looks-down', { path: '^src/stages/' }, ['stages', 'catalog', 'core']),
    room('datacenter-looks-down', { path: '^src/datacenter/' }, ['datacenter', 'stages', 'catalog', 'core']),
    room('decisions-looks-down', { path: '^src/decisions/' }, ['decisions', 'datacenter', 'stages', 'catalog', 'core']),
    room('messages-looks-down', { path: '^src/messages/' }, ['messages', 'core']),
    room('local-looks-down', { path: '^src/local/' }, ['local', 'stages', 'catalog', 'messages', 'core']),
    room('remote-looks-down', { path: '^src/remote/' }, ['remote', 'stages', 'catalog', 'core']),
    room('decisions-looks-down', { path: '^src/decisions/' }, ['decisions', 'datacenter', 'stages', 'catalog', 'core']),
    room('accuracy-looks-down', { path: '^src/accuracy/' }, ['accuracy', 'datacenter', 'stages', 'catalog', 'core']),
    {
      name: 'react-only-in-app',
      comment: 'Nothing below app imports React, except a stage\'s Detail.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/app/', DETAIL] },
      to: { path: REACT },
    },
    {
      name: 'detail-only-from-app',
      comment: 'A stage\'s Detail is React: only app may import it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/app/' },
      to: { path: DETAIL },
    },
    {
      name: 'runtime-only-in-local',
      comment: 'The model runtime is large and runs in the worker: only local and the stages\' local halves may import it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(local/|stages/[^/]+/local)' },
      to: { path: '(^|/)node_modules/(@huggingface/transformers|onnxruntime-)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shared-codec-without-react',
      comment: 'The link codec is pure: it also runs where there is no page. Of the app it knows the names of the pages and the lessons.',
      severity: 'error',
      from: { path: '^src/app/share/' },
      to: { path: [REACT, '^src/app/(?!share/|pages/pages\\.ts$|learn/lesson-steps\\.ts$)'] },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that import one another cannot be understood one at a time.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'src-stands-alone',
      comment: 'The app needs neither its tests nor its scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|scripts)/' },
    },
    {
      name: 'no-node-in-src',
      comment: 'src runs in browsers.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'resolvable',
      comment: 'Every import must lead somewhere.',
      severity: 'error',
      from: { path: '^src/' },
      // Vite's own suffixes (?url, ?worker, ?raw) are not files.
      to: { couldNotResolve: true, pathNot: '\\?(url|worker|raw|inline)(&(url|no-inline))?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.json', '.css'],
    },
  },
};
