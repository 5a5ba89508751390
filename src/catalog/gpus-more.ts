/** Accelerators that measurements are published for, beyond those the app offers. Found by `findGpu`. */
import type { GpuSpec } from './gpus';

const NOTE = 'From general knowledge of the data sheet; to be verified.';
const PCIE4 = { interconnect: 'pcie', linkGbPerS: 32 } as const;
const PCIE5 = { interconnect: 'pcie', linkGbPerS: 64 } as const;
const nvlink = (linkGbPerS: number) => ({ interconnect: 'nvlink', linkGbPerS } as const);

type Rates = readonly [bf16: number, fp8: number | null, int8: number | null, fp4: number | null];
type Memory = readonly [gb: number, tbPerS: number, kind: GpuSpec['memoryKind']];
type Chip = readonly [multiprocessors: number, clockGhz: number, boardPowerW: number];

const gpu = (id: string, name: string, rates: Rates, memory: Memory, chip: Chip, link: Pick<GpuSpec, 'interconnect' | 'linkGbPerS'>, source: string, sameChipAs?: string): GpuSpec => ({
  id, name, bf16Tflops: rates[0], fp8Tflops: rates[1], int8Tops: rates[2], fp4Tflops: rates[3],
  memoryGb: memory[0], memoryTbPerS: memory[1], memoryKind: memory[2], multiprocessors: chip[0], clockGhz: chip[1], boardPowerW: chip[2],
  ...link, usdPerGpuHour: null, source, note: NOTE, ...(sameChipAs === undefined ? {} : { sameChipAs }),
});

export const MORE_GPUS: readonly GpuSpec[] = [
  gpu('a100-pcie-40gb', 'NVIDIA A100 PCIe 40 GB', [312, null, 624, null], [40, 1.555, 'hbm2'], [108, 1.41, 250], PCIE4, 'NVIDIA A100 data sheet', 'a100-sxm-80gb'),
  gpu('a800-sxm-80gb', 'NVIDIA A800 SXM 80 GB', [312, null, 624, null], [80, 2.039, 'hbm2'], [108, 1.41, 400], nvlink(200), 'NVIDIA A800 specifications: A100 with NVLink of 400 GB/s'),
  gpu('h800-sxm', 'NVIDIA H800 SXM 80 GB', [989, 1979, 1979, null], [80, 3.35, 'hbm3'], [132, 1.83, 700], nvlink(200), 'NVIDIA H800 specifications: H100 with NVLink of 400 GB/s'),
  gpu('b100-sxm', 'NVIDIA B100 SXM 192 GB', [1750, 3500, 3500, 7000], [192, 8, 'hbm3'], [148, 1.665, 700], nvlink(900), 'NVIDIA Blackwell architecture brief'),
  gpu('gb300', 'NVIDIA GB300 279 GB', [2500, 5000, 170, 15_000], [279, 8, 'hbm3'], [148, 1.92, 1400], nvlink(900), 'NVIDIA GB300 NVL72 specifications'),
  gpu('mi325x', 'AMD Instinct MI325X 256 GB', [1307, 2615, 2615, null], [256, 6, 'hbm3'], [304, 2.1, 1000], { interconnect: 'infinity-fabric', linkGbPerS: 448 }, 'AMD Instinct MI325X data sheet'),
  gpu('mi355x', 'AMD Instinct MI355X 288 GB', [2500, 5000, 5000, 10_000], [288, 8, 'hbm3'], [256, 2.4, 1400], { interconnect: 'infinity-fabric', linkGbPerS: 538 }, 'AMD Instinct MI355X data sheet'),
  gpu('a30', 'NVIDIA A30 24 GB', [165, null, 330, null], [24, 0.933, 'hbm2'], [56, 1.44, 165], PCIE4, 'NVIDIA A30 data sheet', 'a100-sxm-80gb'),
  gpu('a40', 'NVIDIA A40 48 GB', [149.7, null, 299.3, null], [48, 0.696, 'gddr'], [84, 1.74, 300], PCIE4, 'NVIDIA A40 data sheet'),
  gpu('a10g', 'NVIDIA A10G 24 GB', [70, null, 140, null], [24, 0.6, 'gddr'], [72, 1.71, 150], PCIE4, 'the variant of A10 that AWS rents: 70 dense TFLOPS'),
  gpu('l20', 'NVIDIA L20 48 GB', [119.5, 239, 239, null], [48, 0.864, 'gddr'], [92, 2.52, 275], PCIE4, 'NVIDIA L20 specifications'),
  gpu('rtx-6000-ada', 'NVIDIA RTX 6000 Ada 48 GB', [364, 728, 728, null], [48, 0.96, 'gddr'], [142, 2.505, 300], PCIE4, 'NVIDIA RTX 6000 Ada data sheet'),
  gpu('rtx-3090', 'NVIDIA RTX 3090 24 GB', [71, null, 284, null], [24, 0.936, 'gddr'], [82, 1.695, 350], PCIE4, 'NVIDIA Ampere GA102 white paper (sums in 32 bits)'),
  gpu('rtx-5090', 'NVIDIA RTX 5090 32 GB', [209.5, 419, 838, 1676], [32, 1.792, 'gddr'], [170, 2.41, 575], PCIE5, 'NVIDIA Blackwell RTX white paper (sums in 32 bits)'),
];
