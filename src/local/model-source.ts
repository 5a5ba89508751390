/** Where a model is and what of it this device needs: names, sizes and format, found by asking the server. */
import * as v from 'valibot';
import { t } from '@/core/text';
import { LocalFailure, localError } from './errors';
import { notFound, type FileStore, type RemoteFile } from './file-store';
import { findLocalModel, LOCAL_MODELS } from './models';
import type { DeviceProbe, Dtype, LocalDevice, LocalModel } from './types';

export interface ModelSource {
  /** As asked for: catalogue id, repository or folder URL. */
  id: string;
  title: string;
  /** Ends with a slash. */
  baseUrl: string;
  /** Where the hub lists the repository's files with their sizes; null for a folder elsewhere. */
  listingUrl: string | null;
  catalogue: LocalModel | null;
}

/** A file of the plan; `path` is relative to the folder. */
export interface PlannedFile {
  path: string;
  url: string;
  remote: RemoteFile;
  storedBytes: number;
  /** Of the folder's manifest, where it has one. */
  sha256: string | null;
}

export interface ModelPlan {
  source: ModelSource;
  device: LocalDevice;
  deviceReason: string;
  dtype: Dtype;
  dtypeReason: string;
  /** File name of the graph without its suffix, as the library wants it. */
  graphName: string;
  graph: PlannedFile;
  weights: PlannedFile[];
  /** Name of the weights inside the graph, where it is not the library's usual one. */
  sharedWeights: boolean;
  files: PlannedFile[];
  config: ModelConfig;
  manifest: Manifest | null;
}

export const SUFFIX: Record<Dtype, string> = { q4f16: '_q4f16', q4: '_q4', q8: '_quantized', fp16: '_fp16', fp32: '' };
const ANY_WEBGPU_F16: readonly Dtype[] = ['q4f16', 'q4', 'q8', 'fp16', 'fp32'];
const ANY_WEBGPU: readonly Dtype[] = ['q4', 'q8', 'fp32'];
const ANY_WASM: readonly Dtype[] = ['q8', 'q4', 'fp32'];

const ManifestSchema = v.object({
  graphs: v.optional(v.object({ webgpu: v.string(), wasm: v.string() })),
  weights: v.optional(v.string()),
  parameters: v.optional(v.number()),
  files: v.array(v.object({ path: v.string(), bytes: v.number(), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
});
export type Manifest = v.InferOutput<typeof ManifestSchema>;

/** Parts hold up to 2 GB each: no model has so many, and each part named is a file asked for. */
const MOST_PARTS = 100;
const chunkCount = v.union([v.boolean(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_PARTS))]);
const ConfigSchema = v.looseObject({
  model_type: v.optional(v.string()),
  max_position_embeddings: v.optional(v.number()),
  num_attention_heads: v.optional(v.number()),
  'transformers.js_config': v.optional(v.looseObject({
    use_external_data_format: v.optional(v.union([chunkCount, v.record(v.string(), chunkCount)])),
  })),
});
export type ModelConfig = v.InferOutput<typeof ConfigSchema>;

/** Finds a model by catalogue id, `owner/name` on the hub, or folder URL. @throws LocalFailure model-unknown, model-url-invalid. */
export function resolveSource(model: string, settings: { modelsUrl: string; hubUrl: string }): ModelSource {
  const catalogue = findLocalModel(model);
  if (catalogue !== undefined) {
    const place = catalogue.kind === 'embedded'
      ? { baseUrl: new URL(`${catalogue.repo}/`, settings.modelsUrl).href, listingUrl: null }
      : hubPlace(settings.hubUrl, catalogue.repo);
    return { id: model, title: catalogue.title, ...place, catalogue };
  }
  if (/^[a-z]+:\/\//i.test(model)) return { id: model, ...folderOf(model), listingUrl: null, catalogue: null };
  if (/^[\w.-]+\/[\w.-]+$/.test(model)) return { id: model, title: model, ...hubPlace(settings.hubUrl, model), catalogue: null };
  throw new LocalFailure(localError(
    'model-unknown', t('There is no model called “{model}”.', { model: model.slice(0, 80) }),
    t('Choose one of {models}, or give the address of a folder in the hub\'s layout.', { models: LOCAL_MODELS.map(({ id }) => id).join(', ') }),
  ));
}

/** Files as the hub serves them, and its listing of them (Hub API, "List repo tree"). */
const hubPlace = (hubUrl: string, repo: string): Pick<ModelSource, 'baseUrl' | 'listingUrl'> => ({
  baseUrl: new URL(`${repo}/resolve/main/`, hubUrl).href,
  listingUrl: new URL(`api/models/${repo}/tree/main?recursive=true`, hubUrl).href,
});

function folderOf(address: string): { title: string; baseUrl: string } {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new LocalFailure(localError('model-url-invalid', t('“{address}” is not an address.', { address: address.slice(0, 120) }), t('Give the full address of the folder, such as https://host/folder/.')));
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new LocalFailure(localError('model-url-invalid', t('Models cannot be loaded over {protocol}', { protocol: url.protocol }), t('Give an http or https address.')));
  }
  url.search = '';
  url.hash = '';
  // People paste the address of a file in the folder as often as that of the folder.
  url.pathname = `${url.pathname.replace(/\/(config\.json|tokenizer\.json|onnx(\/[^/]*)?)$/, '').replace(/\/+$/, '')}/`;
  return { title: url.pathname.split('/').filter(Boolean).at(-1) ?? url.host, baseUrl: url.href };
}

/** Files that the tokenizer needs. */
export const TOKENIZER_FILES = ['tokenizer.json', 'tokenizer_config.json'] as const;

/** Asks the server what there is and picks the graph for the device. Fetches only the small JSON files. */
export async function planModel(
  store: FileStore, source: ModelSource, device: LocalDevice, deviceReason: string, probe: DeviceProbe, signal?: AbortSignal,
): Promise<ModelPlan> {
  const manifest = source.catalogue?.kind === 'hub' ? null : await readManifest(store, source, signal);
  const sha256 = new Map(manifest?.files.map((file) => [file.path, file.sha256]) ?? []);
  const listed = new Map((manifest?.files ?? await readListing(source, signal)).map(({ path, bytes }) => [path, bytes]));
  const look = async (path: string): Promise<PlannedFile> => {
    const url = source.baseUrl + path;
    const told = await store.look(url, signal);
    const bytes = listed.get(path);
    const remote: RemoteFile = told.exists && bytes !== undefined ? { ...told, bytes, exact: true } : told;
    return { path, url, remote, storedBytes: remote.exists ? await store.storedBytes(url, remote) : 0, sha256: sha256.get(path) ?? null };
  };
  const must = async (path: string): Promise<PlannedFile> => {
    const file = await look(path);
    if (!file.remote.exists) throw new LocalFailure(notFound(file.url));
    return file;
  };

  const configFile = await must('config.json');
  await store.ensure(configFile.url, undefined, signal);
  const config = await readConfig(store, configFile.url);
  const picked = await pickGraph(source, device, probe, manifest, must, look);
  const weights = await findWeights(picked.graph, config, manifest, must, look);
  const tokenizer = await Promise.all(TOKENIZER_FILES.map(must));
  const generation = await look('generation_config.json');
  return {
    source, device, deviceReason, ...picked, weights,
    sharedWeights: manifest?.weights !== undefined && manifest.weights !== `${picked.graph.path}_data`,
    files: [configFile, ...tokenizer, ...(generation.remote.exists ? [generation] : []), picked.graph, ...weights],
    config, manifest,
  };
}

async function pickGraph(
  source: ModelSource, device: LocalDevice, probe: DeviceProbe, manifest: Manifest | null,
  must: (path: string) => Promise<PlannedFile>, look: (path: string) => Promise<PlannedFile>,
): Promise<{ graph: PlannedFile; graphName: string; dtype: Dtype; dtypeReason: string }> {
  const named = manifest?.graphs?.[device];
  if (named !== undefined) {
    const file = /([^/]+)\.onnx$/.exec(named)?.[1] ?? 'model';
    const dtype = (['q4f16', 'q4', 'q8', 'fp16', 'fp32'] as const).find((candidate) => file.endsWith(SUFFIX[candidate])) ?? 'fp32';
    return { graph: await must(named), graphName: file.slice(0, file.length - SUFFIX[dtype].length), dtype, dtypeReason: t('The model\'s manifest names this graph for {device}.', { device }) };
  }
  const f16 = probe.webgpu.available && probe.webgpu.shaderF16;
  const wanted = device === 'wasm'
    ? (source.catalogue?.dtypes.wasm ?? ANY_WASM)
    : f16 ? (source.catalogue?.dtypes.webgpuF16 ?? ANY_WEBGPU_F16) : (source.catalogue?.dtypes.webgpu ?? ANY_WEBGPU);
  const missing: Dtype[] = [];
  for (const dtype of wanted) {
    const graph = await look(`onnx/model${SUFFIX[dtype]}.onnx`);
    if (!graph.remote.exists) {
      missing.push(dtype);
      continue;
    }
    const best = device === 'wasm' ? t('{dtype}: the fastest on the CPU.', { dtype })
      : f16 ? t('{dtype}: the adapter has 16-bit shaders.', { dtype }) : t('{dtype}: the adapter has no 16-bit shaders.', { dtype });
    return { graph, graphName: 'model', dtype, dtypeReason: missing.length === 0 ? best : t('{dtype}: the folder has no {missing}.', { dtype, missing: missing.join(', ') }) };
  }
  throw new LocalFailure(localError(
    'model-unsupported', t('{title} has no graph for {device} (looked for {files}).', { title: source.title, device, files: wanted.map((dtype) => `onnx/model${SUFFIX[dtype]}.onnx`).join(', ') }),
    t('Choose another device or a model in the hub’s ONNX layout.'),
  ));
}

/** External weight files, by the manifest, the configuration or, where neither tells, by asking for the usual name. */
async function findWeights(
  graph: PlannedFile, config: ModelConfig, manifest: Manifest | null,
  must: (path: string) => Promise<PlannedFile>, look: (path: string) => Promise<PlannedFile>,
): Promise<PlannedFile[]> {
  if (manifest?.weights !== undefined) return [await must(manifest.weights)];
  const format = config['transformers.js_config']?.use_external_data_format;
  const name = graph.path.replace(/^.*\//, '');
  const stated = typeof format === 'object' ? (format[name] ?? format[name.replace(/(_q4f16|_q4|_quantized|_fp16)?\.onnx$/, '')]) : format;
  if (stated === undefined) {
    const usual = await look(`${graph.path}_data`);
    return usual.remote.exists ? [usual] : [];
  }
  return Promise.all(Array.from({ length: Number(stated) }, (_, i) => must(`${graph.path}_data${i === 0 ? '' : `_${i}`}`)));
}

async function readConfig(store: FileStore, url: string): Promise<ModelConfig> {
  const response = await store.read(url);
  try {
    return v.parse(ConfigSchema, await response?.json());
  } catch {
    await store.drop(url);
    throw new LocalFailure(localError('model-unsupported', t('The model’s config.json cannot be read.'), t('Check the address: it must be a folder in the hub’s layout.')));
  }
}

const ListingSchema = v.array(v.object({ type: v.string(), path: v.string(), size: v.number() }));

/** Files of the repository with their sizes; empty where there is no such listing: sizes are then what each file's server tells. */
async function readListing({ listingUrl }: ModelSource, signal?: AbortSignal): Promise<{ path: string; bytes: number }[]> {
  if (listingUrl === null) return [];
  let listing: unknown;
  try {
    const response = await fetch(listingUrl, signal === undefined ? {} : { signal });
    listing = response.ok ? await response.json() : null;
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    return []; // out of reach: asking for the files themselves will say so in words
  }
  const parsed = v.safeParse(ListingSchema, listing);
  return parsed.success ? parsed.output.filter(({ type }) => type === 'file').map(({ path, size }) => ({ path, bytes: size })) : [];
}

/** The folder's manifest with checksums; null where it has none. Always asked for anew: it tells what is current. */
async function readManifest(store: FileStore, source: ModelSource, signal?: AbortSignal): Promise<Manifest | null> {
  const url = `${source.baseUrl}manifest.json`;
  const remote = await store.look(url, signal);
  if (!remote.exists) return null;
  // A browser that is online may still not reach the server: what is stored is then all there is.
  if (remote.unreached !== true) await store.drop(url);
  await store.ensure(url, undefined, signal);
  const parsed = v.safeParse(ManifestSchema, await (await store.read(url))?.json().catch(() => null));
  if (parsed.success) return parsed.output;
  if (source.catalogue?.kind === 'embedded') {
    throw new LocalFailure(localError('model-corrupt', t('The embedded model’s manifest cannot be read.'), t('Reload the page; if it stays, build the app again.')));
  }
  return null; // some other file of that name
}
