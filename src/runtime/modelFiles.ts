/** What commands and the server may do with model files beyond auditing them. */
export { type DownloadOptions, downloadModel } from "../engine/client/downloadModel.ts";
export { inspectModel } from "../engine/client/inspectModel.ts";
export { type QuantiseOptions, quantiseModel } from "../engine/client/quantiseModel.ts";
export type { ModelFileFacts } from "../protocol/engine.ts";
