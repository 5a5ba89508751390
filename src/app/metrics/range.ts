/** Ranges of modeled traces: `core/ranges`. */
export { layerTimes, rangeOfSum, rangeUntil, type LayerTime, type Range } from '@/core/ranges';
