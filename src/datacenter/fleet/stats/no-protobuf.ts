/**
 * Stands in for `protobufjs/minimal` in the browser build (vite.config.ts). The quantile sketches name it for their wire
 * format, which they load only when asked for it and which this app does not use; without it the bundler stops.
 */
export {};
