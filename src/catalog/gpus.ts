/**
 * Accelerators. Peak rates are dense (no structured sparsity), per GPU, as the vendors publish them.
 * `null` means that the hardware has no such mode: weights in that precision are then expanded to bf16 before they are multiplied.
 */
import type { Precision } from '@/core/scenario';
import { MORE_GPUS } from './gpus-more';

export type Interconnect = 'nvlink' | 'pcie' | 'infinity-fabric';

export interface GpuSpec {
  readonly id: string;
  readonly name: string;
  /** Tera-operations per second, dense. */
  readonly bf16Tflops: number;
  readonly fp8Tflops: number | null;
  readonly int8Tops: number | null;
  readonly fp4Tflops: number | null;
  /** Vendors' gigabytes: 10^9 bytes. */
  readonly memoryGb: number;
  /** Peak memory bandwidth, 10^12 bytes/s. */
  readonly memoryTbPerS: number;
  /** Stacked memory of two generations (HBM2e; HBM3 and 3e) or graphics memory: classes that differ in the share of their peaks that kernels reach. Cards of one chip are one class, so H100 PCIe counts with H100 in spite of its HBM2e. */
  readonly memoryKind: 'hbm2' | 'hbm3' | 'gddr';
  /** Streaming multiprocessors (or compute units) and their boost clock. */
  readonly multiprocessors: number;
  readonly clockGhz: number;
  readonly interconnect: Interconnect;
  /** Bandwidth between GPUs of one host, 10^9 bytes/s in one direction. */
  readonly linkGbPerS: number;
  /** GPUs joined by that link, where not all of a host are; beyond it they talk over PCIe. */
  readonly linkGroup?: { readonly gpus: number; readonly pcieGbPerS: number };
  readonly boardPowerW: number;
  /** The card with the same chip and a higher power limit, on which efficiencies were measured. */
  readonly sameChipAs?: string;
  /** Rental price range; null where no dated quote was found. */
  readonly usdPerGpuHour: { readonly low: number; readonly high: number; readonly source: string } | null;
  readonly source: string;
  readonly note?: string;
}

const AIC = 'system files of ai-dynamo/aiconfigurator (commit 095f58a), after the NVIDIA data sheets';

export const GPUS: readonly GpuSpec[] = [
  {
    id: 'h100-sxm', name: 'NVIDIA H100 SXM 80 GB',
    bf16Tflops: 989, fp8Tflops: 1979, int8Tops: 1979, fp4Tflops: null, memoryGb: 80, memoryTbPerS: 3.35, memoryKind: 'hbm3', multiprocessors: 132, clockGhz: 1.83,
    interconnect: 'nvlink', linkGbPerS: 450, boardPowerW: 700,
    usdPerGpuHour: { low: 2.69, high: 12.29, source: 'RunPod Community to Azure ND96isr_H100_v5; Lambda 3.99, AWS p5 6.88 (September–November 2026)' },
    source: AIC,
  },
  {
    id: 'h200-sxm', name: 'NVIDIA H200 SXM 141 GB',
    bf16Tflops: 989, fp8Tflops: 1979, int8Tops: 1979, fp4Tflops: null, memoryGb: 141, memoryTbPerS: 4.8, memoryKind: 'hbm3', multiprocessors: 132, clockGhz: 1.83,
    interconnect: 'nvlink', linkGbPerS: 450, boardPowerW: 700,
    usdPerGpuHour: { low: 3.59, high: 4.59, source: 'RunPod 2026-09-25; Nebius 4.50, Hyperstack 3.99' },
    source: AIC,
  },
  {
    id: 'b200-sxm', name: 'NVIDIA B200 SXM 180 GB',
    bf16Tflops: 2250, fp8Tflops: 4500, int8Tops: 4500, fp4Tflops: 9000, memoryGb: 180, memoryTbPerS: 7.7, memoryKind: 'hbm3', multiprocessors: 148, clockGhz: 1.85,
    interconnect: 'nvlink', linkGbPerS: 900, boardPowerW: 1000,
    usdPerGpuHour: { low: 5.98, high: 7.15, source: 'RunPod Community / Nebius 2026-09-25; Lambda 6.69' },
    source: AIC,
  },
  {
    id: 'b300-sxm', name: 'NVIDIA B300 SXM 288 GB',
    bf16Tflops: 2250, fp8Tflops: 4500, int8Tops: 153.5, fp4Tflops: 14_000, memoryGb: 288, memoryTbPerS: 7.75, memoryKind: 'hbm3', multiprocessors: 148, clockGhz: 1.85,
    interconnect: 'nvlink', linkGbPerS: 900, boardPowerW: 1100,
    usdPerGpuHour: { low: 7.4, high: 7.4, source: 'Hyperstack 2026-08-26' },
    source: AIC,
  },
  {
    id: 'gb200', name: 'NVIDIA GB200 185 GB',
    bf16Tflops: 2500, fp8Tflops: 5000, int8Tops: 5000, fp4Tflops: 10_000, memoryGb: 185, memoryTbPerS: 8, memoryKind: 'hbm3', multiprocessors: 148, clockGhz: 1.85,
    interconnect: 'nvlink', linkGbPerS: 900, boardPowerW: 1200, usdPerGpuHour: null,
    source: AIC,
  },
  {
    id: 'h100-pcie', name: 'NVIDIA H100 PCIe 80 GB',
    bf16Tflops: 756.5, fp8Tflops: 1513, int8Tops: 1513, fp4Tflops: null, memoryGb: 80, memoryTbPerS: 2, memoryKind: 'hbm3', multiprocessors: 114, clockGhz: 1.755,
    interconnect: 'pcie', linkGbPerS: 64, boardPowerW: 350, sameChipAs: 'h100-sxm',
    usdPerGpuHour: { low: 1.99, high: 3.29, source: 'RunPod Community / Lambda 2026-09-25' },
    source: AIC,
  },
  {
    id: 'a100-sxm-80gb', name: 'NVIDIA A100 SXM 80 GB',
    bf16Tflops: 312, fp8Tflops: null, int8Tops: 624, fp4Tflops: null, memoryGb: 80, memoryTbPerS: 2.039, memoryKind: 'hbm2', multiprocessors: 108, clockGhz: 1.41,
    interconnect: 'nvlink', linkGbPerS: 300, boardPowerW: 400,
    usdPerGpuHour: { low: 1.39, high: 3.43, source: 'RunPod Community 2026-09-25 / AWS p4de 2026-11-09' },
    source: AIC,
  },
  {
    id: 'a100-sxm-40gb', name: 'NVIDIA A100 SXM 40 GB',
    bf16Tflops: 312, fp8Tflops: null, int8Tops: 624, fp4Tflops: null, memoryGb: 40, memoryTbPerS: 1.555, memoryKind: 'hbm2', multiprocessors: 108, clockGhz: 1.41,
    interconnect: 'nvlink', linkGbPerS: 300, boardPowerW: 400,
    usdPerGpuHour: { low: 1.99, high: 2.74, source: 'Lambda 2026-09-25 / AWS p4d us-east-1 2026-11-09' },
    source: `${AIC}; 40 GB bandwidth from LLM-Viewer hardware_params.py`,
  },
  {
    id: 'l40s', name: 'NVIDIA L40S 48 GB',
    bf16Tflops: 362, fp8Tflops: 733, int8Tops: 733, fp4Tflops: null, memoryGb: 48, memoryTbPerS: 0.864, memoryKind: 'gddr', multiprocessors: 142, clockGhz: 2.52,
    interconnect: 'pcie', linkGbPerS: 32, boardPowerW: 350,
    usdPerGpuHour: { low: 0.79, high: 1.55, source: 'RunPod Community / Nebius 2026-09-25' },
    source: AIC,
  },
  {
    id: 'l4', name: 'NVIDIA L4 24 GB',
    bf16Tflops: 121, fp8Tflops: 242, int8Tops: 242, fp4Tflops: null, memoryGb: 24, memoryTbPerS: 0.3, memoryKind: 'gddr', multiprocessors: 58, clockGhz: 2.04,
    interconnect: 'pcie', linkGbPerS: 32, boardPowerW: 72, usdPerGpuHour: null,
    source: AIC,
  },
  {
    id: 'a10', name: 'NVIDIA A10 24 GB',
    bf16Tflops: 125, fp8Tflops: null, int8Tops: 250, fp4Tflops: null, memoryGb: 24, memoryTbPerS: 0.6, memoryKind: 'gddr', multiprocessors: 72, clockGhz: 1.695,
    interconnect: 'pcie', linkGbPerS: 32, boardPowerW: 150,
    usdPerGpuHour: { low: 1.29, high: 1.29, source: 'Lambda 1xA10 2026-09-25' },
    source: 'NVIDIA A10 data sheet', note: 'Rates from general knowledge of the data sheet; to be verified.',
  },
  {
    id: 'mi300x', name: 'AMD Instinct MI300X 192 GB',
    bf16Tflops: 1307, fp8Tflops: 2615, int8Tops: 2615, fp4Tflops: null, memoryGb: 192, memoryTbPerS: 5.3, memoryKind: 'hbm3', multiprocessors: 304, clockGhz: 2.1,
    interconnect: 'infinity-fabric', linkGbPerS: 448, boardPowerW: 750, usdPerGpuHour: null,
    source: 'GenZ system_configs.py, which cites the AMD data sheet; link: seven 64 GB/s Infinity Fabric links',
    note: 'fp8, int8 and power from general knowledge of the AMD data sheet; to be verified.',
  },
  {
    id: 'rtx-4090', name: 'NVIDIA RTX 4090 24 GB',
    bf16Tflops: 165, fp8Tflops: 330, int8Tops: 330, fp4Tflops: null, memoryGb: 24, memoryTbPerS: 1.008, memoryKind: 'gddr', multiprocessors: 128, clockGhz: 2.52,
    interconnect: 'pcie', linkGbPerS: 32, boardPowerW: 450,
    usdPerGpuHour: { low: 0.34, high: 0.74, source: 'RunPod 2026-09-25' },
    source: 'LLMServingSim bench/examples/RTX4090', note: 'Dense rates with fp32 accumulation; to be verified.',
  },
  {
    id: 'rtx-pro-6000', name: 'NVIDIA RTX PRO 6000 Blackwell 96 GB',
    bf16Tflops: 503, fp8Tflops: 1007, int8Tops: 1007, fp4Tflops: 2015, memoryGb: 96, memoryTbPerS: 1.792, memoryKind: 'gddr', multiprocessors: 188, clockGhz: 2.6,
    interconnect: 'pcie', linkGbPerS: 64, boardPowerW: 600, usdPerGpuHour: null,
    source: 'NVIDIA RTX PRO 6000 Blackwell data sheet', note: 'General knowledge of the data sheet (dense, fp32 accumulation); to be verified.',
  },
  {
    id: 'gh200', name: 'NVIDIA GH200 96 GB',
    bf16Tflops: 990, fp8Tflops: 1979, int8Tops: 1979, fp4Tflops: null, memoryGb: 96, memoryTbPerS: 4, memoryKind: 'hbm3', multiprocessors: 132, clockGhz: 1.83,
    interconnect: 'nvlink', linkGbPerS: 450, boardPowerW: 1000, usdPerGpuHour: null,
    source: 'NVIDIA GH200 Grace Hopper data sheet (HBM3 version)', note: 'From general knowledge of the data sheet.',
  },
  {
    id: 'gh200-144gb', name: 'NVIDIA GH200 144 GB',
    bf16Tflops: 990, fp8Tflops: 1979, int8Tops: 1979, fp4Tflops: null, memoryGb: 144, memoryTbPerS: 4.9, memoryKind: 'hbm3', multiprocessors: 132, clockGhz: 1.83,
    interconnect: 'nvlink', linkGbPerS: 450, boardPowerW: 1000, usdPerGpuHour: null,
    source: 'NVIDIA GH200 Grace Hopper data sheet (HBM3e version)', note: 'From general knowledge of the data sheet.',
  },
  {
    id: 'h200-nvl', name: 'NVIDIA H200 NVL 141 GB',
    bf16Tflops: 835, fp8Tflops: 1671, int8Tops: 1671, fp4Tflops: null, memoryGb: 141, memoryTbPerS: 4.8, memoryKind: 'hbm3', multiprocessors: 132, clockGhz: 1.785,
    interconnect: 'nvlink', linkGbPerS: 450, linkGroup: { gpus: 4, pcieGbPerS: 64 }, boardPowerW: 600, sameChipAs: 'h200-sxm', usdPerGpuHour: null,
    source: 'NVIDIA H200 data sheet (NVL: bridge of 900 GB/s among four cards)', note: 'From general knowledge of the data sheet.',
  },
  {
    id: 'h100-nvl', name: 'NVIDIA H100 NVL 94 GB',
    bf16Tflops: 835, fp8Tflops: 1671, int8Tops: 1671, fp4Tflops: null, memoryGb: 94, memoryTbPerS: 3.9, memoryKind: 'hbm3', multiprocessors: 132, clockGhz: 1.785,
    interconnect: 'nvlink', linkGbPerS: 300, linkGroup: { gpus: 2, pcieGbPerS: 64 }, boardPowerW: 400, sameChipAs: 'h100-sxm', usdPerGpuHour: null,
    source: 'NVIDIA H100 data sheet (NVL: bridge of 600 GB/s between two cards)', note: 'From general knowledge of the data sheet.',
  },
  {
    id: 'h20', name: 'NVIDIA H20 96 GB',
    bf16Tflops: 148, fp8Tflops: 296, int8Tops: 296, fp4Tflops: null, memoryGb: 96, memoryTbPerS: 4, memoryKind: 'hbm3', multiprocessors: 78, clockGhz: 1.83,
    interconnect: 'nvlink', linkGbPerS: 450, boardPowerW: 400, usdPerGpuHour: null,
    source: 'NVIDIA H20 specifications', note: 'From general knowledge of the data sheet.',
  },
  {
    id: 'a100-pcie-80gb', name: 'NVIDIA A100 PCIe 80 GB',
    bf16Tflops: 312, fp8Tflops: null, int8Tops: 624, fp4Tflops: null, memoryGb: 80, memoryTbPerS: 1.935, memoryKind: 'hbm2', multiprocessors: 108, clockGhz: 1.41,
    interconnect: 'pcie', linkGbPerS: 32, boardPowerW: 300, sameChipAs: 'a100-sxm-80gb', usdPerGpuHour: null,
    source: 'NVIDIA A100 data sheet', note: 'Without the optional bridge between two cards.',
  },
  {
    id: 'l40', name: 'NVIDIA L40 48 GB',
    bf16Tflops: 181, fp8Tflops: 362, int8Tops: 362, fp4Tflops: null, memoryGb: 48, memoryTbPerS: 0.864, memoryKind: 'gddr', multiprocessors: 142, clockGhz: 2.49,
    interconnect: 'pcie', linkGbPerS: 32, boardPowerW: 300, usdPerGpuHour: null,
    source: 'NVIDIA L40 data sheet', note: 'Half the rate of an L40S: the products are summed in 32 bits at half speed.',
  },
  {
    id: 'rtx-a6000', name: 'NVIDIA RTX A6000 48 GB',
    bf16Tflops: 155, fp8Tflops: null, int8Tops: 310, fp4Tflops: null, memoryGb: 48, memoryTbPerS: 0.768, memoryKind: 'gddr', multiprocessors: 84, clockGhz: 1.8,
    interconnect: 'pcie', linkGbPerS: 32, boardPowerW: 300, usdPerGpuHour: null,
    source: 'NVIDIA RTX A6000 data sheet', note: 'From general knowledge of the data sheet.',
  },
];

const BY_ID = new Map([...GPUS, ...MORE_GPUS].map((gpu) => [gpu.id, gpu]));

/** The GPU called `id`, or undefined: one of `GPUS`, or one that only measurements name. */
export const findGpu = (id: string): GpuSpec | undefined => BY_ID.get(id);

/** Peak dense operations per second of the hardware's own mode for a precision; null where it has none. Four-bit integers have none that engines use. */
export function nativeFlops(gpu: GpuSpec, precision: Precision): number | null {
  const tera = { bf16: gpu.bf16Tflops, fp8: gpu.fp8Tflops, int8: gpu.int8Tops, int4: null, fp4: gpu.fp4Tflops }[precision];
  return tera === null ? null : tera * 1e12;
}

/**
 * Peak dense operations per second when weights are kept in `precision`.
 * Four-bit integers and modes the hardware lacks are expanded to bf16 first, so they run at the bf16 rate.
 */
export const peakFlops = (gpu: GpuSpec, precision: Precision): number =>
  // A crippled mode (int8 on B300) would be slower than expanding; engines then expand.
  Math.max(nativeFlops(gpu, precision) ?? 0, gpu.bf16Tflops * 1e12);

/**
 * Share of the sister card's efficiency that a lower power limit leaves to long computing. The power of logic is
 * C · V² · f (Chandrakasan et al. 1992) and the voltage follows the clock, so the clock goes with the cube root of the
 * power: 0.91 for A100 PCIe, of which NVIDIA's data sheet says 90 % of SXM in applications. 1 without a sister.
 */
export function powerShare(gpu: GpuSpec): number {
  const sister = gpu.sameChipAs === undefined ? undefined : BY_ID.get(gpu.sameChipAs);
  if (sister === undefined) return 1;
  const powerPerRate = ({ boardPowerW, multiprocessors, clockGhz }: GpuSpec): number => boardPowerW / (multiprocessors * clockGhz);
  return Math.min(1, Math.cbrt(powerPerRate(gpu) / powerPerRate(sister)));
}
