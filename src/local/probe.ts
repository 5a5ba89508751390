/** What this machine and browser offer. Asks, allocates nothing. Runs on the page and in workers alike. */
import { hasWebCrypto } from '@/stages/gateway/local-record';
import { measureClockResolution } from './clock';
import { causeText } from './errors';
import type { DeviceProbe, WebGpuProbe } from './types';

/** More threads than this do not make models of this size faster; the page needs a core too. */
const MAX_THREADS = 8;

export async function probeDevice(): Promise<DeviceProbe> {
  const webgpu = await probeWebGpu();
  const isolated = globalThis.crossOriginIsolated === true;
  const cores = navigator.hardwareConcurrency ?? 1;
  const threads = isolated ? Math.max(1, Math.min(MAX_THREADS, cores)) : 1;
  return {
    webgpu,
    wasm: { threads, reason: isolated ? `${cores} logical cores` : 'The page is not cross-origin isolated, so WebAssembly gets one thread.' },
    ...choose(webgpu),
    crossOriginIsolated: isolated,
    hardwareConcurrency: cores,
    clockResolutionMs: measureClockResolution(),
    storage: await storageEstimate(),
    webCrypto: hasWebCrypto(),
  };
}

/** What `auto` means here, as a sentence. */
function choose(webgpu: WebGpuProbe): Pick<DeviceProbe, 'chosen' | 'reason'> {
  if (!webgpu.available) return { chosen: 'wasm', reason: `WebAssembly on the CPU, because ${lowerFirst(webgpu.reason)}` };
  if (webgpu.software) {
    return { chosen: 'wasm', reason: `WebAssembly on the CPU, because the only WebGPU adapter (${webgpu.adapterName}) is itself a CPU renderer and slower.` };
  }
  return { chosen: 'webgpu', reason: `WebGPU on ${webgpu.adapterName}${webgpu.shaderF16 ? ', with 16-bit shaders' : ', without 16-bit shaders'}.` };
}

async function probeWebGpu(): Promise<WebGpuProbe> {
  const gpu = (navigator as { gpu?: GPU }).gpu;
  if (gpu === undefined) {
    return { available: false, reason: isSecureContext ? 'This browser has no WebGPU.' : 'The page is not served over https or from localhost, which WebGPU needs.' };
  }
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (cause) {
    return { available: false, reason: `The browser refused a WebGPU adapter (${causeText(cause)}).` };
  }
  if (adapter === null) return { available: false, reason: 'The browser offers WebGPU but no adapter for this machine’s GPU.' };
  const { vendor, architecture, device, description } = adapter.info;
  const features = [...adapter.features].map(String).sort();
  const { limits } = adapter;
  const name = [description, [vendor, architecture].filter(Boolean).join(' '), device].find((text) => text.trim() !== '') ?? 'an unnamed GPU';
  return {
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

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
