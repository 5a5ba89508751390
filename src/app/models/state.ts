/** What this machine can run: the device, what each model would download, and the download that is going on. */
import { create } from 'zustand';
import { appError, err, ok, type AppError, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { DeviceProbe, LoadedModel, LoadPlan, LoadProgress, LoadRequest } from '@/local/types';
import { localStack } from '../store/local-stack';

interface ModelsStore {
  probe: DeviceProbe | null;
  /** Answers to "what would you load", by `planKey`; null while asked. */
  plans: Readonly<Record<string, Result<LoadPlan> | null>>;
  /** The load that is going on. */
  loading: { model: string; progress: LoadProgress | null } | null;
  /** How the last load of a model failed. */
  errors: Readonly<Record<string, AppError>>;
  loaded: LoadedModel | null;
  open: boolean;
}

export const useModels = create<ModelsStore>()(() => ({ probe: null, plans: {}, loading: null, errors: {}, loaded: null, open: false }));

export const planKey = ({ model, device }: LoadRequest): string => `${device} ${model}`;
export const openModels = (open: boolean): void => useModels.setState({ open });

/** Finds out what this machine offers; asks once. */
export async function askProbe(): Promise<void> {
  if (useModels.getState().probe !== null) return;
  const stack = await localStack();
  if (stack.ok) useModels.setState({ probe: await stack.value.probe() });
}

/** Finds out what loading a model would fetch. Only small files of its folder are read. */
export async function askPlan(request: LoadRequest): Promise<void> {
  const key = planKey(request);
  useModels.setState(({ plans }) => ({ plans: { ...plans, [key]: null } }));
  const stack = await localStack();
  const plan = stack.ok ? await stack.value.inspect(request) : stack;
  useModels.setState(({ plans }) => ({ plans: { ...plans, [key]: plan } }));
}

let current: AbortController | null = null;

/** Loads a model ahead of a run. One at a time; the outcome is in the store. */
export async function loadModel(request: LoadRequest): Promise<void> {
  if (current !== null) return;
  const controller = new AbortController();
  current = controller;
  const { model } = request;
  useModels.setState(({ errors }) => ({ loading: { model, progress: null }, errors: without(errors, model) }));
  const stack = await localStack();
  const loaded = stack.ok
    ? await stack.value.load(request, (progress) => useModels.setState({ loading: { model, progress } }), controller.signal)
    : stack;
  current = null;
  useModels.setState({ loading: null });
  if (loaded.ok) useModels.setState({ loaded: loaded.value });
  else if (!controller.signal.aborted) useModels.setState(({ errors }) => ({ errors: { ...errors, [model]: loaded.error } }));
  await askPlan(request);
}

export function cancelLoad(): void {
  current?.abort();
}

/** Removes a model's files from the browser's cache. */
export async function forgetModel(request: LoadRequest): Promise<void> {
  const stack = await localStack();
  const freed = stack.ok ? await stack.value.forget(request.model) : stack;
  if (!freed.ok) useModels.setState(({ errors }) => ({ errors: { ...errors, [request.model]: freed.error } }));
  await askPlan(request);
}

const without = (errors: ModelsStore['errors'], model: string): ModelsStore['errors'] =>
  Object.fromEntries(Object.entries(errors).filter(([key]) => key !== model));

/**
 * The address of a model folder as the user typed it; the error says what is wrong with it. It becomes part of the
 * scenario, and so of links and files: a password is refused, and a query, which may hold a key and is never sent, is cut off.
 */
export function readFolderUrl(typed: string, base: string): Result<string> {
  const text = typed.trim();
  if (text === '') return err(appError('model-url-invalid', t('There is no address here.'), t('Paste the address of a folder with config.json, tokenizer.json and onnx/ in it.')));
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    return err(appError('model-url-invalid', t('"{text}" is not an address.', { text }), t('Write it in full, as in https://example.org/models/my-model/.')));
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return err(appError('model-url-invalid', t('Addresses that begin with {protocol} cannot be fetched.', { protocol: url.protocol }), t('Use one that begins with https:// or http://.')));
  }
  if (url.username !== '' || url.password !== '') {
    return err(appError('model-url-invalid', t('There is a user name or a password in this address; browsers do not fetch it, and links would carry it.'), t('Leave it out, and let the server give the folder without one.')));
  }
  url.search = '';
  url.hash = '';
  return ok(url.href.endsWith('/') ? url.href : `${url.href}/`);
}
