/** What this machine and browser offer. Asks, allocates nothing. Runs on the page and in workers alike. */
import { t } from '@/core/text';
import { hasWebCrypto } from '@/stages/gateway/local-record';
import { adapterWords, UNNAMED_GPU } from './adapter';
import { measureClockResolution } from './clock';
import { causeText } from './errors';
import type { DeviceProbe, WebGpuProbe } from './types';

/** More threads than this do not make models of this size faster; the page needs a core too. */
const MAX_THREADS = 8;

export async function probeDevice(): Promise<DeviceProbe> {
  const { webgpu, missing } = await probeWebGpu();
  const isolated = globalThis.crossOriginIsolated === true;
  const cores = navigator.hardwareConcurrency ?? 1;
  const threads = isolated ? Math.max(1, Math.min(MAX_THREADS, cores)) : 1;
  return {
    webgpu,
    wasm: { threads, reason: isolated ? t('{cores} logical cores', { cores }) : t('The page is not cross-origin isolated, so WebAssembly gets one thread.') },
    ...choose(webgpu, missing),
    crossOriginIsolated: isolated,
    hardwareConcurrency: cores,
    clockResolutionMs: measureClockResolution(),
    storage: await storageEstimate(),
    webCrypto: hasWebCrypto(),
  };
}

/** What `auto` means here, as a sentence. */
function choose(webgpu: WebGpuProbe, missing: Missing | null): Pick<DeviceProbe, 'chosen' | 'reason'> {
  if (!webgpu.available) return { chosen: 'wasm', reason: missing === null ? webgpu.reason : wasmBecause(missing) };
  const adapterName = adapterWords(webgpu.adapterName);
  if (webgpu.software) {
    return { chosen: 'wasm', reason: t('WebAssembly on the CPU, because the only WebGPU adapter ({adapterName}) is itself a CPU renderer and slower.', { adapterName }) };
  }
  return { chosen: 'webgpu', reason: webgpu.shaderF16 ? t('WebGPU on {adapterName}, with 16-bit shaders.', { adapterName }) : t('WebGPU on {adapterName}, without 16-bit shaders.', { adapterName }) };
}

/** Why there is no WebGPU. */
type Missing = { kind: 'no-webgpu' | 'insecure' | 'no-adapter' } | { kind: 'refused'; why: string };

function reasonFor(missing: Missing): string {
  switch (missing.kind) {
    case 'no-webgpu': return t('This browser has no WebGPU.');
    case 'insecure': return t('The page is not served over https or from localhost, which WebGPU needs.');
    case 'no-adapter': return t('The browser offers WebGPU but no adapter for this machine’s GPU.');
    case 'refused': return t('The browser refused a WebGPU adapter ({why}).', { why: missing.why });
  }
}

function wasmBecause(missing: Missing): string {
  switch (missing.kind) {
    case 'no-webgpu': return t('WebAssembly on the CPU, because this browser has no WebGPU.');
    case 'insecure': return t('WebAssembly on the CPU, because the page is not served over https or from localhost, which WebGPU needs.');
    case 'no-adapter': return t('WebAssembly on the CPU, because the browser offers WebGPU but no adapter for this machine’s GPU.');
    case 'refused': return t('WebAssembly on the CPU, because the browser refused a WebGPU adapter ({why}).', { why: missing.why });
  }
}

const without = (missing: Missing): { webgpu: WebGpuProbe; missing: Missing } => ({ webgpu: { available: false, reason: reasonFor(missing) }, missing });

async function probeWebGpu(): Promise<{ webgpu: WebGpuProbe; missing: Missing | null }> {
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (gpu === undefined) {
    return without({ kind: isSecureContext ? 'no-webgpu' : 'insecure' });
  }
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (cause) {
    return without({ kind: 'refused', why: causeText(cause) });
  }
  if (adapter === null) return without({ kind: 'no-adapter' });
  const { vendor, architecture, device, description } = adapter.info;
  const features = [...adapter.features].map(String).sort();
  const { limits } = adapter;
  const name = [description, [vendor, architecture].filter(Boolean).join(' '), device].find((text) => text.trim() !== '') ?? UNNAMED_GPU;
  const webgpu: WebGpuProbe = {
    available: true,
    adapter: { vendor, architecture, device, description },
    adapterName: name,
    software: isSoftware(adapter, `${vendor} ${architecture} ${device} ${description}`),
    features,
    shaderF16: features.includes('shader-f16'),
    timestampQuery: features.includes('timestamp-query'),
    subgroups: features.includes('subgroups'),
    limits: {
      maxBufferBytes: limits.maxBufferSize,
      maxStorageBufferBindingBytes: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageBytes: limits.maxComputeWorkgroupStorageSize,
    },
  };
  return { webgpu, missing: null };
}

const isSoftware = (adapter: GPUAdapter, text: string): boolean =>
  (adapter.info as { isFallbackAdapter?: boolean }).isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render/i.test(text);

/** Space of this origin; null where the browser does not tell. */
export async function storageEstimate(): Promise<DeviceProbe['storage']> {
  const storage = (navigator as { storage?: StorageManager }).storage;
  if (storage?.estimate === undefined) return null;
  try {
    const { quota, usage } = await storage.estimate();
    return quota === undefined || usage === undefined ? null : { quotaBytes: quota, usageBytes: usage };
  } catch {
    return null; // some private modes refuse to say
  }
}
